import { expect, test } from 'vitest';
import { readinessOf } from '../../src/service/ready.ts';
import type { EndpointSlice } from '../../src/service/types.ts';

type Endpoint = [address: string, conditions?: { ready?: boolean; terminating?: boolean }];

const slice = (name: string, addressType: 'IPv4' | 'IPv6', ...endpoints: Endpoint[]): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'x', namespace: 'shop', labels: { 'kubernetes.io/service-name': name } },
  addressType,
  endpoints: endpoints.map(([address, conditions]) => ({ addresses: [address], ...(conditions && { conditions }) })),
  ports: [],
});

const yes = { ready: true };
const no = { ready: false };

test.each<[string, EndpointSlice[], string]>([
  ['two of three', [slice('web', 'IPv4', ['10.0.0.1', yes], ['10.0.0.2', yes], ['10.0.0.3', no])], '2/3'],
  ['none of an empty slice', [slice('web', 'IPv4')], '0/0'],
  ['one that says nothing is ready', [slice('web', 'IPv4', ['10.0.0.1'], ['10.0.0.2', {}])], '2/2'],
  [
    'in two slices, at once in both',
    [slice('web', 'IPv4', ['10.0.0.1', yes]), slice('web', 'IPv4', ['10.0.0.1', no], ['10.0.0.2', no])],
    '1/2',
  ],
  [
    'two families are one pod',
    [slice('web', 'IPv4', ['10.0.0.1', yes]), slice('web', 'IPv6', ['fd00::1', yes])],
    '1/1',
  ],
  [
    'one that is ending does not count',
    [slice('web', 'IPv4', ['10.0.0.1', { ready: false, terminating: true }], ['10.0.0.2', yes])],
    '1/1',
  ],
])('%s', (_, slices, wanted) => {
  const counts = readinessOf([...slices, slice('other', 'IPv4', ['10.9.9.9', no])]);
  expect(`${counts.get('shop/web')?.ready}/${counts.get('shop/web')?.all}`).toBe(wanted);
});
