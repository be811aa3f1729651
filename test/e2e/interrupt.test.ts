import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { must, onCluster } from '../support/cluster.ts';

const bin = fileURLToPath(new URL('../../bin/kubesvc.js', import.meta.url));
const example = readFileSync(new URL('../../examples/mydeployment.yaml', import.meta.url), 'utf8');
const ours = ['get', 'jobs,pods', '-l', 'app.kubernetes.io/name=kubesvc-probe', '-o', 'name'];

/** A whole probe takes about a second here; the moments lie before, in and after the pod's life. */
const longest = 1500;

onCluster('a probe that is interrupted', ({ kubectl, kubesvc, apply, env, namespace }) => {
  beforeAll(async () => {
    await apply(example);
    await must(kubectl('rollout', 'status', 'deployment', 'mydeployment'));
    await must(kubesvc('expose', 'deployment', 'mydeployment'));
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s at ten random moments leaves no Job and no pod', async (signal) => {
    for (let round = 0; round < 10; round++) {
      const moment = Math.round(Math.random() * longest);
      const code = await interrupted(['-n', namespace, 'probe', 'mydeployment'], { env, signal, moment });
      const left = (await must(kubectl(...ours))).stdout;
      expect({ moment, left }).toEqual({ moment, left: '' });
      // 0 where the probe was done before the signal came; a Node that has yet to start dies of the signal itself.
      expect([0, signal === 'SIGINT' ? 130 : 143, null], `after ${moment} ms`).toContain(code);
    }
  });
});

interface Interruption {
  env: Record<string, string>;
  signal: NodeJS.Signals;
  /** Milliseconds after the start. */
  moment: number;
}

function interrupted(args: readonly string[], { env, signal, moment }: Interruption): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', TERM: 'dumb', ...env },
      stdio: 'ignore',
    });
    child.on('error', reject);
    child.on('close', resolve);
    void sleep(moment).then(() => child.kill(signal));
  });
}
