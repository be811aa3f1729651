import { type CliError, FlagError, ServerError, UsageError } from '../errors.ts';
import type { ConnectionFlags, ListOptions } from '../kube/client.ts';
import { visible } from '../output/visible.ts';
import { quoted } from '../service/quote.ts';
import type { KubeObject } from '../service/types.ts';
import type { Context } from './context.ts';
import type { GetFlags } from './get-options.ts';
import type { Manifest } from './manifest-objects.ts';
import { inNamespace, readManifests, refuseWords } from './manifests.ts';
import { serviceNames } from './services.ts';

/** A Service to be read. */
export interface Named {
  name: string;
  namespace?: string | undefined;
  /** Of one that its file does not name, this is all there is. */
  object?: KubeObject;
  /** Why it is not shown, if it is there. */
  refusal?: UsageError;
}

/** What `get` is asked for: a list, or objects by name. */
export type Asked =
  | { list: Pick<ListOptions, 'labelSelector' | 'fieldSelector' | 'chunkSize'> }
  | {
      named: Named[];
      /** One name or one file was given: then an object is printed as it is, and nothing where something is wrong. */
      single: boolean;
      /** How many names or files they come from. */
      sources: number;
      /** What a file is wrong with; it does not keep the other objects. */
      errors: readonly CliError[];
    };

/** @throws UsageError in kubectl's words (cli-runtime/pkg/resource/builder.go) */
export async function askedServices(
  words: readonly string[],
  flags: GetFlags,
  { namespace }: ConnectionFlags,
  command: string,
  context: Context,
): Promise<Asked> {
  if (flags.filename !== undefined || flags.kustomize !== undefined) return ofFiles(words, flags, namespace, context);
  if (words.length === 0) {
    throw new FlagError(
      'Required resource not specified: kubesvc shows Services, as in kubesvc get svc [NAME...]',
      command,
    );
  }
  const names = serviceNames(words);
  const labelSelector = flags.selector?.trim() || undefined;
  const fieldSelector = flags.fieldSelector?.trim() || undefined;
  if (names.length === 0 && (!flags.subresource || flags.watch || flags.watchOnly)) {
    return { list: { labelSelector, fieldSelector, chunkSize: flags.sortBy ? 0 : flags.chunkSize } };
  }
  if (names.length === 0) throw new UsageError('subresource cannot be used when bulk resources are specified');
  if (labelSelector ?? fieldSelector) {
    throw new UsageError(
      words[0]?.includes('/')
        ? 'selectors and the all flag cannot be used when passing resource/name arguments'
        : 'name cannot be provided when a selector is specified',
    );
  }
  if (flags.allNamespaces) throw new UsageError('a resource cannot be retrieved by name across all namespaces');
  return { named: names.map((name) => ({ name })), single: names.length === 1, sources: names.length, errors: [] };
}

async function ofFiles(
  words: readonly string[],
  flags: GetFlags,
  namespace: string | undefined,
  context: Context,
): Promise<Asked> {
  await refuseWords(words, flags, context);
  const { manifests, errors, warnings } = await readManifests(flags, context);
  for (const warning of warnings) context.stderr.write(`Warning: ${visible(warning)}\n`);
  const strangers = manifests
    .filter(({ object }) => object.kind !== 'Service' || object.apiVersion !== 'v1')
    .map(
      ({ source, object: { kind, metadata } }) =>
        new UsageError(`${source}: kubesvc shows Services only, not ${kind} ${visible(metadata.name)}`),
    );
  const named: Named[] = [];
  const misplaced: CliError[] = [];
  for (const manifest of manifests) {
    if (manifest.object.kind !== 'Service' || manifest.object.apiVersion !== 'v1') continue;
    try {
      named.push(namedBy(manifest, flags, namespace));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      misplaced.push(error);
    }
  }
  const { filename = [] } = flags;
  const single = filename.length === 1 && filename[0] !== '-' && manifests[0]?.source === filename[0];
  const files = new Set(manifests.map(({ source }) => source)).size;
  return { named, single, sources: Math.max(files, filename.length), errors: [...errors, ...strangers, ...misplaced] };
}

/** @throws UsageError with `-A` for an object without a namespace */
function namedBy(manifest: Manifest, { allNamespaces }: GetFlags, asked: string | undefined): Named {
  const { name, namespace } = manifest.object.metadata;
  if (!name) return { name: '', namespace, object: manifest.object };
  if (allNamespaces && !namespace) {
    throw new UsageError(`no namespace set on resource /v1, Resource=services ${quoted(name)}`);
  }
  try {
    inNamespace(manifest, allNamespaces ? undefined : asked);
    return { name, namespace };
  } catch (error) {
    if (error instanceof UsageError) return { name, namespace, refusal: error };
    throw error;
  }
}

/** What the server has against a selector, with the selectors (cli-runtime/pkg/resource/helper.go, EnhanceListError). */
export async function listed<T>(
  list: Promise<T>,
  { labelSelector = '', fieldSelector = '' }: Pick<ListOptions, 'labelSelector' | 'fieldSelector'>,
): Promise<T> {
  try {
    return await list;
  } catch (error) {
    if (!(error instanceof ServerError) || !['BadRequest', 'NotFound'].includes(error.reason)) throw error;
    const subject = '"/v1, Resource=services"';
    const what =
      labelSelector === '' && fieldSelector === ''
        ? `Unable to list ${subject}`
        : `Unable to find ${subject} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}`;
    throw new ServerError({ ...error.status, message: `${what}: ${error.message}` });
  }
}
