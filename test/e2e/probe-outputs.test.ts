import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProbeReport } from '../../src/probe/report/model.ts';
import { must, onCluster } from '../support/cluster.ts';

const example = readFileSync(new URL('../../examples/mydeployment.yaml', import.meta.url), 'utf8').replace(
  '        image: nginx\n',
  '        image: nginx\n        env: [{name: PASSWORD, value: hunter2}]\n',
);
const folder = mkdtempSync(join(tmpdir(), 'kubesvc-outputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a report says, without what is another in each run. */
const gist = ({ summary, results }: ProbeReport) => ({
  verdict: summary.verdict,
  exitCode: summary.exitCode,
  results: results.map(({ port, verdict, cause, checks }) => ({
    port,
    verdict,
    cause,
    checks: checks.map(({ via, layer, outcome }) => `${via} ${layer} ${outcome}`).toSorted(),
  })),
});

onCluster('a probe, written otherwise than for people', ({ apply, kubectl, kubesvc }) => {
  beforeAll(async () => {
    await apply(example);
    await must(kubectl('rollout', 'status', 'deployment', 'mydeployment'));
    await must(kubesvc('expose', 'deployment', 'mydeployment'));
    await must(kubesvc('create', 'service', 'clusterip', 'typo', '--tcp=80', '--selector=app=mydeploymnet'));
  });

  test('YAML holds what JSON holds', async () => {
    const [json, yaml] = await Promise.all(
      ['json', 'yaml'].map((format) => kubesvc('probe', 'mydeployment', 'typo', '-o', format)),
    );
    expect([json?.code, yaml?.code]).toEqual([1, 1]);
    const reports = [JSON.parse(json?.stdout ?? '') as ProbeReport, load(yaml?.stdout ?? '') as ProbeReport] as const;
    expect(gist(reports[1])).toEqual(gist(reports[0]));
    expect(gist(reports[0]).results.map(({ verdict }) => verdict)).toEqual(['reachable', 'unreachable']);
  });

  test('JUnit counts the ports and their ways, and says why one fails', async () => {
    const { stdout, code } = await kubesvc('probe', 'mydeployment', 'typo', '-o', 'junit');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^<\?xml /);
    const cases = [...stdout.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)];
    expect(cases.map(([, , name]) => name)).toEqual([
      '80/TCP',
      '80/TCP dns',
      '80/TCP clusterIP',
      '80/TCP endpoint',
      '80/TCP',
    ]);
    expect(stdout).toMatch(/<testsuites [^>]*tests="5" failures="1" errors="0"/);
    expect(stdout).toContain('S01');
  });

  test('names alone, of what cannot be reached', async () => {
    expect(await kubesvc('probe', 'mydeployment', 'typo', '-o', 'name')).toMatchObject({
      code: 1,
      stdout: 'service/typo:80\n',
    });
  });

  test("--raw has the tools' own words", async () => {
    const { stdout, code } = await kubesvc('probe', 'mydeployment', '--raw');
    expect(code).toBe(0);
    expect(stdout).toContain('HTTP/1.1 200 OK');
  });

  test('--overrides changes the Job that is made', async () => {
    const labels = JSON.stringify({ spec: { template: { metadata: { labels: { team: 'shop' } } } } });
    const { stdout, code } = await kubesvc('probe', 'mydeployment', '--keep', '--overrides', labels, '-o', 'json');
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as ProbeReport).vantages.map(({ cleanup }) => cleanup)).toEqual(['kept']);
    const kept = await kubectl('get', 'pods', '-l', 'team=shop', '-o', 'name');
    expect(kept.stdout).toMatch(/^pod\/kubesvc-probe-/);
    // A probe takes less than a second, and its Job may not be that old yet.
    const cleaned = async () => {
      expect((await kubesvc('probe', '--cleanup', '--older-than=1s')).code).toBe(0);
      return (await kubectl('get', 'jobs', '-o', 'name')).stdout;
    };
    await expect.poll(cleaned, { timeout: 60_000 }).toBe('');
  });

  test('--bundle writes the report and what it rests on, without the values of variables', async () => {
    const place = join(folder, 'bundle');
    expect((await kubesvc('probe', 'mydeployment', '--bundle', place)).code).toBe(0);
    const files = readdirSync(place);
    expect(files).toEqual(expect.arrayContaining(['report.json', 'report.txt']));
    const texts = files.map((name) => readFileSync(join(place, name), 'utf8'));
    expect(texts.join('')).toContain('PASSWORD');
    expect(texts.join('')).not.toContain('hunter2');
    expect((JSON.parse(readFileSync(join(place, 'report.json'), 'utf8')) as ProbeReport).summary.verdict).toBe(
      'reachable',
    );
  });
});
