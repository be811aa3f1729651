import { ServerError, UsageError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { visible } from '../output/visible.ts';
import type { Kind } from '../service/kinds.ts';
import type { KubeObject } from '../service/types.ts';
import type { Context } from './context.ts';
import { inNamespace, type ManifestFlags, readManifests, refuseWords } from './manifests.ts';
import { nearerCause } from './services.ts';
import { namedTargets, nonEmpty, resolveKind, withoutName } from './targets.ts';

/** One workload of the command line, not yet read; a manifest asks the cluster for nothing. */
export type Workload = (cluster: () => Promise<KubeClient>) => Promise<KubeObject>;

/**
 * What `expose` is to work on: the objects of `-f` or `-k`, or those named in words. Everything that can be wrong offline
 * is. What is wrong inside a file comes last, as a workload that cannot be read: it does not keep the others.
 */
export async function workloadsNamed(
  words: readonly string[],
  flags: ManifestFlags,
  namespace: string | undefined,
  context: Context,
): Promise<Workload[]> {
  if (flags.filename === undefined && flags.kustomize === undefined) {
    const [only = ''] = words;
    if (words.length === 1 && /^[\w.-]+$/.test(only)) return [typeAlone(only)];
    return namedTargets(words, nothingNamed()).map(({ type, name }) => async (cluster) => {
      const kind = await resolveKind(type, cluster);
      const kube = await cluster();
      const object = await readNamed(kube, kind, name);
      const { namespace: _, ...metadata } = object.metadata; // as kubectl: the new object's place is the user's choice
      return { ...object, metadata };
    });
  }
  await refuseWords(words, flags, context);
  const { manifests, errors, warnings } = await readManifests(flags, context);
  for (const warning of warnings) context.stderr.write(`Warning: ${visible(warning)}\n`);
  return [
    ...manifests.map((manifest) => async () => inNamespace(manifest, namespace)),
    ...errors.map((error) => async () => {
      throw error;
    }),
  ];
}

/** That there is no such type is told before that the name is missing. */
const typeAlone =
  (type: string): Workload =>
  async (cluster) => {
    await resolveKind(type, cluster);
    throw withoutName();
  };

async function readNamed(kube: KubeClient, kind: Kind, name: string): Promise<KubeObject> {
  try {
    return await kube.read(kind, { namespace: kube.namespace, name: nonEmpty(name) });
  } catch (error) {
    throw error instanceof ServerError ? await nearerCause(kube, error) : error;
  }
}

const nothingNamed = () =>
  new UsageError(
    "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
  );
