import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type CliError, PlainError, UsageError } from '../errors.ts';
import { plainly, quoted } from '../service/quote.ts';
import { editDistance } from '../service/similar.ts';
import { operandAt, pathOf } from './find.ts';

/** A group of commands was called with words that are none of them, or with none: then its help is the message. */
export function lostAt(group: CommandUnknownOpts, ...words: string[]): CliError {
  const [first] = words;
  if (first === undefined) return new PlainError(group.helpInformation().trimEnd());
  const said = isOfAnyKind(group)
    ? `Unexpected args: [${plainly(words.join(' '))}]`
    : `unknown command ${quoted(words.join(' '))}`;
  return otherKind(group, first) ?? new PlainError(`error: ${said}\nSee '${pathOf(group)} -h' for help and examples`);
}

/**
 * A group was given a word that is none of its commands, and then a flag that is none of its own: the word is what is wrong,
 * unless a flag has taken the name of a command for its value.
 */
export function strangerAt(group: CommandUnknownOpts, words: readonly string[]): CliError | undefined {
  const at = operandAt(words, group);
  if (at === undefined || group.commands.length === 0 || words.slice(0, at).some((word) => isNameIn(group, word))) {
    return undefined;
  }
  const word = words[at] ?? '';
  if (isOfAnyKind(group)) return otherKind(group, word);
  const names = group.commands.map((command) => command.name()).sort();
  return new PlainError(
    `error: unknown ${group.name()} ${quoted(word)}: must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}\nSee '${pathOf(group)} -h' for help and examples`,
  );
}

/** What kubectl does with any kind, and this program with one. */
function otherKind(group: CommandUnknownOpts, word: string): UsageError | undefined {
  const says = isOfAnyKind(group) && !/^(svc|services?)?$/.test(word) ? does[group.name()] : undefined;
  return says && new UsageError(`kubesvc ${says.verb} Services only, not ${quoted(word)}: use ${says.use}`);
}

const isOfAnyKind = (group: CommandUnknownOpts) => group.parent !== null && group.parent.parent === null;

const does: Readonly<Record<string, { verb: string; use: string }>> = {
  create: { verb: 'creates', use: 'kubesvc create service' },
  edit: { verb: 'edits', use: 'kubesvc edit svc, or kubesvc edit type' },
};

const isNameIn = (group: CommandUnknownOpts, word: string) =>
  group.commands.some((command) => command.name() === word || command.aliases().includes(word));

/**
 * The first operand of the line is no command: with the commands that may have been meant (cobra's SuggestionsFor: two edits,
 * or a beginning), or with the way out where flags before a command have taken its name, or the word before it, for a value.
 */
export function unknownCommand(root: CommandUnknownOpts, words: readonly string[]): PlainError {
  const at = operandAt(words, root) ?? 0;
  const word = words[at] ?? '';
  const said = `error: unknown command ${quoted(word)} for "${root.name()}"`;
  const names = root.commands.map((command) => command.name()).filter((name) => !name.startsWith('__'));
  const meant = words.find((one) => names.includes(one));
  if (at > 0 && meant !== undefined) {
    return new PlainError(
      `${said}: flags before the command take the next word for their value; write them behind "${meant}"`,
    );
  }
  const near = names.filter(
    (name) => editDistance(word.toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()),
  );
  return new PlainError(
    near.length > 0 ? `${said}\n\nDid you mean this?\n${near.map((name) => `\t${name}`).join('\n')}` : said,
  );
}
