import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, inject, test } from 'vitest';
import type { ProbeReport } from '../../src/probe/report/model.ts';
import { processesOf } from '../faults/processes.ts';
import { must, onCluster } from '../support/cluster.ts';

const example = (name: string) => readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8');

/** What the API server knows, the proxies of the nodes know a little later. */
onCluster('a Service that was made just now', ({ apply, kubectl, kubesvc }) => {
  beforeAll(async () => {
    await apply(example('mydeployment'));
    await must(kubectl('rollout', 'status', 'deployment', 'mydeployment'));
  });

  test('is reachable, each time', { timeout: 240_000 }, async () => {
    for (let number = 1; number <= 10; number++) {
      await must(kubectl('expose', 'deployment', 'mydeployment', `--name=new-${number}`));
      const { code, stdout } = await kubesvc('probe', `new-${number}`);
      expect({ code, said: code === 0 ? '' : stdout }).toEqual({ code: 0, said: '' });
    }
  });

  test('is reachable for who exposes it', { timeout: 120_000 }, async () => {
    for (let number = 1; number <= 3; number++) {
      const { code, stdout } = await kubesvc(
        'expose',
        'deployment',
        'mydeployment',
        `--name=own-${number}`,
        '--type=NodePort',
        '--probe',
      );
      expect({ code, said: code === 0 ? '' : stdout }).toEqual({ code: 0, said: '' });
    }
  });

  test.skipIf(!inject('own'))('is not called dead while its slices are behind', { timeout: 120_000 }, async () => {
    const controllers = processesOf(inject('clusterDir'), 'kube-controller-manager');
    expect(controllers.length).toBeGreaterThan(0);
    for (const pid of controllers) process.kill(pid, 'SIGSTOP');
    try {
      await must(kubectl('expose', 'deployment', 'mydeployment', '--name=unsliced'));
      // No Job has a pod before they go on: what is waited for is that the first look is over.
      const probing = kubesvc('probe', 'unsliced');
      await sleep(1500);
      for (const pid of controllers) process.kill(pid, 'SIGCONT');
      const { code, stdout } = await probing;
      expect({ code, said: code === 0 ? '' : stdout }).toEqual({ code: 0, said: '' });
    } finally {
      for (const pid of controllers) process.kill(pid, 'SIGCONT');
    }
  });

  test.skipIf(!inject('own'))('is asked again while a proxy does not follow', { timeout: 120_000 }, async () => {
    const proxies = processesOf(inject('clusterDir'), 'kube-proxy');
    expect(proxies.length).toBeGreaterThan(0);
    for (const pid of proxies) process.kill(pid, 'SIGSTOP');
    try {
      await must(kubectl('expose', 'deployment', 'mydeployment', '--name=late'));
      const probing = kubesvc('probe', 'late', '-o', 'json');
      let said = '';
      for (const end = Date.now() + 60_000; Date.now() < end && !/^R\tf\d+\t1\t/m.test(said); await sleep(100))
        said = (await kubectl('logs', '-l', 'app.kubernetes.io/name=kubesvc-probe', '--tail=-1')).stdout;
      for (const pid of proxies) process.kill(pid, 'SIGCONT');
      const { code, stdout } = await probing;
      const report = JSON.parse(stdout) as ProbeReport;
      const front = report.results[0]?.checks.find(({ via, layer }) => via === 'clusterIP' && layer === 'l4');
      expect({ said: /^R\tf\d+\t1\t/m.test(said), code }).toEqual({ said: true, code: 0 });
      expect(front).toMatchObject({ outcome: 'ok', insistedMs: expect.any(Number) as number });
    } finally {
      for (const pid of proxies) process.kill(pid, 'SIGCONT');
    }
  });
});
