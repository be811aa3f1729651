import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { PlainError } from '../errors.ts';
import { editDistance } from '../service/similar.ts';
import { pathOf } from './pflag.ts';

/** A group of commands was called with a word that is none of them, or with none: then its help is the message. */
export function lostAt(group: CommandUnknownOpts, word: string | undefined): PlainError {
  if (word === undefined) return new PlainError(group.helpInformation().trimEnd());
  return new PlainError(`error: unknown command "${word}"\nSee '${pathOf(group)} -h' for help and examples`);
}

/** A word that is no command at all, with the commands that may have been meant (cobra's SuggestionsFor: two edits, or a beginning). */
export function strangerAt(root: CommandUnknownOpts, word: string): PlainError {
  const near = root.commands
    .map((command) => command.name())
    .filter((name) => editDistance(word.toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()));
  const hint = near.length > 0 ? `\n\nDid you mean this?\n${near.map((name) => `\t${name}`).join('\n')}` : '';
  return new PlainError(`error: unknown command "${word}" for "${root.name()}"${hint}`);
}
