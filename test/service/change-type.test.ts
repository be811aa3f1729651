import { expect, test } from 'vitest';
import { changeType } from '../../src/service/change-type.ts';
import type { Service, ServiceType } from '../../src/service/types.ts';

const service = (type: ServiceType, spec: Partial<Service['spec']> = {}, status: Service['status'] = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', resourceVersion: '7' },
  spec: {
    type,
    clusterIP: '10.96.0.9',
    clusterIPs: ['10.96.0.9'],
    ports: [{ port: 80, nodePort: type === 'ClusterIP' ? 0 : 30080 }],
    ...spec,
  },
  status,
});

const balanced = service(
  'LoadBalancer',
  { loadBalancerSourceRanges: ['10.0.0.0/8'] },
  { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
);

test.each<[string, Service, ServiceType, string | undefined, object]>([
  ['ClusterIP to NodePort', service('ClusterIP'), 'NodePort', undefined, { type: 'NodePort' }],
  ['NodePort to LoadBalancer', service('NodePort'), 'LoadBalancer', undefined, { type: 'LoadBalancer' }],
  [
    'source ranges are cleared, as the server refuses them elsewhere',
    balanced,
    'NodePort',
    undefined,
    { type: 'NodePort', loadBalancerSourceRanges: null },
  ],
  [
    'to ExternalName',
    service('ClusterIP'),
    'ExternalName',
    'db.example.com',
    { type: 'ExternalName', externalName: 'db.example.com' },
  ],
  [
    'from ExternalName',
    service('ExternalName', { externalName: 'x.example' }),
    'ClusterIP',
    undefined,
    { type: 'ClusterIP', externalName: null },
  ],
])('%s', (_, from, to, host, spec) => {
  expect(changeType(from, to, host)?.patch).toEqual({ metadata: { resourceVersion: '7' }, spec });
});

test.each<[string, Service, ServiceType, string[]]>([
  ['nothing on the way up', service('ClusterIP'), 'LoadBalancer', []],
  [
    'node ports on the way down',
    service('NodePort'),
    'ClusterIP',
    ['node ports 80:30080: a later change back gets new numbers'],
  ],
  [
    'address and ranges, but not the node ports',
    balanced,
    'NodePort',
    ['load balancer address 192.0.2.1', 'source ranges 10.0.0.0/8'],
  ],
  ['the cluster IP', service('ClusterIP'), 'ExternalName', ['cluster IP 10.96.0.9']],
])('loses %s', (_, from, to, losses) => expect(changeType(from, to, 'x.example')?.losses).toEqual(losses));

test('the type it has is no change', () => expect(changeType(service('NodePort'), 'NodePort')).toBeUndefined());

test.each<[string, Service, ServiceType, string]>([
  ['headless', service('ClusterIP', { clusterIP: 'None' }), 'NodePort', 'is headless'],
  ['no external name', service('ClusterIP'), 'ExternalName', '--external-name=HOST'],
  ['no ports', service('ExternalName', { ports: [] }), 'ClusterIP', 'has no ports'],
])('refused before the server is asked: %s', (_, from, to, message) =>
  expect(() => changeType(from, to)).toThrow(message),
);
