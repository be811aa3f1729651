import { fc } from '../support/seed.ts';
import { beforeAll, expect, test } from 'vitest';
import { ServerError } from '../../src/errors.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { connect } from '../../src/kube/connect.ts';
import { kinds } from '../../src/service/kinds.ts';
import type { Service } from '../../src/service/types.ts';
import { serviceFaults } from '../../src/service/validate/service.ts';
import { faulty, sound } from '../support/faulty-services.ts';
import { onCluster } from '../support/cluster.ts';

/**
 * What kubesvc refuses by itself must be refused by the server too, whatever a user asks for. The other way round is no
 * promise, as much depends on the cluster.
 */

const odd = (...words: string[]) => fc.constantFrom(...words);
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
const often = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 4 });

const label = fc.oneof(
  { weight: 4, arbitrary: odd('a', 'web', 'x-1', '1', '1x', 'a'.repeat(63)) },
  odd('', '-a', 'a-', 'A', 'a.b', 'a_b', 'ü', 'a b', 'a'.repeat(64), 'a\n'),
);
const key = fc.oneof(
  { weight: 4, arbitrary: odd('app', 'example.com/app', 'A.b_c-d', 'x'.repeat(63)) },
  odd('', '/', 'a/b/c', '/a', 'a/', 'UP.com/a', '-a', 'a!', 'a b', 'x'.repeat(64), `${'d'.repeat(254)}/a`, 'ключ'),
);
const value = fc.oneof(
  { weight: 4, arbitrary: odd('', 'web', 'A_1.x', '0', 'v'.repeat(63)) },
  odd('-', 'a b', 'a,b', 'x=y', 'v'.repeat(64), 'é', 'a\t'),
);
const map = fc.dictionary(key, value, { maxKeys: 2 });
const address = fc.oneof(
  odd('10.1.2.3', '2001:db8::1', '1:2:3:4:5:6:7:8', '::1.2.3.4', 'FE80:0:0:0:0:0:0:0abc', '192.0.2.7', '2001:DB8::A'),
  odd(
    '',
    'foo',
    '10.1.2',
    '10.1.2.3.4',
    '010.1.2.3',
    '256.1.1.1',
    '::ffff:1.2.3.4',
    '1.2.3.4 ',
    'fe80::1%eth0',
    ':::1',
    '1::2::3',
  ),
  odd(
    '0.0.0.0',
    '::',
    '127.0.0.1',
    '::1',
    '169.254.1.1',
    'fe80::1',
    '224.0.0.5',
    'ff02::1',
    'ff12::1',
    '224.1.0.1',
    'febf::1',
  ),
  fc.ipV4(),
  fc.ipV6(),
);
const range = fc.oneof(
  odd('10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0', '::/0', ' 10.0.0.0/8 ', '192.0.2.1/32', '10.0.0.0/0', '::1/128'),
  odd(
    '',
    '10.0.0.1/8',
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '010.0.0.0/8',
    '::ffff:10.0.0.0/104',
    'x/8',
    '10.0.0.0/-1',
    '2001:db8::1/64',
    '10.0.0.0/+8',
  ),
);
const port = fc.oneof({ weight: 6, arbitrary: oneNumber(80, 81, 443, 1, 65535) }, oneNumber(0, -1, 65536, 99999));
function oneNumber(...numbers: number[]) {
  return fc.constantFrom(...numbers);
}
const nodePort = fc.oneof({ weight: 4, arbitrary: oneNumber(30101, 30102, 32767) }, oneNumber(0, -1, 70000));
const target = fc.oneof<fc.Arbitrary<string | number>[]>(
  port,
  odd('http', 'a-b', 'x1', '', 'UPPER', '123', 'a--b', '-a', 'sixteen-letters-x', 'ü'),
);
const servicePort = fc.record(
  {
    name: fc.oneof({ weight: 3, arbitrary: odd('a', 'b', 'c') }, label),
    port,
    targetPort: target,
    protocol: fc.oneof({ weight: 5, arbitrary: odd('TCP', 'UDP', 'SCTP') }, odd('', 'udp', 'FOO')),
    nodePort,
    appProtocol: fc.oneof({ weight: 3, arbitrary: odd('http', 'kubernetes.io/h2c') }, key),
  },
  { requiredKeys: ['port'] },
);

const spec = fc.record(
  {
    type: fc.oneof(
      { weight: 8, arbitrary: odd('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName') },
      odd('', 'nodeport'),
    ),
    ports: fc.array(servicePort, { maxLength: 3 }),
    selector: map,
    clusterIP: fc.oneof({ weight: 3, arbitrary: odd('None') }, odd('', 'none', '10.96.3.4', 'fd00:10:96::77'), address),
    clusterIPs: fc.array(fc.oneof(odd('None', '10.96.3.4', 'fd00:10:96::77'), address), { maxLength: 3 }),
    externalIPs: fc.array(address, { maxLength: 2 }),
    externalName: odd('example.com', 'example.com.', 'a.b', '', '.', 'Bad_Name', '10.0.0.1', 'x'.repeat(254)),
    sessionAffinity: odd('None', 'ClientIP', '', 'clientip'),
    sessionAffinityConfig: fc.constantFrom(
      ...[0, 1, -1, 86400, 86401].map((timeoutSeconds) => ({ clientIP: { timeoutSeconds } })),
    ),
    externalTrafficPolicy: odd('Cluster', 'Local', '', 'local'),
    internalTrafficPolicy: odd('Cluster', 'Local', 'local'),
    trafficDistribution: odd('PreferClose', 'PreferSameZone', 'PreferSameNode', '', 'x'),
    ipFamilies: fc.array(fc.oneof({ weight: 4, arbitrary: odd('IPv4', 'IPv6') }, odd('ipv4', '')), { maxLength: 3 }),
    ipFamilyPolicy: odd('SingleStack', 'PreferDualStack', 'RequireDualStack', 'x'),
    loadBalancerClass: fc.oneof(odd('example.com/lb', 'internal'), key),
    loadBalancerSourceRanges: fc.array(range, { maxLength: 2 }),
    allocateLoadBalancerNodePorts: fc.boolean(),
    healthCheckNodePort: oneNumber(0, 31999),
    publishNotReadyAddresses: fc.boolean(),
  },
  { requiredKeys: [] },
);

const annotations = fc.dictionary(
  fc.oneof(
    key,
    odd(
      'service.beta.kubernetes.io/load-balancer-source-ranges',
      'service.kubernetes.io/topology-mode',
      'service.kubernetes.io/topology-aware-hints',
    ),
  ),
  fc.oneof(odd('auto', 'Disabled', '10.0.0.0/8,2001:db8::/32', '10.0.0.1/8', ''), fc.string()),
  { maxKeys: 2 },
);

/** Mostly good Services with a few fields that may be anything: a fault must be found alone as well as among others. */
const wish = fc
  .tuple(
    fc.record({
      name: fc.oneof({ weight: 5, arbitrary: fc.constant('probe') }, label),
      labels: rarely(map),
      annotations: rarely(annotations),
    }),
    spec,
    fc.integer({ min: 1, max: 6 }),
    fc.infiniteStream(fc.nat()),
    often(fc.constant([{ name: 'a', port: 80 }])),
  )
  .map(([metadata, fields, count, random, ports]) => {
    const names = Object.keys(fields)
      .sort(() => ((random.next().value as number) % 3) - 1)
      .slice(0, count);
    const chosen = Object.fromEntries(names.map((name) => [name, fields[name as keyof typeof fields]]));
    const object = { apiVersion: 'v1', kind: 'Service', metadata, spec: { ...(ports && { ports }), ...chosen } };
    return JSON.parse(JSON.stringify(object)) as Service; // without what is undefined
  });

onCluster('the rules of the real API server', ({ namespace, env }) => {
  let kube: KubeClient;
  beforeAll(async () => {
    kube = await connect({}, { env, userAgent: 'kubesvc-test', warn: () => {} });
  });

  /** The server's message; undefined where it would make the Service. A Service that is made is taken away again. */
  async function refusal(service: Service, dryRun: 'server' | 'none'): Promise<string | undefined> {
    try {
      const { metadata } = await kube.create(kinds.Service, namespace, service, { dryRun });
      if (dryRun === 'none') {
        await kube.remove(kinds.Service, { namespace, name: metadata.name }, { propagationPolicy: 'Background' });
      }
      return undefined;
    } catch (error) {
      if (error instanceof ServerError) return error.message;
      throw error;
    }
  }

  test.each(faulty)('the server refuses as well: %s', async (_, change) => {
    expect(await refusal(change(sound()), 'none')).toEqual(expect.any(String));
  });

  test('the server takes what has no fault', async () => expect(await refusal(sound(), 'none')).toBeUndefined());

  test('whatever kubesvc refuses, the server refuses', { timeout: 300_000 }, async () => {
    const counts = { bothRefuse: 0, serverAlone: 0, bothTake: 0 };
    await fc.assert(
      fc.asyncProperty(wish, async (service) => {
        const faults = serviceFaults(service);
        // A dry run allocates nothing, so it takes node ports that no real create gets.
        const message = await refusal(service, faults.length > 0 ? 'none' : 'server');
        if (faults.length > 0) expect({ faults, message }).toMatchObject({ message: expect.any(String) as string });
        counts[faults.length > 0 ? 'bothRefuse' : message === undefined ? 'bothTake' : 'serverAlone']++;
      }),
      { numRuns: 400 },
    );
    expect(counts.bothRefuse).toBeGreaterThan(50);
    expect(counts.bothTake).toBeGreaterThan(30);
    // What the server alone refuses is what depends on the cluster: addresses out of its ranges.
    expect(counts.serverAlone).toBeLessThan(40);
  });
});
