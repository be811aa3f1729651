import { type AsWritten, numbersAsWritten } from '../service/as-written.ts';
import { decodeYaml } from '../yaml/decode.ts';
import { maxDepth, YamlError } from '../yaml/parse.ts';
import { inWords } from '../yaml/words.ts';

/** The documents of one text up to the first that cannot be read; `problem` says in one sentence what is wrong with that one. */
export interface Documents {
  documents: unknown[];
  problem?: string;
  /** Of those that are JSON: the numbers that no integer field holds as they are written. */
  written?: ReadonlyMap<unknown, AsWritten>;
}

/**
 * The documents of a file as kubectl finds them (apimachinery util/yaml/decoder.go): JSON objects one after another where
 * the text begins with one, else YAML parted by lines that begin with `---`. Empty documents are left out.
 */
export function parseDocuments(text: string): Documents {
  const documents: unknown[] = [];
  const written = new Map<unknown, AsWritten>();
  const rest = /^\s*\{/.test(text) ? takeJson(text, documents, written) : 0;
  for (const { line, text: chunk, problem } of chunksOf(text, rest)) {
    try {
      if (problem) throw problem;
      documents.push(decodeYaml(documentOf(chunk)));
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      return {
        documents: present(documents),
        problem: inWords(error, chunk, line),
        ...(written.size > 0 && { written }),
      };
    }
  }
  return { documents: present(documents), ...(written.size > 0 && { written }) };
}

const present = (documents: readonly unknown[]) =>
  documents.filter((document) => document !== null && document !== undefined);

/** Takes JSON objects off the front as long as there are any, and answers where the rest begins: it may yet be YAML. */
function takeJson(text: string, documents: unknown[], written: Map<unknown, AsWritten>): number {
  let taken = 0;
  for (let end = endOfJson(text, 0); end !== undefined; end = endOfJson(text, taken)) {
    try {
      const json = text.slice(taken, end);
      const document: unknown = JSON.parse(json);
      documents.push(document);
      const numbers = numbersAsWritten(json);
      if (numbers.size > 0) written.set(document, numbers);
    } catch {
      break; // a flow mapping of YAML, or an error that the YAML reader finds the line of
    }
    taken = end;
  }
  return taken;
}

/** Where the object ends that begins at `from`, after white space; undefined where none does. */
function endOfJson(text: string, from: number): number | undefined {
  const token = /[{}[\]"]/g;
  token.lastIndex = from + (/^\s*/.exec(text.slice(from, from + 4096))?.[0].length ?? 0);
  if (text[token.lastIndex] !== '{') return undefined;
  let depth = 0;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    if (found[0] === '"') {
      const end = endOfString(text, token.lastIndex);
      if (end === undefined) return undefined;
      token.lastIndex = end;
    } else {
      depth += found[0] === '{' || found[0] === '[' ? 1 : -1;
      if (depth === 0) return token.lastIndex;
      if (depth > maxDepth) return undefined;
    }
  }
  return undefined;
}

function endOfString(text: string, from: number): number | undefined {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
  return undefined;
}

interface Chunk {
  /** The number of its first line, from 0. */
  line: number;
  text: string;
  /** The line that parts it from what follows is no separator: kubectl reads nothing of it then. */
  problem?: YamlError;
}

function* chunksOf(text: string, from: number): Generator<Chunk> {
  let line = from === 0 ? 0 : text.slice(0, from).split('\n').length - 1;
  let start = from;
  for (const { index, 1: behind = '' } of text.slice(from).matchAll(/^---([^\n]*)/gm)) {
    const end = from + index;
    const chunk = text.slice(start, end);
    const lines = chunk.split('\n').length - 1;
    if (!/^\s*(#|$)/.test(behind)) {
      const problem = new YamlError(`invalid Yaml document separator: ${behind.trim()}`, lines + 1);
      yield { line, text: chunk, problem };
      return;
    }
    if (!/^(?:---)?\s*$/.test(chunk)) yield { line, text: chunk };
    line += lines;
    start = end;
  }
  if (/\S/.test(text.slice(start))) yield { line, text: text.slice(start) };
}

/** What belongs to the document, without its byte order mark: after its end mark, `...`, kubectl reads no further. */
function documentOf(chunk: string): string {
  const [before] = /^\s*[ \t](?=---\s)/.exec(chunk) ?? [];
  if (before !== undefined) {
    throw new YamlError('the separator --- must stand at the beginning of its line', before.split('\n').length);
  }
  return chunk.replace(/^\.\.\.(?=\s)[^]*/m, '').replace(/^(---[^\n]*\n)?\ufeff/, '$1');
}
