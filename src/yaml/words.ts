import type { YamlError } from './parse.ts';

/**
 * What is wrong, in one sentence with its line.
 *
 * @param chunk the text that was decoded
 * @param before how many lines of its file stand above it
 */
export function inWords({ message, line }: YamlError, chunk: string, before = 0): string {
  if (line === undefined) return message;
  const indent = /^[ \t]*/.exec(chunk.split('\n')[line - 1] ?? '')?.[0] ?? '';
  const reason = indent.includes('\t') ? 'a tab cannot indent YAML: use spaces' : (plainer[message] ?? message);
  return `line ${before + line}: ${reason}`;
}

/** Where js-yaml tells what it was doing rather than what is wrong. */
const plainer: Readonly<Record<string, string>> = {
  'bad indentation of a mapping entry': 'the indentation is wrong, or a text needs quotes',
  'bad indentation of a sequence entry': 'the indentation is wrong, or a text needs quotes',
  'deficient indentation': 'a bracket or quote is not closed, or the indentation is wrong',
  'end of the stream or a document separator is expected': 'this belongs to nothing above it: the indentation is wrong',
  'unexpected end of the stream within a flow collection': 'the text ends before a bracket is closed',
  'unexpected end of the stream within a double quoted scalar': 'the text ends before a quote is closed',
  'unexpected end of the stream within a single quoted scalar': 'the text ends before a quote is closed',
};
