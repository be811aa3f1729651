import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { optionsText } from '../cli/help.ts';

export function optionsCommand({ stdout }: Context) {
  return new Command('options')
    .description('Print the list of flags inherited by all commands.')
    .usage('')
    .action((_flags, command) => {
      stdout.write(
        `The following options can be passed to any command:\n\n${optionsText(command.parent?.options ?? [])}\n`,
      );
    });
}
