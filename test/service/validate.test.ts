import { expect, test } from 'vitest';
import type { Service } from '../../src/service/types.ts';
import { serviceFaults } from '../../src/service/validate/service.ts';
import { faulty, sound } from '../support/faulty-services.ts';

test.each(faulty)('%s', (_, change, path, rule) => {
  const faults = serviceFaults(change(sound()));
  expect(faults.map((fault) => `${fault.path}: ${fault.rule}`)).toEqual([`${path}: ${rule}`]);
});

test('a sound Service has no fault', () => expect(serviceFaults(sound())).toEqual([]));

test.each<[string, (service: Service) => Service]>([
  ['a name that begins with a digit', (service) => ({ ...service, metadata: { name: '1web' } })],
  [
    'TCP and UDP on one number and one node port',
    (service) =>
      withSpec(service, {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 53, protocol: 'TCP', nodePort: 30053 },
          { name: 'b', port: 53, protocol: 'UDP', nodePort: 30053 },
        ],
      }),
  ],
  ['a headless Service without ports', (service) => withSpec(service, { clusterIP: 'None', ports: [] })],
  [
    'a source range in blanks',
    (service) => withSpec(service, { type: 'LoadBalancer', loadBalancerSourceRanges: [' 10.0.0.0/8 '] }),
  ],
  [
    'an IPv6 address that is not in its shortest form',
    (service) => withSpec(service, { externalIPs: ['2001:DB8:0:0::1'] }),
  ],
  ['a target of 0, which is the port itself', (service) => withSpec(service, { ports: [{ port: 80, targetPort: 0 }] })],
  [
    'an external name with a dot at the end',
    (service) => withSpec(service, { type: 'ExternalName', externalName: 'example.com.' }),
  ],
  [
    'an external name that is an address',
    (service) => withSpec(service, { type: 'ExternalName', externalName: '10.0.0.1' }),
  ],
  [
    'two families on a headless Service without selector',
    (service) =>
      withSpec({ ...service, spec: { ports: [{ port: 1 }] } }, { clusterIP: 'None', ipFamilies: ['IPv4', 'IPv6'] }),
  ],
  [
    'an affinity timeout without affinity, which the server drops',
    (service) => withSpec(service, { sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } } }),
  ],
])('no fault: %s', (_, change) => expect(serviceFaults(change(sound()))).toEqual([]));

const withSpec = (service: Service, spec: Partial<Service['spec']>): Service => ({
  ...service,
  spec: { ...service.spec, ...spec },
});
