import { ServerError, UsageError } from '../errors.ts';
import type { KubeClient, WriteOptions } from '../kube/client.ts';
import { visible } from '../output/visible.ts';
import { formOf } from '../service/change-type/form.ts';
import { turnsHeadless } from '../service/change-type/refuse.ts';
import { kinds } from '../service/kinds.ts';
import { sameJson } from '../service/merge-patch.ts';
import { quoted } from '../service/quote.ts';
import { adopted } from '../service/field-owners.ts';
import type { Service } from '../service/types.ts';
import type { Context } from './context.ts';

/** What `expose` and `create service` do where there is a Service of that name. */
export type IfExists = 'error' | 'skip' | 'update' | 'replace';

export function parseIfExists(text: string): IfExists {
  const known = (['error', 'skip', 'update', 'replace'] as const).find((one) => one === text.toLowerCase());
  if (known) return known;
  throw new UsageError(`invalid --if-exists ${quoted(text)}: must be error, skip, update or replace`);
}

interface Wishes {
  ifExists: IfExists;
  /** Take over what other field managers own. */
  forceConflicts?: boolean | undefined;
  write: WriteOptions & { fieldManager: string };
}

export interface Made {
  object: Service;
  /** What to say instead of "created"; undefined where it was. */
  verb?: 'skipped' | 'unchanged' | 'configured' | 'replaced' | undefined;
}

/**
 * Creates a Service, or does with the one there is what was wished.
 * @throws ServerError AlreadyExists, as kubectl has it, where nothing was wished
 */
export async function makeService(kube: KubeClient, service: Service, wishes: Wishes, context: Context): Promise<Made> {
  const namespace = service.metadata.namespace ?? kube.namespace;
  const { ifExists, write } = wishes;
  const task = { kube, service, wishes, context };
  // Looked at first: a create that asks for an IP or a node port is refused for those before the name is looked at.
  const existing = ifExists === 'error' ? undefined : await found(kube, namespace, service.metadata.name);
  if (existing) return within(existing, task);
  try {
    return { object: await kube.create(kinds.Service, namespace, service, write) };
  } catch (error) {
    if (ifExists === 'error' || !(error instanceof ServerError) || error.reason !== 'AlreadyExists') throw error;
    const faster = await found(kube, namespace, service.metadata.name);
    if (!faster) throw error;
    return within(faster, task);
  }
}

async function found(kube: KubeClient, namespace: string, name: string): Promise<Service | undefined> {
  try {
    return await kube.read<Service>(kinds.Service, { namespace, name });
  } catch (error) {
    if (error instanceof ServerError && (error.reason === 'NotFound' || error.reason === 'Forbidden')) return undefined;
    throw error;
  }
}

/** What is to be made, and how. */
interface Task {
  kube: KubeClient;
  service: Service;
  wishes: Wishes;
  context: Context;
}

async function within(existing: Service, task: Task): Promise<Made> {
  const { kube, service, wishes, context } = task;
  if (wishes.ifExists === 'skip') return { object: existing, verb: 'skipped' };
  if (wishes.ifExists === 'update') return update(existing, task);
  const { replaceService } = await import('./replace-service.ts');
  const object = await replaceService(kube, existing, service, wishes.write, context);
  return { object, verb: same(existing, object) ? 'unchanged' : 'replaced' };
}

/** Server-side apply: our own fields as they are now wished, everybody else's as they are. */
async function update(existing: Service, { kube, service, wishes, context }: Task): Promise<Made> {
  const { name } = service.metadata;
  const [from, to] = [formOf(existing), formOf(service)];
  if (turnsHeadless(from, to)) {
    throw new UsageError(
      `service "${name}" is ${from === 'headless' ? 'headless' : `a ${from}`} and cannot be updated to ${to === 'headless' ? 'headless' : `a ${to}`}: use kubesvc edit type ${name} ${to} --recreate, or --if-exists=replace`,
    );
  }
  const { namespace, resourceVersion } = existing.metadata;
  const ref = { namespace, name };
  const { write, forceConflicts } = wishes;
  // What a create has made belongs to us by another title (Update); an apply neither changes nor removes that.
  const owners = adopted(existing.metadata.managedFields, write.fieldManager);
  if (owners && write.dryRun !== 'server') {
    await kube.patch(kinds.Service, ref, { metadata: { resourceVersion, managedFields: owners } }, write);
  }
  const object = await applied(kube, service, { ...ref, ours: owners !== undefined }, { write, forceConflicts });
  if (same(existing, object)) return { object, verb: 'unchanged' };
  const { objectDiff } = await import('../output/diff.ts');
  context.stderr.write(objectDiff(existing, object, `service/${name}`).split('\n').map(visible).join('\n'));
  return { object, verb: 'configured' };
}

async function applied(
  kube: KubeClient,
  service: Service,
  { namespace, name, ours }: { namespace: string | undefined; name: string; ours: boolean },
  { write, forceConflicts = false }: Pick<Wishes, 'write' | 'forceConflicts'>,
): Promise<Service> {
  const body = { ...service, metadata: { ...service.metadata, namespace } };
  const send = (force: boolean) =>
    kube.patch<Service>(kinds.Service, { namespace, name }, body, { ...write, type: 'apply', force });
  try {
    return await send(forceConflicts);
  } catch (error) {
    const conflicts = error instanceof ServerError ? conflictsOf(error) : [];
    if (conflicts.length === 0) throw error;
    const others = conflicts.filter(({ owner }) => owner !== write.fieldManager);
    // Only a dry run meets our own older title: it has not changed it.
    if (others.length === 0 && ours) return send(true);
    throw new UsageError(refusal(name, others.length > 0 ? others : conflicts));
  }
}

interface Conflict {
  owner: string;
  field: string;
}

function conflictsOf({ status }: ServerError): Conflict[] {
  return (status.details?.causes ?? []).flatMap(({ reason, message = '', field = '' }) =>
    reason === 'FieldManagerConflict'
      ? [{ owner: /^conflict with "(.*?)"/s.exec(message)?.[1] ?? message, field }]
      : [],
  );
}

function refusal(name: string, conflicts: readonly Conflict[]): string {
  const owners = [...new Set(conflicts.map(({ owner }) => owner))];
  const lines = owners.flatMap((owner) => [
    `  ${visible(owner)} owns`,
    ...conflicts.filter((one) => one.owner === owner).map(({ field }) => `    ${visible(field)}`),
  ]);
  const fields = conflicts.length === 1 ? 'a field' : `${conflicts.length} fields`;
  return `service "${name}" was left as it was: ${fields} that it would change ${conflicts.length === 1 ? 'belongs' : 'belong'} to somebody else\n${lines.join('\n')}\n--force-conflicts takes ${conflicts.length === 1 ? 'it' : 'them'} over`;
}

/** Nothing but what every write changes. */
function same(before: Service, after: Service): boolean {
  const plain = ({ metadata, ...rest }: Service) => {
    const { resourceVersion: _, generation: __, managedFields: ___, ...others } = metadata;
    return { ...rest, metadata: others };
  };
  return sameJson(plain(before), plain(after));
}
