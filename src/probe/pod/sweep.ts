import type { Skipped } from '../../diagnosis/facts.ts';
import { ServerError } from '../../errors.ts';
import type { KubeClient } from '../../kube/client.ts';
import { kinds } from '../../service/kinds.ts';
import type { KubeObject } from '../../service/types.ts';
import { expiresKey, ofRun, ours } from './job.ts';
import { remove } from './remove.ts';

export interface Sweep {
  /** undefined is all. */
  namespace: string | undefined;
  now: Date;
  /** Also runs that have not expired, if they are older than this, in milliseconds. */
  olderThan?: number | undefined;
}

/** What earlier runs have left behind, past the time at which nobody needs it any more; never what somebody still uses. */
export async function leftovers(
  kube: KubeClient,
  { namespace, now, olderThan }: Sweep,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const list = async (kind: typeof kinds.Job | typeof kinds.Pod) =>
    (await kube.list(kind, { namespace, labelSelector: ours, signal: AbortSignal.any([signal]) })).items;
  const [jobs, pods] = await Promise.all([list(kinds.Job), list(kinds.Pod)]);
  const bare = pods.filter(({ metadata }) => !metadata.ownerReferences);
  return [...jobs, ...bare].filter((object) => isOver(object, now, olderThan));
}

function isOver({ metadata }: KubeObject, now: Date, olderThan: number | undefined): boolean {
  const expires = Date.parse(metadata.annotations?.[expiresKey] ?? '');
  if (now.getTime() >= expires) return true;
  const created = Date.parse(metadata.creationTimestamp ?? '');
  return olderThan !== undefined && now.getTime() - created >= olderThan;
}

/** Removes them, and answers which could be seen to be gone. */
export async function sweep(
  kube: KubeClient,
  objects: readonly KubeObject[],
): Promise<{ object: KubeObject; gone: boolean }[]> {
  return Promise.all(
    objects.map(async (object) => {
      const { name, namespace = '', labels = {} } = object.metadata;
      const kind = object.kind === 'Job' ? kinds.Job : kinds.Pod;
      const selector = ofRun(labels['kubesvc.dev/run'] ?? name);
      return { object, gone: await remove(kube, { kind, namespace, name, selector, unsure: false }) };
    }),
  );
}

/** Before a run: whatever an earlier one could not remove. Trouble with it is none of this run's; a missing right is named. */
export async function sweepExpired(kube: KubeClient, where: Sweep, signal: AbortSignal): Promise<Skipped | undefined> {
  try {
    await sweep(kube, await leftovers(kube, where, signal));
  } catch (error) {
    const jobs = error instanceof ServerError && error.reason === 'Forbidden' && /"jobs"/.test(error.message);
    const inside = where.namespace === undefined ? '' : ` in namespace ${where.namespace}`;
    if (jobs) return { check: 'what earlier probes have left', right: `list jobs.batch${inside}` };
    // A link that is down: the run itself will say so.
  }
  return undefined;
}
