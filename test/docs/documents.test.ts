import { readFileSync } from 'node:fs';
import anser from 'anser';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { timeless } from './alike.ts';
import { documents } from './documents.ts';
import { coloured, pictureFile, pictures } from './pictures.ts';
import { openStage, type Stage, stageName } from './play.ts';
import { textOf, themes } from './svg.ts';

const missing = inject('missing');

/** A stage for the tests of one block. */
function ownStage(): (step: { command: string }) => ReturnType<Stage['play']> {
  let stage: Stage;
  beforeAll(async () => {
    const cluster = { kubeconfig: inject('kubeconfig'), kubectl: inject('kubectl') };
    stage = await openStage(cluster, stageName());
  });
  afterAll(() => stage.end());
  return (step) => stage.play(step);
}

// Where one of these fails because the output has changed for good: npm run docs.

/** Every command line of the documents, in order, on the real cluster: what it prints is what stands there. */
describe.skipIf(missing !== '').each(documents())(`docs/$name ${missing}`, ({ blocks }) => {
  const play = ownStage();
  test.each(blocks.flatMap(({ steps }) => steps))('$command', async (step) => {
    const { output, code } = await play(step);
    const printed = timeless(output);
    expect({ code, printed }).toEqual({
      code: step.code,
      printed: step.output === undefined ? printed : timeless(step.output),
    });
  });
});

describe.skipIf(missing !== '')(`pictures ${missing}`, () => {
  const play = ownStage();
  test.each(pictures)('$title', async ({ name, before, command }) => {
    for (const line of before) expect(await play({ command: line })).toMatchObject({ code: 0 });
    const { output } = await play({ command: coloured(command) });
    const shown = timeless(`$ ${command}\n${anser.ansiToText(output)}`).trimEnd();
    for (const theme of Object.keys(themes))
      expect(timeless(textOf(readFileSync(pictureFile(name, theme), 'utf8')))).toBe(shown);
  });
});
