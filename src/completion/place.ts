import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** Where the cursor is. */
export interface Place {
  command: CommandUnknownOpts;
  /** Operands between the command and the cursor. */
  operands: string[];
  /** What was given for each flag before the cursor, in order; `true` for one without a value. */
  given: Map<Option, (string | true)[]>;
  /** The flag whose value stands at the cursor. */
  flag: Option | undefined;
  /** What is typed already of the word at the cursor, or of the flag's value. */
  start: string;
  /** Behind `--`, where a dash begins no flag. */
  literal: boolean;
  /** Behind `help`, where only commands can stand. */
  help: boolean;
}

/**
 * The place of a word of which `start` is typed, after the words that the command was given before it. They are read as
 * spf13/pflag reads a line: `-n shop`, `-nshop`, `-n=shop`, `-An shop`, `--namespace shop` and `--namespace=shop` are one thing,
 * and a flag that needs no value takes none from the next word.
 */
export function placeAt(
  start: string,
  { command, rest }: { command: CommandUnknownOpts; rest: readonly string[] },
  help = false,
): Place {
  const place: Place = { command, operands: [], given: new Map(), flag: undefined, start, literal: false, help };
  const before = [...rest];
  for (let word = before.shift(); word !== undefined; word = before.shift()) {
    if (!place.literal && word === '--') place.literal = true;
    else if (!place.literal && word.startsWith('-') && word !== '-') readFlags(word, before, place);
    else place.operands.push(word);
  }
  if (!place.flag && !place.literal) valueBehindEquals(place);
  return place;
}

function readFlags(word: string, rest: string[], place: Place): void {
  if (word.startsWith('--')) {
    const [name, value] = parted(word);
    const option = optionNamed(place.command, name);
    if (option) take(option, value, rest, place);
    return;
  }
  for (let letters = word.slice(1); letters !== '';) {
    const option = optionNamed(place.command, `-${letters.charAt(0)}`);
    letters = letters.slice(1);
    if (!option) return;
    const attached = letters.startsWith('=')
      ? letters.slice(1)
      : option.required && letters !== ''
        ? letters
        : undefined;
    take(option, attached, rest, place);
    if (attached !== undefined) return;
  }
}

function take(option: Option, value: string | undefined, rest: string[], place: Place): void {
  const needsNext = option.required && value === undefined;
  if (needsNext && rest.length === 0) {
    place.flag = option;
    return;
  }
  const found = value ?? (needsNext ? (rest.shift() ?? '') : true);
  place.given.set(option, [...(place.given.get(option) ?? []), found]);
}

/** `--type=Node`: the value is what is typed. */
function valueBehindEquals(place: Place): void {
  if (!/^--?[^=-][^=]*=/.test(place.start)) return;
  const [name, value = ''] = parted(place.start);
  place.flag = optionNamed(place.command, name);
  place.start = value;
}

function parted(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf('=');
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function optionNamed(command: CommandUnknownOpts, word: string): Option | undefined {
  return optionsOf(command).find(({ long, short }) => long === word || short === word);
}

/** The flags that a command takes: its own first, then those of the commands above it. */
export function optionsOf(command: CommandUnknownOpts | null): Option[] {
  return command ? [...command.options, ...optionsOf(command.parent)] : [];
}

/** `edit type`: the words that lead to a command, without the program's name. */
export function pathBelowRoot(command: CommandUnknownOpts): string {
  if (!command.parent) return '';
  return `${pathBelowRoot(command.parent)} ${command.name()}`.trimStart();
}

/** The last value given for a flag, by its long name. */
export function given({ given: all }: Place, long: string): string | undefined {
  const values = [...all].find(([option]) => option.long === long)?.[1];
  const last = values?.at(-1);
  return typeof last === 'string' ? last : undefined;
}
