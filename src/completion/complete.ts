import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { visible } from '../output/visible.ts';
import { valuesOf } from './flags.ts';
import { operandAt } from './operands.ts';
import { optionsOf, type Place, pathBelowRoot } from './place.ts';
import { type Candidate, type Door, nothing, type Source } from './source.ts';

/** cobra's words to the shells about the list (cobra/completions.go, ShellCompDirective). */
const noSpace = 2;
const noFiles = 4;
const byExtension = 8;
const anyFile = 0;

/** What the shell is told: `text<TAB>description` a line, and on the last line how to take them, as `:4`. */
export function answer({ found, directive }: Found, withDescriptions: boolean): string {
  const lines = found.map(({ text, description }) =>
    withDescriptions && description ? `${visible(text)}\t${visible(description)}` : visible(text),
  );
  return `${[...lines, `:${directive}`].join('\n')}\n`;
}

export interface Found {
  found: readonly Candidate[];
  directive: number;
}

/** The words that can stand at a place. What cannot be asked for, whatever the reason, is left out. */
export async function wordsAt(place: Place, door: Door): Promise<Found> {
  const source = sourceAt(place);
  if ('files' in source) {
    if (source.files.length === 0) return { found: [], directive: anyFile };
    return { found: source.files.map((text) => ({ text })), directive: byExtension };
  }
  const { head, tail } = source.list ? lastOfList(place.start) : { head: '', tail: place.start };
  const asked = source.ask ? await patiently(source.ask(door, { ...place, start: tail }), door.signal) : [];
  const all = [...(source.words ?? []), ...asked];
  const taken = new Set(head.split(','));
  const found = all
    .filter(({ text }, index) => text.startsWith(tail) && !taken.has(text) && index === placeOf(text, all))
    .map(({ text, description }) => ({ text: head + text, description }));
  const goesOn = found.length > 0 && found.every(({ text }) => /[=/:]$/.test(text));
  return { found, directive: goesOn ? noFiles | noSpace : noFiles };
}

async function patiently<T>(asked: Promise<readonly T[]>, signal: AbortSignal): Promise<readonly T[]> {
  const givenUp = new Promise<[]>((resolve) => {
    signal.addEventListener('abort', () => resolve([]));
  });
  return Promise.race([asked, givenUp]).catch(() => []);
}

function sourceAt(place: Place): Source {
  const { command, flag, start, literal, operands, help } = place;
  if (flag) return valuesOf(flag, pathBelowRoot(command)) ?? nothing;
  if (start.startsWith('-') && !literal) return { words: help ? [] : flagsOf(command) };
  if (operands.length === 0 && command.commands.length > 0) return { words: commandsOf(command) };
  return help ? nothing : operandAt(place);
}

const placeOf = (word: string, all: readonly Candidate[]) => all.findIndex(({ text }) => text === word);

/** `a,b,` and what is typed of the next. */
function lastOfList(text: string): { head: string; tail: string } {
  const at = text.lastIndexOf(',') + 1;
  return { head: text.slice(0, at), tail: text.slice(at) };
}

function commandsOf(command: CommandUnknownOpts): Candidate[] {
  const inner = command.commands
    .filter((child) => !/^(__|help$)/.test(child.name()))
    .map((child) => ({ text: child.name(), description: child.summary() }));
  return command.parent ? inner : [...inner, { text: 'help', description: 'Help about any command' }];
}

/** A command's own flags first; one letter alone only where a dash alone is typed. */
function flagsOf(command: CommandUnknownOpts): Candidate[] {
  const shown = optionsOf(command).filter((option) => !option.hidden);
  return [
    ...shown.map(({ long, description }) => ({ text: long ?? '', description: firstSentence(description) })),
    { text: '--help', description: 'Help for this command' },
    ...shown.flatMap(({ short, description }) =>
      short ? [{ text: short, description: firstSentence(description) }] : [],
    ),
  ];
}

const firstSentence = (text: string) => text.split(/\.(?:\s|$)/)[0] ?? text;
