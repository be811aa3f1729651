import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { must } from '../support/cluster.ts';
import { finish } from '../support/built.ts';
import { play } from './play.ts';
import { needsOwnCluster, scenarios } from './scenario.ts';
import { type Stage, stageOf } from './stage.ts';

const missing = inject('missing');
const here = scenarios.filter((scenario) => !needsOwnCluster(scenario));
const calm = here.filter(({ expected }) => !expected.disturbs);
const disturbing = here.filter(({ expected }) => expected.disturbs);

describe.skipIf(missing !== '')(`broken Services, for real${missing && ` (${missing})`}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = stageOf({ kubectl: inject('kubectl'), kubeconfig: inject('kubeconfig'), dir: inject('clusterDir') });
    await must(finish(stage.kubectl, ['version'], stage.env));
  });
  afterAll(() => stage.close());

  describe.concurrent('each in its own namespace', () => {
    for (const scenario of calm)
      test(scenario.name, { timeout: 240_000 }, async (context) => {
        const { needs } = scenario.expected;
        context.skip(needs !== undefined && !inject('own'), `needs ${needs}`);
        await play(scenario, stage, context);
      });
  });
  // After all others, and one at a time: nobody else's names resolve meanwhile.
  describe.skipIf(!inject('own'))('in a cluster that is out of order itself', () => {
    for (const scenario of disturbing)
      test(scenario.name, { timeout: 240_000 }, (context) => play(scenario, stage, context));
  });
});
