import { expect, test } from 'vitest';
import { type ExposeWishes, serviceFor } from '../../src/service/expose.ts';
import type { KubeObject } from '../../src/service/types.ts';
import { pod, selecting, workload } from '../support/workloads.ts';

const tcp = (containerPort: number) => ({ containerPort });
const udp = (containerPort: number) => ({ containerPort, protocol: 'UDP' });

/** Ports as `NAME:PORT/PROTOCOL>TARGET`, parted by blanks. */
function portsOf(object: KubeObject, wishes: ExposeWishes = {}): string {
  const { ports = [] } = serviceFor(object, wishes).service.spec;
  return ports
    .map(({ name = '', port, protocol, targetPort }) => `${name}:${port}/${protocol}>${targetPort}`)
    .join(' ');
}

const web = workload('Deployment', 'web', tcp(8080));
const dns = workload('Deployment', 'dns', udp(53), tcp(53), tcp(9153));
const oldService: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'old' },
  spec: {
    selector: { app: 'old' },
    ports: [
      { name: 'http', port: 80, targetPort: 'web', nodePort: 30080, appProtocol: 'http' },
      { port: 443, targetPort: 8443 },
    ],
  },
};

test.each<[string, KubeObject, ExposeWishes, string]>([
  ['one declared port has no name', web, {}, ':8080/TCP>8080'],
  ['--port and --target-port', web, { ports: [{ port: 80 }], targetPort: 8080 }, ':80/TCP>8080'],
  ['a named target', web, { ports: [{ port: 80 }], targetPort: 'http' }, ':80/TCP>http'],
  ['several are named', workload('Deployment', 'a', tcp(80), tcp(81)), {}, 'port-1:80/TCP>80 port-2:81/TCP>81'],
  ['one number, two protocols', dns, {}, 'port-1-udp:53/UDP>53 port-1-tcp:53/TCP>53 port-2:9153/TCP>9153'],
  ['one asked number, two protocols', dns, { ports: [{ port: 53 }] }, 'port-1-udp:53/UDP>53 port-1-tcp:53/TCP>53'],
  ['--protocol decides', dns, { ports: [{ port: 53 }], protocol: 'TCP' }, ':53/TCP>53'],
  [
    'an undeclared port among several is TCP',
    dns,
    { ports: [{ port: 80 }, { port: 9153 }] },
    'port-1:80/TCP>80 port-2:9153/TCP>9153',
  ],
  [
    'an undeclared port beside the only declared one',
    workload('Deployment', 'one', udp(53), tcp(53)),
    { ports: [{ port: 53 }, { port: 54 }] },
    'port-1-udp:53/UDP>53 port-1-tcp:53/TCP>53 port-2:54/TCP>54',
  ],
  ['the protocol of a declared port', workload('Deployment', 'u', udp(53)), {}, ':53/UDP>53'],
  ['the same port in two containers, once', workload('Deployment', 'a', tcp(80), tcp(80)), {}, ':80/TCP>80'],
  [
    'the rich form',
    web,
    { ports: [{ port: 80, name: 'http', targetPort: 8080, protocol: 'TCP' }] },
    'http:80/TCP>8080',
  ],
  ['a Service keeps its mapping', oldService, {}, 'http:80/TCP>web port-2:443/TCP>8443'],
  ['one port of a Service keeps its mapping', oldService, { ports: [{ port: 443 }] }, ':443/TCP>8443'],
])('ports: %s', (_, object, wishes, wanted) => expect(portsOf(object, wishes)).toBe(wanted));

test('--port where the workload declares exactly one other port leads to that one, and says so', () => {
  const { service, notes } = serviceFor(web, { ports: [{ port: 80 }] });
  expect(service.spec.ports).toEqual([{ protocol: 'TCP', port: 80, targetPort: 8080 }]);
  expect(notes).toEqual([
    'targetPort is 8080, the one port that the workload declares; to reach another: --target-port',
  ]);
});

test.each<[string, KubeObject, Record<string, string>]>([
  ['Deployment', web, { app: 'web' }],
  [
    'Pod: all its labels',
    pod('p', { app: 'p', 'pod-template-hash': '1' }, tcp(80)),
    { app: 'p', 'pod-template-hash': '1' },
  ],
  ['StatefulSet', workload('StatefulSet', 'db', tcp(5432)), { app: 'db' }],
  ['DaemonSet', workload('DaemonSet', 'agent', tcp(80)), { app: 'agent' }],
  [
    'Job without a selector: its template',
    selecting(workload('Job', 'once', tcp(80)), undefined),
    { app: 'once', tier: 'front' },
  ],
  ['ReplicationController', workload('ReplicationController', 'rc', tcp(80)), { app: 'rc' }],
  [
    'ReplicationController without a selector: its template',
    selecting(workload('ReplicationController', 'rc', tcp(80)), undefined),
    { app: 'rc', tier: 'front' },
  ],
  [
    'expressions that the template satisfies',
    selecting(web, { matchExpressions: [{ key: 'tier', operator: 'In', values: ['front'] }] }),
    { app: 'web', tier: 'front' },
  ],
])('selector of %s', (_, object, wanted) => expect(serviceFor(object, {}).service.spec.selector).toEqual(wanted));

test('expressions are said to have been replaced', () => {
  const { notes } = serviceFor(selecting(web, { matchExpressions: [{ key: 'app', operator: 'Exists' }] }), {});
  expect(notes).toEqual([
    'deployment "web" selects by expressions, which a Service cannot; its selector is the template\'s labels app=web,tier=front',
  ]);
});

const noSelector = "couldn't retrieve selectors via --selector flag or introspection: ";

test.each<[string, KubeObject, string]>([
  ['no ports', workload('Deployment', 'mute'), "couldn't find port via --port flag or introspection"],
  ['no labels', pod('p', undefined, tcp(80)), `${noSelector}the pod has no labels and cannot be exposed`],
  [
    'no selector',
    selecting(web, undefined),
    `${noSelector}invalid deployment: no selectors, therefore cannot be exposed`,
  ],
  [
    'an empty selector',
    selecting(web, {}),
    `${noSelector}invalid deployment: no selectors, therefore cannot be exposed`,
  ],
  [
    'a Service without selector',
    { ...oldService, spec: { ports: [{ port: 80 }] } },
    `${noSelector}the service has no pod selector set`,
  ],
  ['no pods', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }, 'cannot expose a ConfigMap'],
  [
    'no pods, with a group',
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'c' } },
    'cannot expose a StorageClass.storage.k8s.io',
  ],
  [
    'expressions that nothing satisfies',
    selecting(web, { matchExpressions: [{ key: 'tier', operator: 'In', values: ['back'] }] }),
    `${noSelector}invalid deployment: it selects by expressions, and no labels of its pod template satisfy them; give --selector`,
  ],
])('refused: %s', (_, object, message) => expect(() => serviceFor(object, {})).toThrow(message));

test('labels, type, name and namespace', () => {
  const { service } = serviceFor(web, { type: 'NodePort', name: 'front', namespace: 'shop' });
  expect(JSON.stringify(service)).toBe(
    '{"kind":"Service","apiVersion":"v1","metadata":{"name":"front","namespace":"shop","labels":{"app":"web"}},' +
      '"spec":{"ports":[{"protocol":"TCP","port":8080,"targetPort":8080}],"selector":{"app":"web"},"type":"NodePort"},"status":{"loadBalancer":{}}}',
  );
});

test.each([
  ['a'.repeat(63), 'a'.repeat(63)],
  ['a'.repeat(64), 'a'.repeat(63)],
  [`${'a'.repeat(61)}--tail`, 'a'.repeat(61)],
])('a long name is cut clean', (name, wanted) => {
  expect(serviceFor(workload('Deployment', name, tcp(80)), {}).service.metadata.name).toBe(wanted);
});
