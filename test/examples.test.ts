import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inProcess, tree } from './support/cli.ts';

/**
 * Every example of every help is run in this process as far as it goes without a cluster: it has to be read, resolved and
 * decided on, and either to answer or to ask for the cluster. The main job on a real one is the tutorial's test.
 */
const allOf = (command: CommandUnknownOpts): CommandUnknownOpts[] => [command, ...command.commands.flatMap(allOf)];

/** The lines behind `Examples:`, without comments; what a shell does around kubesvc is taken off. */
const examples = [
  ...new Set(
    allOf(await tree()).flatMap((command) => {
      const [, lines = ''] = command.description().split(/^Examples:$/m);
      return lines.split('\n').flatMap((line) => /(?:^ {2}|<\()(kubesvc [^>)#|;]+)/.exec(line)?.[1]?.trim() ?? []);
    }),
  ),
];

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-examples-'));
const before = process.cwd();
beforeAll(() => {
  const manifest = fileURLToPath(new URL('../examples/mydeployment.yaml', import.meta.url));
  for (const name of ['deployment.yaml', 'service.yaml']) copyFileSync(manifest, join(folder, name));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

test('there are examples', () => expect(examples.length).toBeGreaterThan(30));

class AskedForCluster extends Error {}

test.each(examples)('%s', async (line) => {
  const words = line
    .split(' ')
    .slice(1)
    .map((word) => word.replaceAll(/["']/g, ''));
  let asked = false;
  const connect = async () => {
    asked = true;
    throw new AskedForCluster();
  };
  const outcome = await inProcess(words, { connect }).catch((error: unknown) => {
    if (error instanceof AskedForCluster) return { code: 0, stdout: 'asked for a cluster', stderr: '' };
    throw error;
  });
  expect({ code: outcome.code, stderr: outcome.stderr, answered: asked || outcome.stdout !== '' }).toEqual({
    code: 0,
    stderr: '',
    answered: true,
  });
});
