import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ProbeReport } from '../../src/probe/report/model.ts';
import { type Ground, must, onCluster } from '../support/cluster.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/probe.v1.schema.json', import.meta.url), 'utf8')) as object;
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const valid = ajv.compile(schema);

/** Answers every HTTP request with $BODY, in a pod that any namespace takes. */
const serve =
  String.raw`exec nc -lk -p 8080 -e /bin/sh -c 'while read -r l && [ \${#l} -gt 1 ]; do :; done; printf "HTTP/1.1 200 OK\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s" "\${#BODY}" "$BODY"'`.replaceAll(
    '\\${',
    '${',
  );

const backend = (body: string): string => {
  const container = {
    name: 'web',
    image: 'alpine',
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', serve],
    env: [{ name: 'BODY', value: body }],
    ports: [{ containerPort: 8080 }],
    readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    resources: { requests: { cpu: '50m', memory: '16Mi' }, limits: { cpu: '200m', memory: '64Mi' } },
  };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          terminationGracePeriodSeconds: 1,
          securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [container],
        },
      },
    },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', annotations: { note: '\u001B[31m$(reboot)\u0007' } },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [deployment, service] });
};

/** One probe with `-o json`, held to its schema; nothing of ours may be left after it. */
async function reportOf({ kubesvc, kubectl }: Ground, ...args: string[]): Promise<ProbeReport> {
  const { stdout, stderr, code } = await kubesvc('probe', ...args, '-o', 'json');
  if (stdout === '') throw new Error(`exit ${code}: ${stderr}`);
  const report = JSON.parse(stdout) as ProbeReport;
  valid(report);
  expect(valid.errors).toBe(null);
  expect(code).toBe(report.summary.exitCode);
  const left = await must(kubectl('get', 'jobs,pods', '-l', 'app.kubernetes.io/name=kubesvc-probe', '-o', 'name'));
  expect(left.stdout).toBe('');
  return report;
}

const verdictOf = ({ summary, results, vantages }: ProbeReport) => ({
  verdict: summary.verdict,
  cause: results[0]?.cause,
  reason: results[0]?.findings.find(({ id }) => id === results[0]?.cause)?.reason,
  cleanup: vantages.map(({ cleanup }) => cleanup),
});

/** Its pods, and the slice that says so, which follows a moment later. */
async function ready({ kubectl }: Ground): Promise<void> {
  await must(kubectl('rollout', 'status', 'deployment', 'web', '--timeout=90s'));
  const inSlice = '--for=jsonpath={.endpoints[*].conditions.ready}=true';
  await must(kubectl('wait', inSlice, 'endpointslice', '-l', 'kubernetes.io/service-name=web', '--timeout=90s'));
}

onCluster('a probe in a namespace that enforces Pod Security restricted', (ground) => {
  const { apply, kubectl, namespace, kubesvc } = ground;
  beforeAll(async () => {
    await must(kubectl('label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted'));
    await apply(backend('it is \u001B[31m"$(id)"`id`'));
    await ready(ground);
  });

  test('is let in, and finds all well', async () => {
    expect(verdictOf(await reportOf(ground, 'web'))).toMatchObject({
      verdict: 'reachable',
      cause: null,
      cleanup: ['deleted'],
    });
  });

  test('what the Service answers reaches the terminal with its control characters made visible', async () => {
    const { stdout, code } = await kubesvc('probe', 'web', '--show-response');
    expect(code).toBe(0);
    expect(stdout).toContain('it is \\u001b[31m"$(id)"`id`');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('a path with a shell in it is a path', async () => {
    const report = await reportOf(ground, 'web', '--path', '/$(touch x)\';"`id`|&>', '--host-header', 'a$(id)');
    expect(verdictOf(report)).toMatchObject({ verdict: 'reachable' });
  });

  test('is refused where it would need the node, and says so before anything is made', async () => {
    expect(verdictOf(await reportOf(ground, 'web', '--host-network'))).toMatchObject({
      verdict: 'inconclusive',
      cause: 'R03',
      reason: 'pod-security',
    });
  });

  test('an expectation that is missed is degraded', async () => {
    expect(verdictOf(await reportOf(ground, 'web', '--expect-body', 'nothing like it'))).toMatchObject({
      verdict: 'degraded',
      cause: 'H01',
    });
    expect(verdictOf(await reportOf(ground, 'web', '--expect-body', '^it is'))).toMatchObject({ verdict: 'reachable' });
  });

  test('samples are counted', async () => {
    const [result] = (await reportOf(ground, 'web', '--count', '8')).results;
    expect(result?.checks.find(({ samples }) => samples)?.samples).toMatchObject({ n: 8, ok: 8 });
  });
});

describe.each([
  ['an image that is not there', ['--image', 'alpine:no-such-tag'], 'R01', 'not-found'],
  ['a node that is not there', ['--node-selector', 'disk=nvme'], 'R02', 'unschedulable'],
  ['a ServiceAccount that is not there', ['--from-service-account', 'nobody'], 'R05', 'service-account'],
] as const)('%s', (title, flags, cause, reason) => {
  onCluster(`${title}, on a cluster`, (ground) => {
    beforeAll(() => ground.apply(backend('ok')).then(() => ready(ground)));
    test('is why nothing was learned', async () => {
      const report = await reportOf(ground, 'web', ...flags);
      expect(verdictOf(report)).toMatchObject({ verdict: 'inconclusive', cause, reason });
      expect(report.summary.exitCode).toBe(3);
    });
  });
});

onCluster('a namespace with limits', (ground) => {
  beforeAll(() => ground.apply(backend('ok')).then(() => ready(ground)));

  const quota = (name: string, hard: string) =>
    `{apiVersion: v1, kind: ResourceQuota, metadata: {name: ${name}}, spec: {hard: ${hard}}}`;

  test('a LimitRange: the pod is made within its numbers', async () => {
    await ground.apply(
      '{apiVersion: v1, kind: LimitRange, metadata: {name: lim}, spec: {limits: [{type: Container, min: {cpu: 50m}, max: {memory: 96Mi, cpu: "1"}}]}}',
    );
    expect(verdictOf(await reportOf(ground, 'web'))).toMatchObject({ verdict: 'reachable' });
    await must(ground.kubectl('delete', 'limitrange', 'lim'));
  });

  test('a quota that wants limits gets them', async () => {
    await ground.apply(quota('lim', '{limits.cpu: "2"}'));
    expect(verdictOf(await reportOf(ground, 'web'))).toMatchObject({ verdict: 'reachable' });
    await must(ground.kubectl('delete', 'quota', 'lim'));
  });

  test('a quota that is full is named', async () => {
    await ground.apply(quota('one-pod', '{pods: "1"}'));
    const report = await reportOf(ground, 'web');
    expect(verdictOf(report)).toMatchObject({ verdict: 'inconclusive', cause: 'R03', reason: 'quota' });
    expect(report.results[0]?.findings[0]?.message).toContain('one-pod');
    await must(ground.kubectl('delete', 'quota', 'one-pod'));
  });
});
