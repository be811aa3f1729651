import { readFileSync } from 'node:fs';
import { beforeAll, expect, inject, test } from 'vitest';
import type { ProbeReport } from '../../src/probe/report/model.ts';
import { kubesvc as built } from '../support/built.ts';
import { leftOf } from '../leaks/play.ts';
import { must, onCluster } from '../support/cluster.ts';
import { faultyApi, type Rule } from '../support/faulty-api.ts';

const example = readFileSync(new URL('../../examples/mydeployment.yaml', import.meta.url), 'utf8');

const makes = /^POST .*\/jobs\b/;
const reads = /^GET .*\/jobs\/kubesvc-probe-/;
const removes = /^DELETE .*\/jobs\//;
const watches = /^GET .*\/pods\?.*watch=true/;
const lists = /^GET .*\/pods\?(?!.*watch=).*kubesvc\.dev/;
const logs = /^GET .*\/log\?/;

/** Records of more than 4,096 bytes: they come by the log alone. */
const many = ['--count', '150'];

interface Case {
  what: string;
  rules: Rule[];
  flags?: string[];
  verdict?: 'reachable' | 'inconclusive';
  /** The id of the finding, and its reason. */
  cause?: string | null;
  cleanup?: 'deleted' | 'ttl';
}

const gone = {
  type: 'ERROR',
  object: {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code: 410,
    reason: 'Expired',
    message: 'too old resource version',
  },
};
const busy = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code: 429,
  reason: 'TooManyRequests',
  message: 'too many',
};
const sick = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code: 500,
  reason: 'InternalError',
  message: 'etcdserver: leader changed',
};

const cases: Case[] = [
  { what: 'the answer to the create is lost', rules: [{ on: makes, fault: { lose: 'answer' }, times: 1 }] },
  { what: 'the create never arrives', rules: [{ on: makes, fault: { lose: 'request' }, times: 1 }] },
  {
    what: 'every answer to the create is lost, and the Job cannot be asked for',
    rules: [
      { on: makes, fault: { lose: 'answer' } },
      // bun asks again by itself, over each connection that it has kept open.
      { on: reads, fault: { lose: 'request' }, times: process.env.KUBESVC_BIN ? 24 : 4 },
    ],
    verdict: 'inconclusive',
    cause: 'R08 create',
  },
  {
    what: 'the create is answered with 500 once',
    rules: [{ on: makes, fault: { answer: 500, body: sick }, times: 1 }],
  },
  {
    what: 'the create is answered with 429 and Retry-After',
    rules: [{ on: makes, fault: { answer: 429, headers: { 'retry-after': '1' }, body: busy }, times: 2 }],
  },
  {
    what: 'reading is answered with 429 and Retry-After',
    rules: [{ on: /^GET /, fault: { answer: 429, headers: { 'retry-after': '1' }, body: busy }, times: 4 }],
  },
  { what: 'the watch is cut', rules: [{ on: watches, fault: { cut: 200 }, times: 2 }] },
  { what: 'the watch is cut in the middle of a line', rules: [{ on: watches, fault: { cut: 'at once' }, times: 2 }] },
  { what: 'the watch ends with 410 Gone', rules: [{ on: watches, fault: { answer: 200, body: gone }, times: 2 }] },
  {
    what: 'the watch is refused with 410 Gone',
    rules: [{ on: watches, fault: { answer: 410, body: gone.object }, times: 2 }],
  },
  { what: 'the watch is refused for good', rules: [{ on: watches, fault: { answer: 503 } }] },
  { what: 'every answer is late', rules: [{ on: /./, fault: { late: 250 } }] },
  { what: 'the pod cannot be listed once', rules: [{ on: lists, fault: { answer: 503 }, times: 1 }] },
  { what: 'the log is cut', flags: many, rules: [{ on: logs, fault: { cut: 'at once' }, times: 1 }] },
  {
    what: 'the log of one pod is always cut: what is missing is asked again',
    flags: many,
    rules: [{ on: logs, fault: { cut: 'at once' }, times: 3 }],
  },
  {
    what: 'lines of the log are lost, and are there when it is read again',
    flags: many,
    rules: [{ on: logs, fault: { without: /\te\d+\t/ }, times: 1 }],
  },
  {
    what: 'lines of the log of one pod are lost for good: they are asked again',
    flags: many,
    rules: [{ on: logs, fault: { without: /\te\d+\t/ }, times: 3 }],
  },
  {
    what: 'lines of every log are lost',
    flags: many,
    rules: [{ on: logs, fault: { without: /\te\d+\t/ } }],
    verdict: 'inconclusive',
    cause: 'R09 truncated',
  },
  {
    what: 'the log is always cut',
    flags: many,
    rules: [{ on: logs, fault: { cut: 'at once' } }],
    verdict: 'inconclusive',
    cause: 'R07 log',
  },
  {
    what: 'the log is always cut, and not needed for a verdict',
    flags: ['--show-response'],
    rules: [{ on: logs, fault: { cut: 'at once' } }],
    cause: 'R07 log',
  },
  {
    what: 'the log is always cut, and what is expected stands in it',
    flags: ['--expect-body', 'Welcome'],
    rules: [{ on: logs, fault: { cut: 'at once' } }],
    verdict: 'inconclusive',
    cause: 'R07 log',
  },
  { what: 'the delete fails once', rules: [{ on: removes, fault: { answer: 500, body: sick }, times: 1 }] },
  { what: 'the answer to the delete is lost', rules: [{ on: removes, fault: { lose: 'answer' }, times: 1 }] },
  {
    what: 'the delete is answered and not done',
    rules: [
      { on: removes, fault: { answer: 200, body: { kind: 'Status', status: 'Success', metadata: {} } }, times: 1 },
    ],
  },
  { what: 'the delete never works', rules: [{ on: removes, fault: { answer: 503 } }], cleanup: 'ttl' },
  { what: 'connections hang, and new ones work', rules: [{ on: watches, fault: { freeze: true }, times: 1 }] },
  {
    what: 'the connection dies while the pod runs',
    rules: [{ on: watches, fault: { die: true }, times: 1 }],
    verdict: 'inconclusive',
    cause: 'R08 away',
    cleanup: 'ttl',
  },
];

onCluster('a probe whose API server, or the way to it, is at fault', ({ apply, kubectl, kubesvc, namespace, env }) => {
  beforeAll(async () => {
    await apply(example);
    await must(kubectl('rollout', 'status', 'deployment', 'mydeployment'));
    await must(kubesvc('expose', 'deployment', 'mydeployment'));
  });

  // Beside each other, since most of their time is waiting; each marks what it makes with its own number.
  const numbered = cases.map((one, index) => ({ ...one, owner: `case-${index}` }));
  test.concurrent.each(numbered)('$what', async ({ owner, rules, flags = [], ...wanted }) => {
    const { verdict = 'reachable', cause = null, cleanup = 'deleted' } = wanted;
    const kubectlPath = inject('kubectl');
    const api = await faultyApi(kubectlPath, env, rules);
    try {
      const line = ['-n', namespace, '--server', api.url, 'probe', 'mydeployment', '-o', 'json', ...flags];
      const { stdout, stderr, code } = await built(line, { ...env, USER: owner });
      if (stdout === '') throw new Error(`exit ${code}: ${stderr}`);
      const { summary, results, vantages } = JSON.parse(stdout) as ProbeReport;
      const [found] = results.flatMap(({ findings, cause: id }) => findings.filter((one) => one.id === id));
      expect({
        code,
        verdict: summary.verdict,
        cause: found ? `${found.id} ${found.reason}` : null,
        cleanup: vantages.map((vantage) => vantage.cleanup),
      }).toEqual({ code: verdict === 'reachable' ? 0 : 3, verdict, cause, cleanup: [cleanup] });
      expect(api.hits).not.toContain(0); // a fault that never struck proves nothing
      const left = await leftOf({ namespace, env, kubectl: kubectlPath });
      const own = left.filter((one) => one.owner === owner).map(({ name }) => name);
      if (cleanup === 'deleted') {
        expect({ own, stderr }).toEqual({ own: [], stderr: '' });
      } else {
        const [name = ''] = own.flatMap((one) => (one.startsWith('Job/') ? one.slice(4) : []));
        expect(stderr).toContain(`kubectl -n ${namespace} delete job ${name}\n`);
        await must(kubectl('delete', 'job', name));
      }
    } finally {
      await api.stop();
    }
  });
});
