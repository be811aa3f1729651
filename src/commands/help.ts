import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { find, operandAt } from '../cli/find.ts';

export function helpCommand({ stdout, stderr }: Context) {
  return new Command('help')
    .description(
      `Help provides help for any command in the application.
Simply type kubesvc help [path to command] for full details.`,
    )
    .usage('[command] [flags] [options]')
    .argument('[words...]')
    .action((words, _flags, { parent: root }) => {
      if (!root) return;
      const { command, rest } = find(words, root);
      if (command !== root || operandAt(rest, root) === undefined) stdout.write(command.helpInformation());
      else {
        const topic = words.map((word) => `\`${word}\``).join(' ');
        stderr.write(`Unknown help topic [${topic}]\n${root.helpInformation()}`);
      }
    });
}
