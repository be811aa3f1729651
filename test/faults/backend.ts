import type { KubeObject } from '../../src/service/types.ts';

/**
 * What stands behind a Service in a scenario, in the few words in which it differs from the usual: one alpine pod whose
 * nc answers HTTP on port 8080 and is ready once that port is open.
 */
export interface Backend {
  kind: 'Backend';
  name: string;
  as?: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Pod';
  /** Of the pods, and what the workload selects by; `app: NAME`. */
  labels?: Record<string, string>;
  replicas?: number;
  image?: string;
  /** Where the usual server listens. */
  port?: number;
  /** The address that it listens on; all. */
  bind?: string;
  command?: string[] | null;
  ports?: object[];
  /** An nginx with this configuration in place of the usual server; /tls has a certificate. */
  nginx?: string;
  readiness?: object | null;
  /** Not ready before something in it listens, whatever its readiness probe is or is not; of an nginx always. */
  listens?: boolean;
  /** More of the container, of the pod's spec, of the workload's spec. */
  container?: object;
  pod?: object;
  spec?: object;
}

export function expanded({ nginx, ...backend }: Backend): KubeObject[] {
  if (nginx === undefined) return [workload(backend)];
  const { name } = backend;
  const volumes = [
    { name: 'conf', configMap: { name: `${name}-conf` } },
    { name: 'tls', secret: { secretName: `${name}-tls` } },
  ];
  const volumeMounts = [
    { name: 'conf', mountPath: '/etc/nginx/conf.d' },
    { name: 'tls', mountPath: '/tls' },
  ];
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${name}-conf` }, data: { 'default.conf': nginx } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `${name}-tls` },
      stringData: { 'tls.crt': '@TLS_CRT@', 'tls.key': '@TLS_KEY@' },
    },
    workload({
      image: 'nginx',
      ...backend,
      container: { volumeMounts, ...backend.container },
      pod: { volumes, ...backend.pod },
    }),
  ];
}

function workload({
  name,
  as = 'Deployment',
  labels = { app: name },
  replicas = 1,
  image = 'alpine',
  port = 8080,
  bind,
  command = image === 'alpine' ? server(port, bind) : null,
  ports = [{ containerPort: port }],
  readiness = image === 'alpine' ? { tcpSocket: { port } } : null,
  listens = image === 'nginx',
  container = {},
  pod = {},
  spec = {},
}: Omit<Backend, 'nginx' | 'kind'>): KubeObject {
  const podSpec = {
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: 'web',
        image,
        imagePullPolicy: 'IfNotPresent',
        ...(command && { command }),
        ports,
        ...(readiness && { readinessProbe: { ...readiness, periodSeconds: 1 } }),
        ...(listens && { startupProbe: somethingListens }),
        resources: { requests: { cpu: '5m', memory: '16Mi' }, limits: { memory: '64Mi' } },
        ...container,
      },
    ],
    ...pod,
  };
  if (as === 'Pod') return { apiVersion: 'v1', kind: as, metadata: { name, labels }, spec: podSpec };
  return {
    apiVersion: 'apps/v1',
    kind: as,
    metadata: { name },
    spec: {
      ...(as !== 'DaemonSet' && { replicas }),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec },
      ...spec,
    },
  };
}

/** A TCP socket in state LISTEN (0A), on whatever address: so that a pod is not ready while its server still starts. */
const somethingListens = {
  exec: { command: ['/bin/busybox', 'grep', '-q', ' 0A ', '/proc/net/tcp', '/proc/net/tcp6'] },
  periodSeconds: 1,
  failureThreshold: 60,
};

/** Reads a request to its empty line, so that no client is cut off while it writes, and answers 200. */
const server = (port: number, bind: string | undefined) => [
  'sh',
  '-c',
  `exec nc -lk${bind === undefined ? '' : ` -s ${bind}`} -p ${port} -e /bin/sh -c 'while read -r l && [ \${#l} -gt 1 ]; do :; done; printf "HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\nConnection: close\\r\\n\\r\\nok\\n"'`,
];
