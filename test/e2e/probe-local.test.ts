import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ProbeReport } from '../../src/probe/report/model.ts';
import { must, onCluster } from '../support/cluster.ts';
import { kubesvcInside } from '../support/inside.ts';

const example = readFileSync(new URL('../../examples/mydeployment.yaml', import.meta.url), 'utf8');

/** In the network that the nodes are in, and where there is nobody: a load balancer's address that no machine has. */
const dead = '10.200.0.99';

interface Row {
  what: string;
  args: string[];
  code: number;
  verdict: string;
  cause: string | null;
  /** The ways that were tried from this machine, and what came of them. */
  here: string[];
  vantages: string[];
}

// bun, which the executables run on, calls every connection that cannot be made refused.
const nowhere = process.env.KUBESVC_BIN ? 'loadBalancer refused|timeout' : 'loadBalancer unreachable|timeout';

const rows: Row[] = [
  {
    what: 'the addresses of a load balancer and of a node',
    args: ['web', '--via', 'local'],
    code: 0,
    verdict: 'reachable',
    cause: null,
    here: ['loadBalancer ok', 'nodePort ok'],
    vantages: ['local'],
  },
  {
    what: 'node ports from here and from a pod',
    args: ['web', '--via', 'local,nodeport', '--ip-family', '4'],
    code: 0,
    verdict: 'reachable',
    cause: null,
    here: ['nodePort ok'],
    vantages: ['job', 'local'],
  },
  {
    what: 'a status that is not expected',
    args: ['web', '--via', 'local', '--path', '/nowhere'],
    code: 1,
    verdict: 'degraded',
    cause: 'H01',
    here: ['loadBalancer ok', 'nodePort ok'],
    vantages: ['local'],
  },
  {
    what: 'an address that leads nowhere, which is no word on the inside',
    args: ['lost', '--via', 'local'],
    code: 1,
    verdict: 'unreachable',
    cause: 'L02',
    here: [nowhere],
    vantages: ['local'],
  },
  {
    what: 'the same, while pods reach it',
    args: ['lost', '--via', 'local,clusterip'],
    code: 1,
    verdict: 'degraded',
    cause: 'L02',
    here: [nowhere],
    vantages: ['job', 'local'],
  },
  {
    what: 'a Service for the inside alone',
    args: ['inner', '--via', 'local'],
    code: 3,
    verdict: 'inconclusive',
    cause: 'L02',
    here: [],
    vantages: ['local'],
  },
  {
    what: 'one without endpoints, which the API has decided',
    args: ['typo', '--via', 'local'],
    code: 1,
    verdict: 'unreachable',
    cause: 'S01',
    here: [],
    vantages: [],
  },
];

describe.skipIf(inject('missing') === '' && !inject('own'))('from this machine (on a cluster of our own)', () => {
  onCluster('--via local', ({ apply, kubectl, namespace, env }) => {
    beforeAll(async () => {
      await apply(example);
      await must(kubectl('rollout', 'status', 'deployment', 'mydeployment'));
      const expose = (...args: string[]) => must(kubectl('expose', 'deployment', 'mydeployment', ...args));
      await expose('--name=web', '--type=LoadBalancer');
      await expose('--name=inner');
      await must(kubectl('create', 'service', 'nodeport', 'typo', '--tcp=80'));
      // A class that nobody serves leaves the address to us; mode Proxy leaves packets to it alone.
      await must(
        kubectl(
          'expose',
          'deployment',
          'mydeployment',
          '--name=lost',
          '--type=LoadBalancer',
          '--overrides',
          '{"spec":{"loadBalancerClass":"example.com/none","allocateLoadBalancerNodePorts":false}}',
        ),
      );
      const ingress = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: dead, ipMode: 'Proxy' }] } } });
      await must(kubectl('patch', 'service', 'lost', '--subresource=status', '--type=merge', '-p', ingress));
      await must(kubectl('wait', '--for=jsonpath={.status.loadBalancer.ingress}', 'service', 'web', '--timeout=60s'));
    });
    beforeAll(async () => {
      // The proxy follows the address of the balancer a moment later.
      await must(kubesvcInside(['-n', namespace, 'probe', 'web', '--via', 'local', '--wait', '60s'], env));
    });
    afterAll(async () => void (await kubectl('delete', 'service', '--all')));

    test.each(rows)('$what', async ({ args, code, verdict, cause, here, vantages }) => {
      const line = ['-n', namespace, 'probe', ...args, '-o', 'json'];
      const { stdout, stderr, code: ended } = await kubesvcInside(line, env);
      if (stdout === '') throw new Error(`exit ${ended}: ${stderr}`);
      const report = JSON.parse(stdout) as ProbeReport;
      const [result] = report.results;
      expect({ code: ended, verdict: report.summary.verdict, cause: result?.cause }).toEqual({ code, verdict, cause });
      expect(report.vantages.map(({ kind }) => kind)).toEqual(vantages);
      const told = (result?.checks ?? []).filter(({ vantage, layer }) => vantage === 'local' && layer === 'l4');
      const ways = [...new Set(told.map(({ via, outcome }) => `${via} ${outcome}`))];
      expect(ways).toEqual(here.map((way) => expect.stringMatching(new RegExp(`^${way}$`)) as string));
    });

    test('the report says from where', async () => {
      const { stdout, code } = await kubesvcInside(['-n', namespace, 'probe', 'web', '--via', 'local'], env);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^From {4}this machine; no pod was made$/m);
      expect(stdout).toMatch(/answers HTTP 200 to this machine/);
    });

    test('nothing was made for it', async () => {
      const { stdout } = await must(
        kubectl('get', 'jobs,pods', '-l', 'app.kubernetes.io/name=kubesvc-probe', '-o', 'name'),
      );
      expect(stdout).toBe('');
    });
  });
});
