import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** The command that a line is about. */
export interface Found {
  command: CommandUnknownOpts;
  /** The words that lead to it. */
  path: readonly string[];
  /** The other words in their order, flags among them. */
  rest: readonly string[];
}

/**
 * The command of a line, found as kubectl finds it (cobra's Command.Find), before any flag is read: flags may stand anywhere,
 * also before the command that they belong to, and the next word is taken for the value of every flag without `=`, known or
 * not, but of those known to need none.
 */
export function find(line: readonly string[], root: CommandUnknownOpts): Found {
  let found: Found = { command: root, path: [], rest: line };
  for (;;) {
    const { command, path, rest } = found;
    const at = operandAt(rest, command) ?? behindDashes(rest, command);
    const word = at === undefined ? undefined : rest[at];
    const inner = (word === undefined ? undefined : memberNamed(command, word)) ?? ofFiles(command, rest);
    if (!inner) return found;
    if (at === undefined || word === undefined || inner.isPartOfName)
      return { command: inner.member, path: [...path, inner.name], rest };
    found = { command: inner.member, path: [...path, inner.name], rest: rest.filter((_, index) => index !== at) };
  }
}

/** `edit`, a group here, is a command in kubectl, and takes what it is to edit behind `--` too. */
function behindDashes(words: readonly string[], command: CommandUnknownOpts): number | undefined {
  const dashes = words.indexOf('--');
  return command.name() === 'edit' && dashes >= 0 ? dashes + 1 : undefined;
}

/** The place of the first word that is neither a flag nor taken for the value of one. */
export function operandAt(words: readonly string[], command: CommandUnknownOpts): number | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return undefined;
    if (takesTheNext(word, command)) {
      if (at >= words.length - 2) return undefined; // nothing is left, or the value alone
      at++;
    } else if (word !== '' && !word.startsWith('-')) return at;
  }
  return undefined;
}

/** Whether the word after it is taken for its value while the command is looked for. */
function takesTheNext(word: string, command: CommandUnknownOpts): boolean {
  if (!/^-(-|.$)/.test(word) || word.includes('=')) return false;
  const option = flagsKnownAt(command).find(({ long, short }) => long === normal(word) || short === word);
  return !option || option.required;
}

/** A flag's name may have `_` for `-`, as kubectl takes it (component-base, WordSepNormalizeFunc). */
export const normal = (flag: string) => flag.replaceAll('_', '-');

/**
 * Those of the command and of all above it. `create` and `edit`, which are groups here, are commands with flags of their own
 * in kubectl: they know what the commands below them know.
 */
function flagsKnownAt(command: CommandUnknownOpts): Option[] {
  const below = command.parent && !command.parent.parent ? command.commands : [];
  return [...ownAndAbove(command), ...below.flatMap(ownAndBelow)];
}

const ownAndAbove = (command: CommandUnknownOpts | null): Option[] =>
  command ? [...command.options, ...ownAndAbove(command.parent)] : [];
const ownAndBelow = (command: CommandUnknownOpts): Option[] => [
  ...command.options,
  ...command.commands.flatMap(ownAndBelow),
];

/** `edit svc/web` is `edit svc svc/web`, and `edit svc,services web` is `edit svc web`. */
function memberNamed(command: CommandUnknownOpts, word: string) {
  const [kinds = ''] = command.parent ? word.split('/') : [word];
  const [name = '', ...others] = kinds.split(',');
  const named = (text: string) => command.commands.find((one) => one.name() === text || one.aliases().includes(text));
  const member = named(name);
  const isPartOfName = kinds !== word;
  if (!member || (isPartOfName && member.commands.length > 0)) return undefined;
  if (others.length > 0 && (command.name() !== 'edit' || others.some((other) => named(other) !== member)))
    return undefined;
  return { member, name, isPartOfName };
}

/** `edit -f FILE` is `edit svc -f FILE`. */
function ofFiles(command: CommandUnknownOpts, words: readonly string[]) {
  const before = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined);
  const member = command.name() === 'edit' && command.commands.find((one) => one.name() === 'svc');
  if (!member || !before.some((word) => /^(-[fk]|--(filename|kustomize)(=|$))/.test(word))) return undefined;
  return { member, name: 'svc', isPartOfName: true };
}

/** `kubesvc edit type`: the words that lead to a command. */
export function pathOf(command: CommandUnknownOpts): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
