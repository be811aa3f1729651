import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { PlainError } from '../errors.ts';
import { pathOf } from './pflag.ts';

/** A group of commands was called with a word that is none of them, or with none: then its help is the message. */
export function lostAt(group: CommandUnknownOpts, word: string | undefined): PlainError {
  if (word === undefined) return new PlainError(group.helpInformation().trimEnd());
  return new PlainError(`error: unknown command "${word}"\nSee '${pathOf(group)} -h' for help and examples`);
}
