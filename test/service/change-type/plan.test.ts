import { expect, test } from 'vitest';
import { planChange } from '../../../src/service/change-type/plan.ts';
import type { ChangeWish } from '../../../src/service/change-type/wish.ts';
import type { Service } from '../../../src/service/types.ts';

/** What a server has made of a Service; the whole matrix is played on a real one in test/api/edit-matrix.test.ts. */
const service = (spec: Partial<Service['spec']> = {}, more: Partial<Service> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '7' },
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.9',
    clusterIPs: ['10.96.0.9'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
    sessionAffinity: 'None',
    selector: { app: 'web' },
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    ...spec,
  },
  status: { loadBalancer: {} },
  ...more,
});
const node = {
  ports: [{ port: 80, protocol: 'TCP', targetPort: 80, nodePort: 30080 }],
  externalTrafficPolicy: 'Cluster',
};
const nodePort = service({ type: 'NodePort', ...node });
const balancer = service({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: true, ...node });
const headless = service({ clusterIP: 'None', clusterIPs: ['None'] });
const external = service({ type: 'ExternalName', externalName: 'x.example' });
for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy'] as const) {
  delete external.spec[field];
}

test.each<[string, Service, ChangeWish, object[]]>([
  ['up: the type alone', service(), { to: 'NodePort' }, [{ spec: { type: 'NodePort' } }]],
  [
    'further up: the node ports stay by themselves',
    nodePort,
    { to: 'LoadBalancer' },
    [{ spec: { type: 'LoadBalancer' } }],
  ],
  [
    'source ranges are cleared, as the server refuses them elsewhere',
    service({ ...balancer.spec, loadBalancerSourceRanges: ['10.0.0.0/8'] }),
    { to: 'NodePort' },
    [{ spec: { type: 'NodePort', loadBalancerSourceRanges: null } }],
  ],
  [
    'and so is the annotation',
    service(balancer.spec, {
      metadata: { name: 'web', annotations: { 'service.beta.kubernetes.io/load-balancer-source-ranges': 'x', a: 'b' } },
    }),
    { to: 'ClusterIP' },
    [
      {
        metadata: { annotations: { 'service.beta.kubernetes.io/load-balancer-source-ranges': null } },
        spec: { type: 'ClusterIP' },
      },
    ],
  ],
  [
    'to ExternalName no node port is sent',
    nodePort,
    { to: 'ExternalName', externalName: 'x.example' },
    [
      {
        spec: {
          type: 'ExternalName',
          externalName: 'x.example',
          ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
        },
      },
    ],
  ],
  [
    'from ExternalName a node port that nobody allocated is not taken over',
    service({ ...external.spec, ports: node.ports }),
    { to: 'NodePort' },
    [{ spec: { type: 'NodePort', externalName: null, ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] } }],
  ],
  [
    'an asked node port is sent with the whole list',
    service(),
    { to: 'NodePort', nodePorts: [{ nodePort: 30099 }] },
    [{ spec: { type: 'NodePort', ports: [{ port: 80, protocol: 'TCP', targetPort: 80, nodePort: 30099 }] } }],
  ],
  [
    'ports for a Service without any',
    service({ ...external.spec, ports: [] }),
    { to: 'ClusterIP', ports: [{ port: 80 }] },
    [{ spec: { type: 'ClusterIP', externalName: null, ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }] } }],
  ],
  [
    'headless and back in two steps, of which the first notes what it takes',
    headless,
    { to: 'ClusterIP', recreate: true },
    [
      {
        metadata: { annotations: { 'kubesvc.dev/recreating': JSON.stringify({ spec: headless.spec }) } },
        spec: { type: 'ExternalName', externalName: 'recreating.kubesvc.invalid' },
      },
      {
        metadata: { annotations: null },
        spec: {
          type: 'ClusterIP',
          externalName: null,
          ipFamilies: ['IPv4'],
          ipFamilyPolicy: 'SingleStack',
          internalTrafficPolicy: 'Cluster',
        },
      },
    ],
  ],
])('%s', (_, from, wish, patches) => expect(planChange(from, wish)?.patches).toEqual(patches));

test.each<[string, Service, ChangeWish, string[]]>([
  ['nothing on the way up', service(), { to: 'LoadBalancer' }, []],
  [
    'node ports on the way down',
    nodePort,
    { to: 'ClusterIP' },
    ['node port 80/TCP:30080: a later change back gets new numbers, unless --keep-node-ports notes these'],
  ],
  ['no node ports that are noted', nodePort, { to: 'ClusterIP', keepNodePorts: true }, []],
  ['the cluster IP', service(), { to: 'ExternalName', externalName: 'a.b' }, ['cluster IP 10.96.0.9']],
  [
    'the address of a load balancer',
    { ...balancer, status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }, { hostname: 'lb.example' }] } } },
    { to: 'NodePort' },
    ['external address 192.0.2.1, lb.example'],
  ],
  [
    'an old node port to a new one',
    nodePort,
    { to: 'NodePort', nodePorts: [{ nodePort: 30099 }] },
    ['node port 80/TCP:30080'],
  ],
  [
    'that IPv6 comes first',
    service({ ...headless.spec, ipFamilies: ['IPv6'] }),
    { to: 'ExternalName', externalName: 'a.b' },
    ['ipFamilies IPv6: a later change back gets what the cluster gives first'],
  ],
])('loses %s', (_, from, wish, lost) => expect(planChange(from, wish)?.effects.lost).toEqual(lost));

const applied = (spec: object) => ({
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec }) },
});
const applier = (operation: string, fields: object) => ({
  managedFields: [{ manager: 'argocd-controller', operation, fieldsV1: { 'f:spec': fields } }],
});

test.each<[string, object, string[]]>([
  ['nobody', { labels: { app: 'web' } }, []],
  [
    'a controller',
    {
      ownerReferences: [
        { kind: 'Gateway', name: 'g', controller: true },
        { kind: 'Job', name: 'j' },
      ],
    },
    ['may be undone by Gateway g, which owns it: change it there too'],
  ],
  [
    'Helm, which writes a label too',
    { labels: { 'app.kubernetes.io/managed-by': 'Helm' }, annotations: { 'meta.helm.sh/release-name': 'r' } },
    ['may be undone by an upgrade of Helm release r: change it there too'],
  ],
  [
    'Argo CD by annotation, and by what it applies',
    {
      annotations: { 'argocd.argoproj.io/tracking-id': 'shop:/Service:h/web' },
      ...applier('Apply', { 'f:type': {}, 'f:selector': {} }),
    },
    ['may be undone by Argo CD application shop; argocd-controller, which applies spec.type: change it there too'],
  ],
  [
    'whoever says so by the recommended label',
    { labels: { 'app.kubernetes.io/managed-by': 'my-operator' } },
    ['may be undone by my-operator, which manages it: change it there too'],
  ],
  ['a manager that applies other fields', applier('Apply', { 'f:selector': {} }), []],
  [
    'a manager that applies ports, but no node port',
    applier('Apply', { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:port': {} } } }),
    [],
  ],
  [
    'a manager that applies a node port',
    applier('Apply', { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:nodePort': {} } } }),
    ['may be undone by argocd-controller, which applies spec.ports: change it there too'],
  ],
  ['a manager that has only written', applier('Update', { 'f:type': {} }), []],
  [
    'a manifest that names the type',
    applied({ type: 'NodePort' }),
    ['may be undone by kubectl apply of the manifest it came from: change it there too'],
  ],
  ['a manifest that leaves the type open', applied({ ports: [{ port: 80 }] }), []],
  ['a manifest with the type that it is to have', applied({ type: 'ClusterIP' }), []],
  ['a note that is none', { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'x' } }, []],
  [
    'a Service on its way out',
    { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['example.com/f'] },
    ['it was deleted at 2026-01-01T00:00:00Z, and waits for example.com/f: it goes whatever its type'],
  ],
  [
    'the API server',
    { name: 'kubernetes', namespace: 'default' },
    ['the API server keeps this Service itself, and may undo the change'],
  ],
])('who may undo it: %s', (_, metadata, notes) => {
  const from = service(nodePort.spec, { metadata: { name: 'web', ...metadata } });
  expect(planChange(from, { to: 'ClusterIP' })?.effects.notes).toEqual(notes);
});

test('an address is no name that DNS could give', () => {
  const notes = (externalName: string) => planChange(service(), { to: 'ExternalName', externalName })?.effects.notes;
  expect(notes('192.0.2.1')).toEqual(['192.0.2.1 is an address: DNS answers with it as a name, which does not exist']);
  expect(notes('1.example.com')).toEqual([]);
});

test.each<[string, Service, ChangeWish]>([
  ['a NodePort to NodePort', nodePort, { to: 'NodePort' }],
  ['with the node port that it has', nodePort, { to: 'NodePort', nodePorts: [{ nodePort: 30080 }] }],
  ['with the port that it has', nodePort, { to: 'NodePort', ports: [{ port: 80 }] }],
  ['headless to headless', headless, { to: 'headless' }],
  ['the external name that it has', external, { to: 'ExternalName', externalName: 'x.example' }],
])('nothing to do: %s', (_, from, wish) => expect(planChange(from, wish)).toBeUndefined());

const several = service({
  ports: [
    { name: 'a', port: 80 },
    { name: 'b', port: 81 },
  ],
});

test.each<[string, Service, ChangeWish, string]>([
  ['headless to an IP', headless, { to: 'NodePort' }, '--recreate goes '],
  ['an IP to headless', nodePort, { to: 'headless' }, '--recreate goes '],
  ['no external name', service(), { to: 'ExternalName' }, 'give --external-name=HOST'],
  ['a bad external name', service(), { to: 'ExternalName', externalName: 'a_b' }, 'invalid --external-name "a_b"'],
  [
    'an external name for another type',
    service(),
    { to: 'NodePort', externalName: 'a.b' },
    '--external-name goes with ExternalName',
  ],
  [
    'two node ports for one port',
    nodePort,
    { to: 'NodePort', nodePorts: [{ nodePort: 30001 }, { nodePort: 30002 }] },
    'a port has one; for another port say which',
  ],
  ['no ports', service({ ...external.spec, ports: [] }), { to: 'ClusterIP' }, 'give --port, as in --port=80'],
  ['other ports than it has', nodePort, { to: 'NodePort', ports: [{ port: 81 }] }, 'kubesvc edit svc web'],
  [
    'a node port for a type without',
    service(),
    { to: 'ClusterIP', nodePorts: [{ nodePort: 30080 }] },
    'go with NodePort and LoadBalancer',
  ],
  [
    'a node port for a port that is not there',
    service(),
    { to: 'NodePort', nodePorts: [{ of: { name: 'x' }, nodePort: 30080 }] },
    '--node-port=x=30080: service "web" has 80/TCP',
  ],
  [
    'a node port for one of several',
    several,
    { to: 'NodePort', nodePorts: [{ nodePort: 30080 }] },
    'say which, as in --node-port=80/TCP=30080',
  ],
  [
    'one node port for two TCP ports',
    several,
    {
      to: 'NodePort',
      nodePorts: [
        { of: { name: 'a' }, nodePort: 30080 },
        { of: { port: 81 }, nodePort: 30080 },
      ],
    },
    'node port 30080 cannot serve both 80/TCP and 81/TCP',
  ],
  [
    'Local where nothing comes in',
    service(),
    { to: 'ClusterIP', externalTrafficPolicy: 'Local' },
    'for what is reached from outside',
  ],
  ['a class for another type', service(), { to: 'NodePort', loadBalancerClass: 'a.b/c' }, 'goes with LoadBalancer'],
  [
    'a bad class',
    service(),
    { to: 'LoadBalancer', loadBalancerClass: 'a/b/c' },
    'invalid --load-balancer-class "a/b/c"',
  ],
  ['another class', balancer, { to: 'LoadBalancer', loadBalancerClass: 'a.b/c' }, '--recreate goes by way of NodePort'],
])('refused before the server is asked: %s', (_, from, wish, message) =>
  expect(() => planChange(from, wish)).toThrow(message),
);

test('one node port may serve TCP and UDP', () => {
  const dns = service({
    ports: [
      { name: 't', port: 53 },
      { name: 'u', port: 53, protocol: 'UDP' },
    ],
  });
  const wish: ChangeWish = { to: 'NodePort', nodePorts: [{ of: { port: 53 }, nodePort: 30053 }] };
  expect(planChange(dns, wish)?.after.spec.ports?.map(({ nodePort: number }) => number)).toEqual([30053, 30053]);
});

test('a change that was broken off is taken up where it was left', () => {
  const halfway = service(
    { ...external.spec, externalName: 'recreating.kubesvc.invalid' },
    {
      metadata: {
        name: 'web',
        annotations: { 'kubesvc.dev/recreating': JSON.stringify({ spec: nodePort.spec }), a: 'b' },
      },
    },
  );
  const on = planChange(halfway, { to: 'headless', recreate: true });
  expect(on?.patches).toHaveLength(1);
  expect(on?.after.spec).toMatchObject({ type: 'ClusterIP', clusterIP: 'None', ipFamilyPolicy: 'SingleStack' });
  expect(on?.after.metadata.annotations).toEqual({ a: 'b' });
  const back = planChange(halfway, { to: 'NodePort' });
  expect(back?.after.spec).toEqual(nodePort.spec);
});

test('an annotation of ours that somebody else has written is no reason to fail', () => {
  for (const text of [
    '',
    '{',
    'null',
    '{"spec":7}',
    '{"spec":{"type":"ClusterIP","ports":"x"}}',
    '{"spec":{"type":"ClusterIP","ports":[null]}}',
    '{"spec":{"type":"ClusterIP","clusterIPs":[7]}}',
    '{"spec":{"type":"ClusterIP"},"sourceRanges":7}',
  ]) {
    const strange = service(external.spec, {
      metadata: { name: 'web', annotations: { 'kubesvc.dev/recreating': text } },
    });
    expect(planChange(strange, { to: 'headless' })?.after.spec.clusterIP).toBe('None');
  }
  const noted = service(
    {},
    { metadata: { name: 'web', annotations: { 'kubesvc.dev/node-ports': 'x,80/TCP=99999999,80/TCP=,=1' } } },
  );
  expect(planChange(noted, { to: 'NodePort' })?.allocated).toEqual(['spec.ports[0].nodePort']);
});
