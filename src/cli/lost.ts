import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { PlainError } from '../errors.ts';
import { quoted } from '../service/quote.ts';
import { editDistance } from '../service/similar.ts';
import { pathOf } from './pflag.ts';

/** A group of commands was called with words that are none of them, or with none: then its help is the message. */
export function lostAt(group: CommandUnknownOpts, ...given: (string | undefined)[]): PlainError {
  const words = given.filter((word) => word !== undefined);
  if (words.length === 0) return new PlainError(group.helpInformation().trimEnd());
  return new PlainError(
    `error: unknown command ${quoted(words.join(' '))}\nSee '${pathOf(group)} -h' for help and examples`,
  );
}

/**
 * A word that is no command at all, with the commands that may have been meant (cobra's SuggestionsFor: two edits, or a
 * beginning); within a group, with the commands that there are.
 */
export function strangerAt(root: CommandUnknownOpts, word: string): PlainError {
  if (root.parent) {
    const names = root.commands.map((command) => command.name()).sort();
    return new PlainError(
      `error: unknown ${root.name()} ${quoted(word)}: must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}\nSee '${pathOf(root)} -h' for help and examples`,
    );
  }
  const near = root.commands
    .map((command) => command.name())
    .filter((name) => editDistance(word.toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()));
  const hint = near.length > 0 ? `\n\nDid you mean this?\n${near.map((name) => `\t${name}`).join('\n')}` : '';
  return new PlainError(`error: unknown command "${word}" for "${root.name()}"${hint}`);
}
