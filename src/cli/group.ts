import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { lostAt } from './lost.ts';

/** A command that only holds others: `edit`, `create`. */
export function groupCommand(name: string, description: string, members: readonly CommandUnknownOpts[]) {
  const group = new Command(name)
    .description(description)
    .argument('[word]')
    .allowExcessArguments()
    .action((word, _flags, self) => {
      throw lostAt(self, word);
    });
  for (const member of members) group.addCommand(member);
  return group;
}
