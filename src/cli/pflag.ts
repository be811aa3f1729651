import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { FlagError, UsageError } from '../errors.ts';
import { quoted } from '../service/quote.ts';
import { type Found, find, normal, operandAt, pathOf } from './find.ts';
import { lostAt, strangerAt, unknownCommand } from './lost.ts';

/** Commands that take one NAME, which kubectl counts before it reads values, and among the words before `--` alone. */
export const takingOneName = new WeakSet<CommandUnknownOpts>();

/** What pflag itself reads of an option: its text is refused in its turn among the flags, before anything else is looked at. */
const inTurn = new WeakMap<Option, (text: string) => unknown>();

/** The option, of which pflag reads the type; `read` throws where it cannot. */
export function readInTurn<Declared extends Option>(option: Declared, read: (text: string) => unknown): Declared {
  inTurn.set(option, read);
  return option;
}

/**
 * Reads argv as kubectl does, the command as cobra and its flags as spf13/pflag, and answers the same line in the one form
 * that commander reads alike: the command, `--name=value` for every flag, and the operands behind `--`, so that `-ojson`, `-o=json`,
 * `-An web`, `--dry-run` without a value, `--wait=false` and flags before the command all mean what kubectl's users expect.
 *
 * An option whose value may be left out is declared `[value]` with a preset: pflag never takes the next word for it.
 * A boolean that is on unless it is switched off is one of those, with `true` for its default.
 * @throws FlagError in pflag's words; PlainError for a word that is no command; UsageError for a NAME too few or too many
 */
export function canonical(argv: readonly string[], root: CommandUnknownOpts): string[] {
  const found = find(argv, root);
  const { command, path } = found;
  if (command === root && operandAt(found.rest, root) !== undefined) {
    if (argv.some((word) => /^(-h|--help)$/.test(word))) return ['--help'];
    throw unknownCommand(root, found.rest);
  }
  const { flags, operands, behindDashes } = parted(found);
  if (flags.includes('--help')) return [...path, '--help'];
  if (command === root) return flags;
  const lacking = command.options.filter(({ mandatory, long }) => mandatory && !isGiven(flags, long ?? ''));
  if (lacking.length > 0) {
    throw new UsageError(`required flag(s) "${lacking.map(({ long = '' }) => long?.slice(2)).join('", "')}" not set`);
  }
  const named = takingOneName.has(command);
  if (named && operands.length !== 1) {
    const help = `See '${pathOf(command)} -h' for help and examples`;
    throw new UsageError(`exactly one NAME is required, got ${operands.length}\n${help}`);
  }
  const words = named ? operands : [...operands, ...behindDashes];
  if (command.commands.length > 0 && words.length > 0) throw lostAt(command, ...words);
  return [...path, ...flags, ...(behindDashes.length > 0 ? ['--'] : []), ...words];
}

const isGiven = (flags: readonly string[], long: string) => flags.some((flag) => flag.split('=', 1)[0] === long);

/** The words that a command is given, flags and operands apart. */
function parted({ command, rest }: Found) {
  const flags: string[] = [];
  const operands: string[] = [];
  const unknown: Unknown = (message) => strangerAt(command, rest) ?? new FlagError(message, pathOf(command));
  const left = [...rest];
  for (let word = left.shift(); word !== undefined && word !== '--'; word = left.shift()) {
    if (word.startsWith('--')) flags.push(...longFlag(word, left, command, unknown));
    else if (word.startsWith('-') && word !== '-') flags.push(...shortFlags(word, left, command, unknown));
    else operands.push(word);
  }
  return { flags: inOrderOfUse(dropCancelled(flags)), operands, behindDashes: left };
}

function optionOf(command: CommandUnknownOpts | null, matches: (option: Option) => boolean): Option | undefined {
  if (!command) return [help].find(matches);
  return command.options.find(matches) ?? optionOf(command.parent, matches);
}

/** What to throw for a flag that nobody declares. */
type Unknown = (message: string) => Error;

const help = new Option('-h, --help');

function longFlag(word: string, rest: string[], command: CommandUnknownOpts, unknown: Unknown): string[] {
  const [, name = '', value] = /^(--[^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (/^--[-=]/.test(word)) throw unknown(`bad flag syntax: ${word}`);
  const option = optionOf(command, ({ long }) => long === normal(name));
  if (!option) throw unknown(`unknown flag: ${name}`);
  return spelled(option, value, rest, () => new FlagError(`flag needs an argument: ${name}`, pathOf(command)), command);
}

function shortFlags(word: string, rest: string[], command: CommandUnknownOpts, unknown: Unknown): string[] {
  const words: string[] = [];
  for (let letters = word.slice(1); letters !== '';) {
    const letter = letters.charAt(0);
    const shown = `'${letter}' in -${letters}`;
    letters = letters.slice(1);
    const option = optionOf(command, ({ short }) => short === `-${letter}`);
    if (!option) throw unknown(`unknown shorthand flag: ${shown}`);
    const takesValue = option.required;
    // After `=` the rest is the value, for every sort of flag; else only a flag that needs one takes it.
    let value: string | undefined;
    if (letters.startsWith('=') && letters.length > 1) value = letters.slice(1);
    else if (takesValue && letters !== '') value = letters;
    if (value !== undefined) letters = '';
    words.push(
      ...spelled(
        option,
        value,
        rest,
        () => new FlagError(`flag needs an argument: ${shown}`, pathOf(command)),
        command,
      ),
    );
  }
  return words;
}

function spelled(
  option: Option,
  given: string | undefined,
  rest: string[],
  missing: () => Error,
  command: CommandUnknownOpts,
): string[] {
  const name = option.long ?? '';
  if (option.required) {
    const value = given ?? rest.shift();
    if (value === undefined) throw missing();
    inTurn.get(option)?.(value);
    return [`${name}=${value}`];
  }
  // Commander would take the next word for a value that is left out.
  if (option.optional && typeof option.defaultValue !== 'boolean')
    return [`${name}=${given ?? String(option.presetArg)}`];
  const on = truth(given ?? 'true');
  if (on === undefined) {
    const flag = option.short ? `${option.short}, ${name}` : name;
    throw new FlagError(
      `invalid argument ${quoted(given)} for "${flag}" flag: expected true or false`,
      pathOf(command),
    );
  }
  if (option.optional) return [`${name}=${String(on)}`];
  return [on ? name : `${cancelled}${name}`];
}

/** The words that Go's strconv.ParseBool takes. */
function truth(text: string): boolean | undefined {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false;
  return undefined;
}

const cancelled = '\0off';

/** kubectl looks at `--dry-run` before any other flag of which it reads the text itself. */
const inOrderOfUse = (words: readonly string[]): string[] => {
  const isFirst = (word: string) => word.startsWith('--dry-run');
  return [...words.filter(isFirst), ...words.filter((word) => !isFirst(word))];
};

/** `--x=false` takes back an `--x` before it; commander has no way to say so. */
function dropCancelled(words: string[]): string[] {
  return words.filter(
    (word, index) => !word.startsWith(cancelled) && words.indexOf(`${cancelled}${word}`, index) === -1,
  );
}
