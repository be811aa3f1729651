import { FlagError, UsageError } from '../errors.ts';
import type { KubeClient, Ref } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import type { Service } from '../service/types.ts';
import type { Context } from './context.ts';
import { listed } from './asked-services.ts';
import { inNamespace, type ManifestFlags, readManifests } from './manifests.ts';
import { throwAll } from './services.ts';
import { parseTargets } from './targets.ts';

/** Which Services a command is about. */
export interface ServicesAsked {
  names: readonly string[];
  selector?: string | undefined;
  /** Of `-n`; a manifest must not name another. */
  namespace?: string | undefined;
  files: ManifestFlags;
}

/**
 * `web`, `svc/web`, `svc web one`: the names. The resource may be left out where the command knows Services only.
 * @throws UsageError where another resource is named
 */
export function namesOfServices(words: readonly string[]): string[] {
  const [first = '', ...rest] = words;
  const isType = rest.length > 0 && ['services', 'service', 'svc'].includes(first.toLowerCase());
  if (!isType && !words.some((word) => word.includes('/'))) return [...words];
  const bare = isType ? words : words.map((word) => (word.includes('/') ? word : `svc/${word}`));
  return parseTargets(bare, new UsageError('no name was specified')).map(({ kind, name }) => {
    if (kind !== kinds.Service) throw new UsageError(`kubesvc changes Services only, not ${kind.plural} (${name})`);
    return name;
  });
}

/** Exactly one way of saying which. @throws FlagError */
export function oneWay({ names, selector, files }: ServicesAsked, command: string): void {
  // A script's variable that is empty must not mean every Service there is; kubectl's label and delete refuse it too.
  if (selector?.trim() === '') throw new FlagError('-l is empty: give a selector, as in -l app=web', command);
  const ways = [names.length > 0, selector !== undefined, givesFiles(files)].filter(Boolean).length;
  if (ways === 1) return;
  throw new FlagError(
    ways === 0 ? 'expected NAME, -l SELECTOR or -f FILE' : 'NAME, -l and -f cannot be given together',
    command,
  );
}

/** The Services that are meant, by name and namespace, without asking for more than `-l` needs. */
export async function serviceRefs(
  kube: KubeClient,
  { names, selector, files, namespace: demanded }: ServicesAsked,
  context: Context,
): Promise<Ref[]> {
  const { namespace } = kube;
  if (selector !== undefined) {
    const ofLabels = { namespace, labelSelector: selector };
    const { items } = await listed(kube.list<Service>(kinds.Service, ofLabels), ofLabels);
    if (items.length === 0) throw new UsageError(`no Service in namespace ${namespace} matches -l ${selector}`);
    return items.map(({ metadata: { name } }) => ({ namespace, name }));
  }
  if (!givesFiles(files)) return names.map((name) => ({ namespace, name }));
  const { manifests, errors } = await readManifests(files, context);
  throwAll(errors);
  if (manifests.length === 0) throw new UsageError('edit cancelled, no objects found');
  return manifests.map((manifest) => {
    const { kind, metadata } = inNamespace(manifest, demanded);
    if (kind !== 'Service') throw new UsageError(`${manifest.source}: kubesvc changes Services only, not a ${kind}`);
    return { namespace: metadata.namespace ?? namespace, name: metadata.name };
  });
}

const givesFiles = ({ filename = [], kustomize }: ManifestFlags) => filename.length > 0 || kustomize !== undefined;
