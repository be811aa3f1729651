import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { KubeObject } from '../service/types.ts';
import type { Context } from './context.ts';

/** One object of a file, and the file's name for messages (`STDIN` for standard input). */
export interface Manifest {
  source: string;
  object: KubeObject;
}

const extensions = ['.json', '.yaml', '.yml'];

/**
 * The objects of `-f` in order: of files, of the manifests in a folder, and of standard input for `-`.
 * Lists are taken apart. An empty file has no objects, which is not an error (as in kubectl).
 */
export async function readManifests(names: readonly string[], context: Context): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const name of names.flatMap((list) => list.split(','))) {
    if (name === '-') {
      manifests.push(...(await objectsOf('STDIN', await context.readStdin())));
      continue;
    }
    for (const file of await filesOf(name)) manifests.push(...(await objectsOf(file, await readFile(file))));
  }
  return manifests;
}

async function filesOf(name: string): Promise<string[]> {
  const found = await stat(name).catch(() => undefined);
  if (!found) throw new UsageError(`the path "${name}" does not exist`);
  if (!found.isDirectory()) return [name];
  const entries = await readdir(name, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && extensions.includes(extname(entry.name)))
    .map((entry) => join(name, entry.name));
  if (files.length === 0)
    throw new UsageError(`error reading [${name}]: recognized file extensions are [${extensions.join(' ')}]`);
  return files.sort();
}

async function objectsOf(source: string, bytes: Uint8Array): Promise<Manifest[]> {
  const { parseDocuments } = await import('./documents.ts');
  const text = new TextDecoder('utf-8', { fatal: true });
  let documents: unknown[];
  try {
    documents = parseDocuments(text.decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`error parsing ${source}: it is not UTF-8 text`);
    throw new UsageError(`error parsing ${source}: ${(error as Error).message}`);
  }
  return documents.flatMap((document) => flattened(document, source));
}

/** A document as objects: nothing of an empty one, the items of a list. */
function flattened(document: unknown, source: string): Manifest[] {
  if (document === null || document === undefined) return [];
  if (typeof document !== 'object' || Array.isArray(document)) {
    throw new UsageError(`error parsing ${source}: a document is not an object with apiVersion and kind`);
  }
  const { kind, apiVersion, items } = document as Record<string, unknown>;
  for (const [field, value] of [
    ['Kind', kind],
    ['apiVersion', apiVersion],
  ] as const) {
    if (typeof value !== 'string' || value === '') {
      throw new UsageError(
        `unable to decode "${source}": Object '${field}' is missing in '${JSON.stringify(document)}'`,
      );
    }
  }
  if (Array.isArray(items)) return items.flatMap((item) => flattened(item, source));
  const object = document as KubeObject;
  if (typeof object.metadata?.name !== 'string' || object.metadata.name === '') {
    throw new UsageError(`error parsing ${source}: name must be specified (metadata.name of the ${object.kind})`);
  }
  return [{ source, object }];
}
