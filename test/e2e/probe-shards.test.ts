import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/kube/connect.ts';
import { probe } from '../../src/probe/probe.ts';
import { remains } from '../../src/probe/remains.ts';
import { usualFlags, wishesOf } from '../../src/probe/wishes.ts';
import { must, onCluster } from '../support/cluster.ts';

const example = (name: string) => readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8');

/** More than one pod takes: here a pod takes less, so that a dozen Services are too many. */
onCluster('targets for several pods', ({ apply, kubectl, namespace, env }) => {
  const number = 12;
  beforeAll(async () => {
    await apply(example('mydeployment'));
    await must(kubectl('rollout', 'status', 'deployment', 'mydeployment'));
    const one = (index: number, targetPort: number) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `web-${index}` },
      spec: { selector: { app: 'nginx' }, ports: [{ port: 80, targetPort }] },
    });
    const { stdout } = await must(kubectl('get', 'deployment', 'mydeployment', '-o', 'json'));
    const { spec } = JSON.parse(stdout) as { spec: { selector: { matchLabels: Record<string, string> } } };
    const items = Array.from({ length: number }, (_, index) => one(index, index === 5 ? 9999 : 80)).map((service) => ({
      ...service,
      spec: { ...service.spec, selector: spec.selector.matchLabels },
    }));
    await apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  });

  test('each is judged by its own, and none stays', async () => {
    const kube = await connect({ namespace }, { env, userAgent: 'kubesvc-test', warn: () => {} });
    const said: string[] = [];
    const left = remains();
    const names = Array.from({ length: number }, (_, index) => `web-${index}`);
    const report = await probe(kube, wishesOf(names, usualFlags, {}), {
      context: {
        now: () => new Date(),
        randomHex: (bytes) =>
          crypto
            .randomUUID()
            .replaceAll('-', '')
            .slice(0, bytes * 2),
      },
      signal: new AbortController().signal,
      progress: (text) => void said.push(text),
      remains: left,
      owner: 'test',
      room: 250,
      heaps: 1, // of which every worker but one takes none
    });
    const pods = report.vantages.map(({ pod }) => pod);
    expect(pods.length).toBeGreaterThan(4); // more than there are at once
    expect(new Set(pods).size).toBe(pods.length);
    expect(report.vantages.map(({ id }) => id)).toEqual(pods.map((_, index) => `pod-${index + 1}`));
    expect(
      report.vantages.map(({ cleanup, controls }) => [cleanup, controls.every(({ outcome }) => outcome === 'ok')]),
    ).toEqual(pods.map(() => ['deleted', true]));
    expect(report.results.map(({ service: { name }, verdict, cause }) => `${name} ${verdict} ${cause}`)).toEqual(
      names.map((name) => (name === 'web-5' ? `${name} unreachable S03` : `${name} reachable null`)),
    );
    for (const { service, checks } of report.results)
      expect([service.name, new Set(checks.map(({ vantage }) => vantage)).size]).toEqual([service.name, 1]);
    expect(said).toContain(`${number} of ${number} Services`);
    expect(said.at(-1)).toBe('');
    expect(left.text()).toBe('');
    const { stdout } = await must(
      kubectl('get', 'jobs,pods', '-l', 'app.kubernetes.io/name=kubesvc-probe', '-o', 'name'),
    );
    expect(stdout).toBe('');
  });
});
