import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { bytesOf, maxBytes, tooLong } from './manifest-bytes.ts';

const extensions = ['.json', '.yaml', '.yml'];

/**
 * What one `-f` names, and the files there: itself, those of a folder in name order (with `recursive` of the folders in it too), or
 * those that a pattern such as `*.yaml` matches. @throws UsageError in kubectl's words (cli-runtime resource/builder.go)
 */
export async function filesNamed(name: string, recursive: boolean): Promise<{ paths: string[]; files: string[] }> {
  const paths = (await exists(name)) ? [name] : await matches(name);
  if (paths.length === 0) throw new UsageError(`the path "${name}" does not exist`);
  return { paths, files: (await Promise.all(paths.map((path) => filesAt(path, recursive)))).flat() };
}

/** For folders in which nothing is a manifest. */
export const noManifests = (paths: readonly string[]) =>
  new UsageError(`error reading [${paths.join(' ')}]: recognized file extensions are [${extensions.join(' ')}]`);

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw new UsageError(`the path "${path}" cannot be accessed: ${reasonOf(error)}`);
  }
}

async function filesAt(path: string, recursive: boolean): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const files: string[] = [];
  for (const entry of (await entriesOf(path)).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(path, entry.name);
    if (!entry.isDirectory()) files.push(...(extensions.includes(extname(entry.name)) ? [inner] : []));
    else if (recursive) files.push(...(await filesAt(inner, true)));
  }
  return files;
}

async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`error reading "${path}": ${reasonOf(error)}`);
  }
}

/** What a pattern matches, part by part: `*` any text, `?` one character, `[a-z]` one of several; never across a `/`. */
async function matches(pattern: string): Promise<string[]> {
  if (!/[*?[]/.test(pattern)) return [];
  const parent = dirname(pattern);
  const parents = /[*?[]/.test(parent) ? await matches(parent) : [parent];
  const last = asRegExp(basename(pattern));
  const found = await Promise.all(
    parents.map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => last.test(name)).map((name) => (pattern.includes('/') ? join(folder, name) : name));
    }),
  );
  return found.flat().sort();
}

function asRegExp(pattern: string): RegExp {
  const source = pattern.replaceAll(
    /\[(\^?)([^\]]+)\]|[*?]|[^*?[]|\[/g,
    (part, not: string, set: string | undefined) => {
      if (set !== undefined) return `[${not}${set.replaceAll(/[\\[]/g, '\\$&')}]`;
      return part === '*' ? '[^]*' : part === '?' ? '[^]' : part.replace(/[\\^$.|?*+()[\]{}/]/, '\\$&');
    },
  );
  return new RegExp(`^${source}$`, 'su');
}

/** The bytes of a file, or of what else a path may lead to: a pipe, a device. */
export async function readManifestFile(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw tooLong(path);
    return await bytesOf(createReadStream(path), path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`the file "${path}" cannot be read: ${reasonOf(error)}`);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is not a directory',
};

const reasonOf = (error: unknown) => reasons[codeOf(error)] ?? codeOf(error);
