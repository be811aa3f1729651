import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { valuesOf } from '../../src/completion/flags.ts';
import { pathBelowRoot } from '../../src/completion/place.ts';
import { tree } from '../support/cli.ts';

const allOf = (command: CommandUnknownOpts): CommandUnknownOpts[] => [command, ...command.commands.flatMap(allOf)];

test('of every flag it is known what can stand behind it (src/completion/flags.ts)', async () => {
  const unknown = allOf(await tree())
    .filter((command) => !command.name().startsWith('__'))
    .flatMap((command) => command.options.map((option) => ({ option, path: pathBelowRoot(command) })))
    .filter(({ option, path }) => !option.isBoolean() && !option.negate && valuesOf(option, path) === undefined);
  expect(unknown.map(({ option, path }) => `${path} ${option.long}`)).toEqual([]);
});
