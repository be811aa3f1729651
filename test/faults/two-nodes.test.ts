import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { type RunningCluster, startCluster } from '../cluster/start.ts';
import { voiceOf } from '../cluster/progress.ts';
import { kubesvc } from '../support/built.ts';
import { must } from '../support/cluster.ts';
import { play } from './play.ts';
import { needsOwnCluster, scenarios } from './scenario.ts';
import { type Stage, stageOf } from './stage.ts';

const missing = inject('missing') || (inject('own') ? '' : 'a cluster of our own is needed, with two nodes');
const here = scenarios.filter(needsOwnCluster);
const calm = here.filter(({ expected }) => !expected.disturbs);
const disturbing = here.filter(({ expected }) => expected.disturbs);

/** Two nodes, and nobody who makes load balancers. */
describe.skipIf(missing !== '')(`broken Services on two nodes${missing && ` (${missing})`}`, () => {
  let cluster: RunningCluster;
  let stage: Stage;
  beforeAll(async () => {
    const started = await startCluster({ tier: 'full', nodes: 2, loadBalancer: false, ...voiceOf(process.stderr) });
    if ('missing' in started) throw new Error(started.missing);
    cluster = started;
    // Nodes are ready before their Service proxies have followed.
    const proxied = ['probe', 'kubernetes', '-n', 'default', '--every-node', '--wait=60s'];
    await must(kubesvc(proxied, { KUBECONFIG: cluster.kubeconfig }));
    stage = stageOf({ kubectl: cluster.kubectl ?? '', kubeconfig: cluster.kubeconfig, dir: cluster.dir ?? '' });
  });
  afterAll(async () => {
    stage.close();
    await cluster.stop();
  });

  describe.concurrent('each in its own namespace', () => {
    for (const scenario of calm) test(scenario.name, { timeout: 240_000 }, (context) => play(scenario, stage, context));
  });
  // After all others, as this one is not concurrent: two that are, side by side, run side by side.
  describe('in a cluster that is out of order itself', () => {
    // One disturbance at a time; what comes before it may be waited for together.
    describe.concurrent('at its turn', () => {
      for (const scenario of disturbing)
        test(scenario.name, { timeout: 240_000 }, (context) => play(scenario, stage, context));
    });
  });
});
