import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { documented, manPage, pageName } from '../packaging/man.ts';
import { tree } from './support/cli.ts';

const folder = fileURLToPath(new URL('../man', import.meta.url));
const commands = documented(await tree());

/** After a change of the command tree, `npm run man` writes them anew. */
test.each(commands.map((command) => [pageName(command), command] as const))('man/%s.1', async (name, command) => {
  await expect(manPage(command)).toMatchFileSnapshot(`${folder}/${name}.1`);
});

test('there are no pages of commands that are gone', () => {
  expect(readdirSync(folder).toSorted()).toEqual(commands.map((command) => `${pageName(command)}.1`).toSorted());
});
