import { expect, test } from 'vitest';
import { localTargetsOf, type LocalWishes } from '../../../src/probe/local/targets.ts';
import type { Service } from '../../../src/service/types.ts';
import { facts, node, service } from '../../diagnosis/world.ts';

const port = { name: 'http', port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30080 };
const nodes = [
  node('n1', { addresses: ['10.0.0.1', 'fd00::1'], external: ['203.0.113.1'] }),
  ...['n2', 'n3', 'n4', 'n5', 'n6'].map((name, index) => node(name, { addresses: [`10.0.0.${index + 2}`] })),
];
const balanced = (ingress: object[]): Service => ({
  ...service({ type: 'LoadBalancer', ports: [port], ipFamilies: ['IPv4', 'IPv6'], externalIPs: ['198.51.100.9'] }),
  status: { loadBalancer: { ingress } },
});
const usual: LocalWishes = { path: '/', scheme: 'auto', payload: false, brief: false };

test.each<[string, Service, Partial<LocalWishes>, string[]]>([
  ['a ClusterIP has nothing', service(), {}, []],
  [
    'node ports of five nodes, by all their addresses, in the families of the Service',
    service({ type: 'NodePort', ports: [port] }),
    {},
    ['203.0.113.1:30080', '10.0.0.1:30080', '10.0.0.2:30080', '10.0.0.3:30080', '10.0.0.4:30080', '10.0.0.5:30080'],
  ],
  [
    'of all nodes where node ports are asked for by name',
    service({ type: 'NodePort', ports: [port] }),
    { ways: ['node-port'] },
    ['203.0.113.1:30080', ...[1, 2, 3, 4, 5, 6].map((one) => `10.0.0.${one}:30080`)],
  ],
  [
    'a balancer by address and name, and external IPs',
    balanced([{ ip: '203.0.113.7' }, { hostname: 'lb.example' }]),
    { ways: ['load-balancer', 'external-ip'] },
    ['203.0.113.7:80', 'lb.example:80', '198.51.100.9:80'],
  ],
  [
    'ways of the inside name none of the outside',
    balanced([{ ip: '203.0.113.7' }]),
    { ways: ['cluster-ip', 'name'], family: 6 },
    ['fd00::1:30080'],
  ],
  ['an ExternalName is nobody of ours', service({ type: 'ExternalName', externalName: 'a.example' }), {}, []],
])('%s', (_, of, wishes, targets) => {
  const found = localTargetsOf([{ facts: facts(of, { nodes }), ports: of.spec.ports ?? [] }], { ...usual, ...wishes });
  expect(found.map(({ host, port: number }) => `${host}:${number}`)).toEqual(targets);
});
