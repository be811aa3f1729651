import type { EndpointSlice, KubeObject, Service } from '../../src/service/types.ts';
import type { Facts, NetworkPolicy, Node, Pod } from '../../src/diagnosis/facts.ts';
import { join, type World } from '../../src/diagnosis/join.ts';
import { addressesOfPod, findPort, hasEnded, isLeaving } from '../../src/diagnosis/pods.ts';
import { isReady, matches } from '../../src/diagnosis/facts.ts';

/** Builders of what an API server holds, with as little as a test needs; everything is in namespace shop. */

type Spec = Service['spec'];
type Labels = Record<string, string>;

export const now = new Date('2026-01-02T03:04:05Z');

export function service(spec: Partial<Spec> = {}, name = 'web', more: Partial<Service> = {}): Service {
  const { ports = [{ port: 80, targetPort: 8080 }] } = spec;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    ...more,
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.7',
      clusterIPs: ['10.96.0.7'],
      ipFamilies: ['IPv4'],
      selector: { app: 'web' },
      ...spec,
      ports: ports.map((port) => ({ protocol: 'TCP', ...port, targetPort: port.targetPort ?? port.port })),
    },
  };
}

export interface PodWish {
  labels?: Labels;
  ready?: boolean;
  ip?: string;
  ips?: string[];
  node?: string;
  spec?: Partial<Pod['spec']>;
  status?: Partial<NonNullable<Pod['status']>>;
  metadata?: Partial<Pod['metadata']>;
  ports?: { containerPort: number; name?: string; protocol?: string }[];
  container?: object;
}

let address = 0;

export function pod(name: string, wish: PodWish = {}): Pod {
  const {
    labels = { app: 'web' },
    ready = true,
    ip = `10.244.0.${(address++ % 200) + 1}`,
    node = 'node1',
    ports = [],
  } = wish;
  const ips = wish.ips ?? (ip === '' ? [] : [ip]);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels, ...wish.metadata },
    spec: { containers: [{ name: 'web', image: 'nginx', ports, ...wish.container }], nodeName: node, ...wish.spec },
    status: {
      phase: 'Running',
      podIPs: ips.map((one) => ({ ip: one })),
      conditions: [
        { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-02T03:00:00Z' },
        { type: 'Initialized', status: 'True' },
      ],
      ...wish.status,
    },
  };
}

/** The slices that the control plane would write for these pods (endpointslice/utils.go, podToEndpoint). */
export function slicesOf(of: Service, pods: readonly Pod[]): EndpointSlice[] {
  const { selector, ports = [], publishNotReadyAddresses = false, ipFamilies = ['IPv4'] } = of.spec;
  if (!selector) return [];
  const matched = pods.filter((one) => matches(selector, one.metadata.labels ?? {}) && !hasEnded(one));
  return ipFamilies.flatMap((family) =>
    matched.flatMap((one, index): EndpointSlice[] => {
      const own = addressesOfPod(one).find((ip) => ip.includes(':') === (family === 'IPv6'));
      if (own === undefined) return [];
      const serving = isReady(one);
      return [
        slice(of, {
          name: `${of.metadata.name}-${family}-${index}`,
          managedBy: 'endpointslice-controller.k8s.io',
          addressType: family,
          ports: ports.flatMap(({ name = '', protocol = 'TCP', targetPort = 0 }) => {
            const number = findPort(one, targetPort, protocol);
            return number === undefined ? [] : [{ name, protocol, port: number }];
          }),
          endpoints: [
            {
              addresses: [own],
              conditions: {
                ready: publishNotReadyAddresses || (serving && !isLeaving(one)),
                serving,
                terminating: isLeaving(one),
              },
              targetRef: { kind: 'Pod', name: one.metadata.name, namespace: 'shop' },
              nodeName: one.spec.nodeName ?? '',
            },
          ],
        }),
      ];
    }),
  );
}

interface SliceWish {
  name?: string;
  managedBy?: string;
  labels?: Labels;
  addressType?: string;
  ports?: { name?: string; port?: number; protocol?: string }[];
  endpoints?: NonNullable<EndpointSlice['endpoints']>;
}

export function slice(of: Service | string, wish: SliceWish = {}): EndpointSlice {
  const owner = typeof of === 'string' ? of : of.metadata.name;
  const {
    name = `${owner}-1`,
    managedBy,
    addressType = 'IPv4',
    ports = [{ name: '', port: 8080 }],
    endpoints = [],
  } = wish;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      namespace: 'shop',
      labels: wish.labels ?? {
        'kubernetes.io/service-name': owner,
        ...(managedBy !== undefined && { 'endpointslice.kubernetes.io/managed-by': managedBy }),
      },
    },
    addressType,
    ports,
    endpoints,
  };
}

export const workload = (kind: string, name: string, spec: object = {}, more: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec: { replicas: 1, template: { metadata: { labels: { app: name } } }, ...spec },
  ...more,
});

export const policy = (name: string, spec: object, namespace = 'shop'): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec: { podSelector: {}, ...spec },
});

export const node = (name: string, wish: Partial<Node> = {}): Node => ({
  name,
  labels: {},
  addresses: [],
  external: [],
  ready: true,
  provider: '',
  ...wish,
});

export const happening = (kind: string, name: string, reason: string, message: string, warning = true) => ({
  namespace: 'shop',
  kind,
  name,
  reason,
  message,
  at: '2026-01-02T03:04:00Z',
  warning,
  source: '',
});

/** The facts of the first Service; slices are those that its pods would have, unless they are given. */
export function facts(of: Service, wish: Partial<World> & { more?: Partial<Facts> } = {}): Facts {
  const { more, ...world } = wish;
  const pods = 'pods' in world ? world.pods : [];
  const [first] = join({
    now,
    services: [of],
    neighbours: [of],
    slices: slicesOf(of, pods ?? []),
    policies: [],
    foreignPolicies: [],
    peerAuthentications: [],
    namespaces: [namespace('shop'), namespace('kube-system')],
    nodes: undefined,
    system: { dnsService: undefined, dnsSlices: undefined, pods: undefined },
    explained: { workloads: [], events: [], unclaimed: [], elsewhere: undefined },
    externalTargets: new Map(),
    openShift: false,
    skipped: [],
    ...world,
    pods,
  });
  if (!first) throw new Error('one Service has one set of facts');
  return { ...first, ...more };
}

export const namespace = (name: string, labels: Labels = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
});

/** The pod that asks, as the probe makes it. */
export const vantage = { namespace: 'shop', labels: { 'app.kubernetes.io/name': 'kubesvc-probe' } };
