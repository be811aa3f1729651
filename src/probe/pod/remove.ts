import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../deadline.ts';
import { ServerError } from '../../errors.ts';
import type { KubeClient } from '../../kube/client.ts';
import { type Kind, kinds } from '../../service/kinds.ts';
import { requestLimit } from './create.ts';

/** One attempt of many: a connection that hangs must not take the whole time. */
const attemptLimit = 3000;

export interface Left {
  kind: Kind;
  namespace: string;
  name: string;
  /** A label selector of its pod. */
  selector: string;
  /** Its making was answered neither way: it may come into being after a look that found nothing. */
  unsure: boolean;
}

/**
 * Deletes the Job with its pod, and looks until both are gone; asks again where the server is busy, away, or has said yes
 * and not done it. The policy stands in the body: without it the API orphans a Job's pods.
 */
export async function remove(kube: KubeClient, left: Left): Promise<boolean> {
  const until = Date.now() + requestLimit;
  let askedAt = 0;
  let firstLook = true;
  while (Date.now() < until) {
    try {
      if (Date.now() - askedAt > 1000) {
        askedAt = Date.now();
        await askToRemove(kube, left);
      }
      if (left.unsure && firstLook) await sleep(1000);
      firstLook = false;
      if (await isGone(kube, left)) return true;
    } catch (error) {
      if (error instanceof ServerError && error.reason === 'Forbidden') return false;
    }
    await sleep(40);
  }
  return false;
}

async function askToRemove(kube: KubeClient, { kind, namespace, name, selector }: Left): Promise<void> {
  const signal = within(attemptLimit);
  const options = { propagationPolicy: 'Background', gracePeriodSeconds: 0, signal } as const;
  try {
    const answer = await kube.remove(kind, { namespace, name }, options);
    // The Job itself in the answer means that it is still there; with this finalizer its pods would be left alone.
    const finalizers = answer.metadata.finalizers as string[] | undefined;
    if (answer.kind === 'Job' && finalizers?.includes('orphan')) await removePods(kube, namespace, selector);
  } catch (error) {
    if (!(error instanceof ServerError && error.reason === 'NotFound')) throw error;
    if (kind === kinds.Job) await removePods(kube, namespace, selector);
  }
}

/** Pods whose Job is gone already are the garbage collector's, which may be slow; who may delete them does. */
async function removePods(kube: KubeClient, namespace: string, labelSelector: string): Promise<void> {
  const signal = within(attemptLimit);
  const { items } = await kube.list(kinds.Pod, { namespace, labelSelector, signal });
  for (const { metadata } of items.filter(({ metadata: { deletionTimestamp } }) => deletionTimestamp === undefined)) {
    await kube
      .remove(
        kinds.Pod,
        { namespace, name: metadata.name },
        { propagationPolicy: 'Background', gracePeriodSeconds: 0, signal },
      )
      .catch(() => {});
  }
}

async function isGone(kube: KubeClient, { kind, namespace, name, selector }: Left): Promise<boolean> {
  const signal = within(attemptLimit);
  const [pods, object] = await Promise.all([
    kube
      .list(kinds.Pod, { namespace, labelSelector: selector, signal })
      .then(({ items }) => items)
      .catch((error: unknown) => {
        // Who may not list pods goes by the Job alone, with which they go.
        if (error instanceof ServerError && error.reason === 'Forbidden' && kind === kinds.Job) return [];
        throw error;
      }),
    kube.read(kind, { namespace, name }, AbortSignal.any([signal])).catch((error: unknown) => {
      // Who may not read Jobs goes by the pods alone.
      if (error instanceof ServerError && ['NotFound', 'Forbidden'].includes(error.reason)) return undefined;
      throw error;
    }),
  ]);
  return pods.length === 0 && object === undefined;
}
