import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { FlagError } from '../errors.ts';
import { quoted } from '../service/quote.ts';

/**
 * Reads argv as kubectl's flag library (spf13/pflag) does and answers the same line in the one form that commander
 * reads alike: operands, and `--name=value` for every flag, so that `-ojson`, `-o=json`, `-An web`, `--dry-run`
 * without a value, `--wait=false` and flags before the command all mean what kubectl's users expect.
 *
 * An option whose value may be left out is declared `[value]` with a preset: pflag never takes the next word for it.
 * A boolean that is on unless it is switched off is one of those, with `true` for its default.
 * @param stranger what to throw where a group of commands is given a word that is none of them, and then a flag that is none
 * of its own: the word is what is wrong
 * @throws FlagError in pflag's words
 */
export function canonical(
  argv: readonly string[],
  root: CommandUnknownOpts,
  stranger: (group: CommandUnknownOpts, word: string) => Error,
): string[] {
  const words: string[] = [];
  let command = root;
  let mayDescend = true;
  let stray: string | undefined;
  const unknown: Unknown = (message, at) =>
    stray !== undefined && at.commands.length > 0 ? stranger(at, stray) : new FlagError(message, pathOf(at));
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      words.push('--', ...rest);
      break;
    }
    if (word.startsWith('--')) words.push(...longFlag(word, rest, command, unknown));
    else if (word.startsWith('-') && word !== '-') words.push(...shortFlags(word, rest, command, unknown));
    else {
      const [type = ''] = word.split('/');
      const inner: CommandUnknownOpts | undefined = mayDescend ? subcommand(command, type) : undefined;
      if (inner && type !== word) words.push(type); // `edit svc/web` is `edit svc svc/web`
      words.push(word);
      if (inner) command = inner;
      mayDescend = inner !== undefined && type === word;
      if (!inner) stray ??= word;
    }
  }
  return dropCancelled(words);
}

function subcommand(command: CommandUnknownOpts, word: string): CommandUnknownOpts | undefined {
  return command.commands.find((inner) => inner.name() === word || inner.aliases().includes(word));
}

export function pathOf(command: CommandUnknownOpts): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function optionOf(command: CommandUnknownOpts | null, matches: (option: Option) => boolean): Option | undefined {
  if (!command) return undefined;
  return command.options.find(matches) ?? optionOf(command.parent, matches);
}

/** What to throw for a flag that nobody declares. */
type Unknown = (message: string, command: CommandUnknownOpts) => Error;

function longFlag(word: string, rest: string[], command: CommandUnknownOpts, unknown: Unknown): string[] {
  const [, name = '', value] = /^(--[^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (name === '--help') return ['--help'];
  const option = optionOf(command, ({ long }) => long === name);
  if (!option) throw unknown(`unknown flag: ${name}`, command);
  return spelled(option, value, rest, () => new FlagError(`flag needs an argument: ${name}`, pathOf(command)), command);
}

function shortFlags(word: string, rest: string[], command: CommandUnknownOpts, unknown: Unknown): string[] {
  const words: string[] = [];
  for (let letters = word.slice(1); letters !== '';) {
    const letter = letters.charAt(0);
    letters = letters.slice(1);
    if (letter === 'h') {
      words.push('--help');
      continue;
    }
    const option = optionOf(command, ({ short }) => short === `-${letter}`);
    if (!option) throw unknown(`unknown shorthand flag: '${letter}' in ${word}`, command);
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
        () => new FlagError(`flag needs an argument: '${letter}' in ${word}`, pathOf(command)),
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

/** `--x=false` takes back an `--x` before it; commander has no way to say so. */
function dropCancelled(words: string[]): string[] {
  return words.filter((word, index) => {
    if (word.startsWith(cancelled)) return false;
    return !(word.startsWith('--') && words.indexOf(`${cancelled}${word}`, index) !== -1);
  });
}
