// At once, all of it: there is nothing to do meanwhile, and to load node:fs/promises takes two milliseconds.
import { closeSync, lstatSync, openSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { bytesAtOnce, maxBytes, tooLong } from './manifest-bytes.ts';

const extensions = ['.json', '.yaml', '.yml'];

/**
 * What one `-f` names, and the files there: itself, those of a folder in name order (with `recursive` of the folders in it too), or
 * those that a pattern such as `*.yaml` matches. @throws UsageError in kubectl's words (cli-runtime resource/builder.go)
 */
export function filesNamed(name: string, recursive: boolean): { paths: string[]; files: string[] } {
  const paths = exists(name) ? [name] : matches(name);
  const missing = paths.length === 0 ? name : paths.find((path) => !exists(path)); // a link may lead nowhere
  if (missing !== undefined) throw new UsageError(`the path "${missing}" does not exist`);
  return { paths, files: paths.flatMap((path) => filesAt(path, recursive)) };
}

/** For folders in which nothing is a manifest. */
export const noManifests = (paths: readonly string[]) =>
  new UsageError(`error reading [${paths.join(' ')}]: recognized file extensions are [${extensions.join(' ')}]`);

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw new UsageError(`the path "${path}" cannot be accessed: stat ${path}: ${reasonOf(error)}`);
  }
}

/** A link to a folder is no folder (filepath.Walk), and cannot be read. */
function filesAt(path: string, recursive: boolean): string[] {
  if (!lstatSync(path).isDirectory()) return [path];
  const files: string[] = [];
  for (const entry of entriesOf(path).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(path, entry.name);
    if (!entry.isDirectory()) files.push(...(extensions.includes(extname(entry.name)) ? [inner] : []));
    else if (recursive) files.push(...filesAt(inner, true));
  }
  return files;
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`open ${path}: ${reasonOf(error)}`);
  }
}

/**
 * What a pattern matches, part by part: `*` any text, `?` one character, `[a-z]` one of several, `\*` that very character;
 * never across a `/` (Go's filepath.Glob).
 */
function matches(pattern: string): string[] {
  if (!/^(?:[^\\[]|\\[^]|\[\^?(?:\\[^]|[^\\\]])+\])*$/.test(pattern)) {
    throw new UsageError(`pattern ${JSON.stringify(pattern)} is not valid: syntax error in pattern`);
  }
  if (!special.test(pattern)) return [];
  const parent = dirname(pattern);
  const parents = special.test(parent) ? matches(parent) : [parent];
  const last = asRegExp(basename(pattern));
  const found = parents.flatMap((folder) =>
    namesIn(folder)
      .filter((name) => last.test(name))
      .map((name) => (pattern.includes('/') ? join(folder, name) : name)),
  );
  return found.sort();
}

const special = /[*?[\\]/;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a pattern matches nothing there
  }
}

function asRegExp(pattern: string): RegExp {
  const source = pattern.replaceAll(
    /\[(\^?)((?:\\[^]|[^\\\]])+)\]|\\?([^])/g,
    (part, not: string, set: string | undefined, character: string) => {
      if (set !== undefined) return `[${not}${set.replaceAll(/\\([^])|\[|\^/g, inClass)}]`;
      if (part === '*') return '[^]*';
      return part === '?' ? '[^]' : character.replace(/[\\^$.|?*+()[\]{}/]/, '\\$&');
    },
  );
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    return /(?!)/; // a range from z to a holds nothing
  }
}

/** A character that stands for itself within brackets. */
const inClass = (written: string, escaped = written) => escaped.replace(/[\\[\]^-]/, '\\$&');

/** The bytes of a file, or of what else a path may lead to: a pipe, a device. */
export function readManifestFile(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > maxBytes) throw tooLong(path);
    const descriptor = openSync(path, 'r');
    try {
      return bytesAtOnce(descriptor, path);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (codeOf(error) === 'EISDIR') throw new UsageError(`error parsing ${path}: read ${path}: is a directory`);
    throw new UsageError(`open ${path}: ${reasonOf(error)}`);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

/** In the words of the system. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
};

const reasonOf = (error: unknown) => reasons[codeOf(error)] ?? codeOf(error);
