import { beforeAll, expect, test } from 'vitest';
import type { ProbeReport } from '../../src/probe/report/model.ts';
import { must, onCluster } from '../support/cluster.ts';

const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }] },
});

/** An address that nobody has and nobody answers for (RFC 5737). */
const lost = (name: string) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  ports: [{ port: 80 }],
  endpoints: [{ addresses: ['192.0.2.10'] }],
});

const numbered = (word: string, count: number) => Array.from({ length: count }, (_, index) => `${word}-${index}`);

onCluster('Services side by side', ({ apply, kubesvc, kubectl }) => {
  const empty = numbered('empty', 4);
  const dropping = numbered('dropping', 8);
  beforeAll(() =>
    apply(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [...[...empty, ...dropping].map(service), ...dropping.map(lost)],
      }),
    ),
  );

  /** `clusterIP refused`, of each Service. */
  const outcomes = async (...args: string[]) => {
    const { stdout, stderr } = await kubesvc('probe', ...args, '-o', 'json');
    if (stdout === '') throw new Error(stderr);
    const { results } = JSON.parse(stdout) as ProbeReport;
    const left = await must(kubectl('get', 'jobs,pods', '-l', 'app.kubernetes.io/name=kubesvc-probe', '-o', 'name'));
    expect(left.stdout).toBe('');
    return results.map(({ service: { name }, checks }) => [
      name,
      ...checks
        .filter(({ via }) => via === 'clusterIP' || via === 'endpoint')
        .map(({ via, outcome }) => `${via} ${outcome}`),
    ]);
  };

  // The kernel says of six refusals at once, then of one a second: the others look like silence.
  test('silence beside many refusals is not taken for silence', async () => {
    const [first = ''] = dropping;
    expect(await outcomes(...empty, first, '--force-pod')).toEqual(
      expect.arrayContaining([
        ...empty.map((name) => [name, 'clusterIP refused']),
        [first, 'clusterIP timeout', 'endpoint timeout'],
      ]),
    );
  });

  test('of many, endpoints alone', async () => {
    expect(await outcomes(...empty, ...dropping, '--force-pod', '--via', 'endpoints')).toEqual(
      expect.arrayContaining(dropping.map((name) => [name, 'endpoint timeout'])),
    );
  });
});
