import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { lostAt } from './lost.ts';

/** A command that only holds others: `edit`, `create`. What other words it is given is seen before it is called. */
export function groupCommand(name: string, description: string, members: readonly CommandUnknownOpts[]) {
  const group = new Command(name).description(description).action((_flags, self) => {
    throw lostAt(self);
  });
  for (const member of members) group.addCommand(member);
  return group;
}
