import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { timeless } from './alike.ts';
import { documents } from './documents.ts';
import { openStage, type Stage } from './play.ts';

const missing = inject('missing');

/** Every command line of the documents, in order, on the real cluster: what it prints is what stands there. */
describe.skipIf(missing !== '').each(documents())(`docs/$name ${missing}`, ({ blocks }) => {
  let stage: Stage;
  beforeAll(async () => {
    const cluster = { kubeconfig: inject('kubeconfig'), kubectl: inject('kubectl') };
    stage = await openStage(cluster, `kubesvc-docs-${randomBytes(3).toString('hex')}`);
  });
  afterAll(() => stage.end());

  test.each(blocks.flatMap(({ steps }) => steps))('$command', async (step) => {
    const { output, code } = await stage.play(step);
    // Where this fails because the output has changed for good: npm run docs.
    const printed = timeless(output);
    expect({ code, printed }).toEqual({
      code: step.code,
      printed: step.output === undefined ? printed : timeless(step.output),
    });
  });
});
