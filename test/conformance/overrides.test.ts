import { describe, expect, inject, test } from 'vitest';
import { beside } from './beside.ts';

/** `--overrides` in its three forms, on a Service of two ports, TCP and UDP, with two labels. */

const manifest = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', labels: { app: 'p', tier: 'back' } },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'i',
        ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }, { containerPort: 443 }],
      },
    ],
  },
});

const merge = [
  {},
  { spec: { type: 'NodePort' } },
  { metadata: { labels: { tier: null, zone: 'a' }, annotations: { note: 'x' } } },
  { metadata: { labels: null } },
  { metadata: { labels: {} } },
  { metadata: { name: 'other', uid: '', generation: 0, finalizers: [] } },
  { spec: { ports: [{ port: 1 }] } },
  { spec: { ports: [{ port: 1, targetPort: 'http', appProtocol: 'http', nodePort: 0, protocol: '' }] } },
  { spec: { selector: null, clusterIP: 'None' } },
  { spec: { ports: null, clusterIP: 'None' } },
  { spec: { clusterIP: '', externalIPs: [], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' } },
  { spec: { publishNotReadyAddresses: false } },
  { spec: { publishNotReadyAddresses: true, internalTrafficPolicy: 'Local' } },
  { spec: { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, loadBalancerClass: 'a/b' } },
  { spec: { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } } } },
  { spec: { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: {} } } },
  { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4', ports: [{ port: 1, protocol: 'TCP' }] }] } } },
  { status: null },
  { apiVersion: 'v1', kind: 'Service' },
];

const strategic = [
  {},
  { spec: { ports: [{ port: 80, name: 'web' }] } },
  { spec: { ports: [{ port: 9000, name: 'more' }] } },
  {
    spec: {
      ports: [
        { port: 443, name: 'tls' },
        { port: 9000, name: 'more' },
        { port: 80, name: 'web' },
      ],
    },
  },
  { spec: { ports: [{ port: 53, $patch: 'delete' }] } },
  {
    spec: {
      ports: [
        { port: 53, $patch: 'delete' },
        { port: 54, name: 'a' },
      ],
    },
  },
  { spec: { ports: [{ $patch: 'replace' }, { port: 54 }] } },
  { spec: { ports: [{ port: 80, targetPort: null }] }, metadata: { labels: { tier: null } } },
  { spec: { $patch: 'replace', ports: [{ port: 1 }] } },
  { spec: { $retainKeys: ['ports'], ports: [{ port: 80, name: 'web' }] } },
  { spec: { '$setElementOrder/ports': [{ port: 443 }, { port: 53 }, { port: 80 }], ports: [{ port: 80, name: 'w' }] } },
  { metadata: { finalizers: ['a.b/c', 'd.e/f'] } },
  { metadata: { ownerReferences: [{ uid: 'u', apiVersion: 'v1', kind: 'Pod', name: 'p' }] } },
  { spec: { externalIPs: ['1.2.3.4'], selector: { app: null, zone: 'z' } } },
  { spec: { ports: null, clusterIP: 'None' } },
];

const json = [
  [],
  [{ op: 'add', path: '/spec/type', value: 'NodePort' }],
  [{ op: 'add', path: '/metadata/labels/a~1b', value: 'c' }],
  [{ op: 'add', path: '/spec/ports/-', value: { port: 1, name: 'z' } }],
  [{ op: 'add', path: '/spec/ports/0', value: { port: 1, name: 'z' } }],
  [{ op: 'remove', path: '/spec/ports/1' }],
  [{ op: 'remove', path: '/spec/ports/-1' }],
  [{ op: 'replace', path: '/spec/ports/0/port', value: 81 }],
  [{ op: 'replace', path: '/spec/clusterIP', value: 'None' }],
  [{ op: 'move', from: '/metadata/labels/tier', path: '/metadata/labels/level' }],
  [{ op: 'copy', from: '/metadata/labels', path: '/metadata/annotations' }],
  [
    { op: 'test', path: '/spec/ports/0/port', value: 80 },
    { op: 'add', path: '/metadata/name', value: 'x' },
  ],
  [{ op: 'test', path: '/spec/ports/0/port', value: 1 }],
  [{ op: 'test', path: '/spec/type', value: null }],
  [{ op: 'test', path: '/spec/selector', value: { tier: 'back', app: 'p' } }],
  [{ op: 'test', path: '/spec/nope/deep', value: 1 }],
  [{ op: 'remove', path: '/spec/nope' }],
  [{ op: 'remove', path: '/spec/nope/deep' }],
  [{ op: 'remove', path: '/spec/ports/9' }],
  [{ op: 'replace', path: '/spec/nope/deep', value: 1 }],
  [{ op: 'add', path: '/spec/nope/deep', value: 1 }],
  [{ op: 'add', path: '/spec/ports/9', value: { port: 1 } }],
  [{ op: 'move', from: '/spec/nope/deep', path: '/spec/x' }],
  [{ op: 'move', from: '/spec/nope', path: '/spec/x' }],
  [{ op: 'copy', from: '/spec/nope/deep', path: '/spec/x' }],
];

const rows = Object.entries({ merge, strategic, json }).flatMap(([type, patches]) =>
  patches.map((patch): [string, string] => [type, JSON.stringify(patch)]),
);

describe.skipIf(inject('missing') !== '').concurrent('overrides beside kubectl', () => {
  test.each(rows)('%s %s', async (type, patch) => {
    const flags = [`--override-type=${type}`, `--overrides=${patch}`, '--dry-run=client', '-o', 'json'];
    const { theirs, ours } = await beside(['expose', '-f', '-', ...flags], manifest);
    expect(ours).toEqual(theirs);
  });
});
