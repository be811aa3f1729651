import { CliError, ManyErrors, UsageError } from '../errors.ts';
import { visible } from '../output/visible.ts';
import type { KubeObject } from '../service/types.ts';
import type { Context } from './context.ts';
import { commaSeparated } from './csv.ts';
import type { Manifest, Manifests } from './manifest-objects.ts';

/** `-f`, `-R` and `-k`, as given on the command line. */
export interface ManifestFlags {
  filename?: readonly string[] | undefined;
  recursive?: boolean | undefined;
  kustomize?: string | undefined;
}

/** Where bytes come from, once everything that is wrong with the names alone is known. */
interface Source {
  name: string;
  read: () => Promise<Uint8Array>;
}

/**
 * The objects of `-f` or `-k` in order; lists are taken apart. An empty file has no objects, which is not an error (as in kubectl).
 * @throws where a name leads nowhere; what is wrong inside a file is among the answer's errors
 */
export async function readManifests(flags: ManifestFlags, context: Context): Promise<Manifests> {
  const found: Manifests = { manifests: [], errors: [], warnings: [] };
  for (const { name, read } of await sourcesOf(flags, context)) {
    try {
      const { notText, textOf } = await import('./manifest-bytes.ts');
      const { parseDocuments } = await import('./documents.ts');
      const { manifestsOf } = await import('./manifest-objects.ts');
      const { text, damaged } = textOf(await read(), name);
      const { documents, problem, written } = parseDocuments(text);
      const before = found.errors.length;
      for (const document of documents) manifestsOf(document, name, found, written?.get(document));
      if (damaged && (problem !== undefined || found.errors.length > before)) {
        found.errors.splice(before, Infinity, notText(name));
      } else if (problem !== undefined) found.errors.push(new UsageError(`error parsing ${name}: ${visible(problem)}`));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      found.errors.push(error);
    }
  }
  return found;
}

/** Words beside `-f` or `-k` are refused; as in kubectl, a file that is not there is told before. */
export async function refuseWords(words: readonly string[], flags: ManifestFlags, context: Context): Promise<void> {
  if (words.length === 0) return;
  if (flags.kustomize === undefined) await sourcesOf(flags, context);
  throw new UsageError(
    'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
  );
}

async function sourcesOf({ filename = [], recursive = false, kustomize }: ManifestFlags, context: Context) {
  if (kustomize !== undefined) return [await kustomization(kustomize, filename, recursive, context)];
  const sources: Source[] = [];
  const errors: UsageError[] = [];
  for (const name of filename.flatMap((list) => commaSeparated('--filename', list))) {
    try {
      const { isUrl, readManifestUrl } = await import('./manifest-url.ts');
      if (name === '-') sources.push(standardInput(sources, context));
      else if (isUrl(name)) sources.push({ name, read: () => readManifestUrl(name, context) });
      else {
        const { filesNamed, noManifests, readManifestFile } = await import('./manifest-files.ts');
        const { paths, files } = filesNamed(name, recursive);
        sources.push(...files.map((file) => ({ name: file, read: async () => readManifestFile(file) })));
        if (sources.length === 0 && errors.length === 0) throw noManifests(paths); // kubectl looks no further back either
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      errors.push(error);
    }
  }
  const [first] = errors;
  if (first) throw errors.length > 1 ? new ManyErrors(errors) : first;
  return sources;
}

function standardInput(before: readonly Source[], context: Context): Source {
  if (before.some(({ name }) => name === 'STDIN')) {
    throw new UsageError('standard input cannot be used for multiple arguments');
  }
  return { name: 'STDIN', read: () => context.readStdin() };
}

async function kustomization(
  folder: string,
  files: readonly string[],
  recursive: boolean,
  context: Context,
): Promise<Source> {
  if (files.length > 0) throw new UsageError('only one of -f or -k can be specified');
  if (recursive) throw new UsageError("the -k flag can't be used with -f or -R");
  const { builtKustomization } = await import('./kustomize.ts');
  return { name: folder, read: () => builtKustomization(folder, context) };
}

/** The object, unless it names another namespace than the one of `-n`. @throws UsageError in kubectl's words */
export function inNamespace({ object }: Manifest, asked: string | undefined): KubeObject {
  const own = object.metadata.namespace;
  if (!own || !asked || own === asked) return object;
  throw new UsageError(
    `the namespace from the provided object "${own}" does not match the namespace "${asked}". You must pass '--namespace=${own}' to perform this operation.`,
  );
}
