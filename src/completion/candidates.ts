import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** One word that may stand at the cursor, and what it is. */
export interface Candidate {
  text: string;
  description: string;
}

/** Where the cursor is: the words before it have been followed down the tree. */
export interface Place {
  command: CommandUnknownOpts;
  /** Operands that stand between the command and the cursor. */
  operands: string[];
  /** Values of flags before the cursor, by commander's name for them: `{ namespace: 'shop' }`. */
  flags: Record<string, string>;
}

/** Follows the words before the cursor down the command tree, passing over flags and their values. */
export function placeOf(words: readonly string[], root: CommandUnknownOpts): Place {
  let command = root;
  const operands: string[] = [];
  const flags: Record<string, string> = {};
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word.startsWith('-')) {
      const [name = '', value] = word.split(/=(.*)/s);
      const flag = flagNamed(command, name);
      if (flag?.required) flags[flag.attributeName()] = value ?? words[++index] ?? '';
      continue;
    }
    const inner =
      operands.length === 0
        ? command.commands.find((child) => child.name() === word || child.aliases().includes(word))
        : undefined;
    if (inner) command = inner;
    else operands.push(word);
  }
  return { command, operands, flags };
}

/** Subcommands and flags that begin with `start`. */
export function wordsAt({ command, operands }: Omit<Place, 'flags'>, start: string): Candidate[] {
  const candidates = start.startsWith('-')
    ? flagsOf(command).map(described)
    : operands.length > 0
      ? []
      : commandsOf(command);
  return candidates.filter(({ text }) => text.startsWith(start));
}

function commandsOf({ commands }: CommandUnknownOpts): Candidate[] {
  return commands
    .filter((child) => !child.name().startsWith('__'))
    .map((child) => ({ text: child.name(), description: child.summary() }));
}

function flagsOf(command: CommandUnknownOpts | null): Option[] {
  return command ? [...command.options, ...flagsOf(command.parent)] : [];
}

function flagNamed(command: CommandUnknownOpts, word: string): Option | undefined {
  return flagsOf(command).find(({ long, short }) => long === word || short === word);
}

const described = ({ long, description }: Option): Candidate => ({ text: long ?? '', description });
