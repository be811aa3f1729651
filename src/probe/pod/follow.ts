import { setTimeout as sleep } from 'node:timers/promises';
import type { Pod } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import { within } from '../../deadline.ts';
import { CliError, ServerError } from '../../errors.ts';
import type { KubeClient } from '../../kube/client.ts';
import { kinds } from '../../service/kinds.ts';
import type { KubeObject } from '../../service/types.ts';
import { eventState, type PodState, podState } from './pod-state.ts';
import { finding, limitsFor, refusal } from './refused.ts';
import type { Refused } from './create.ts';

export interface Following {
  namespace: string;
  /** The Job, or the pod itself. */
  object: KubeObject;
  /** A label selector of its pod. */
  selector: string;
  signal: AbortSignal;
  /** What the pod waits for, as it changes. */
  progress: (text: string) => void;
  /** Its container runs. */
  started: (pod: Pod) => void;
}

export type Ended = { state: Extract<PodState, { is: 'done' }>; pod: Pod };

/** So long the API server may be away, in milliseconds, before we stop to ask. */
const awayLimit = 10_000;
/**
 * A watch that is silent for so long may hang on a dead link, which never says so: then the pod is asked for, and so long
 * an answer may take. In milliseconds.
 */
const quietLimit = 5000;
const answerLimit = 5000;

/** Follows the pod until it has ended, or until it is clear that it will not run. */
export async function follow(kube: KubeClient, following: Following): Promise<Ended | Refused> {
  const stop = new AbortController();
  const signal = AbortSignal.any([following.signal, stop.signal]);
  const inner = { ...following, signal };
  try {
    const ended = await Promise.race([
      watchPod(kube, inner),
      ...(following.object.kind === 'Job' ? [watchRefusals(kube, inner)] : []),
    ]);
    return ended;
  } finally {
    stop.abort();
  }
}

/** What is known of a pod while it does not run. */
interface Waiting {
  trouble?: { finding: Finding; until: number } | undefined;
  away?: Away | undefined;
  /** As it was last seen. */
  pod?: Pod | undefined;
  events?: Promise<void> | undefined;
  /** Its container has come to run: what stood in its way is over. */
  running?: boolean | undefined;
}

/** The API server does not answer. */
interface Away {
  /** Milliseconds. */
  since: number;
  said: string;
}

async function watchPod(kube: KubeClient, following: Following): Promise<Ended | Refused> {
  const { signal } = following;
  const waiting: Waiting = {};
  let polling = false;
  while (!signal.aborted) {
    // Trouble that may pass by itself is looked at again when its time is up, though nothing may have happened since.
    const again = new AbortController();
    const timer = waiting.trouble && setTimeout(() => again.abort(), Math.max(0, waiting.trouble.until - Date.now()));
    try {
      const known = waiting.trouble !== undefined;
      for await (const pod of sights(kube, following, waiting, { again: again.signal, polling })) {
        waiting.pod = pod;
        const answer = look(kube, pod, following, waiting);
        if (answer) return answer;
        if (!known && waiting.trouble) break; // watch anew, with a time to look again
      }
    } catch (error) {
      if (signal.aborted) break;
      const silent = error instanceof Error && /^(Abort|Timeout)Error$/.test(error.name); // our own limit
      if (!(error instanceof CliError || silent)) throw error;
      if (error instanceof ServerError && error.reason === 'Forbidden') {
        if (polling) return { trouble: finding('R07', 'forbidden', `the probe pod may not be seen: ${error.message}`) };
        polling = true; // to watch is a right of its own
        continue;
      }
      waiting.away ??= { since: Date.now() - (silent ? quietLimit : 0), said: '' };
      waiting.away.said = silent ? 'no answer comes any more' : error.message;
      if (Date.now() - waiting.away.since > awayLimit) return { trouble: gone(waiting.away) };
      following.progress(`the API server does not answer, trying again`);
      await sleep(300, undefined, { signal }).catch(() => {});
    } finally {
      clearTimeout(timer);
    }
    if (waiting.trouble && Date.now() >= waiting.trouble.until) return { trouble: waiting.trouble.finding };
    if (polling) await sleep(400, undefined, { signal }).catch(() => {});
  }
  // When the time is up while nobody answers, that is why.
  if (waiting.away) return { trouble: gone(waiting.away) };
  throw signal.reason;
}

const gone = ({ said }: Away): Finding =>
  finding('R08', 'away', `the API server has gone away while the probe ran: ${said}`);

/** The pod as it is, then as it changes; where it may not be watched, only as it is. */
async function* sights(
  kube: KubeClient,
  { namespace, selector, signal }: Following,
  waiting: Waiting,
  { again, polling }: { again: AbortSignal; polling: boolean },
): AsyncGenerator<Pod> {
  const one = { namespace, labelSelector: selector };
  const asked = { ...one, signal: within(answerLimit, signal) };
  const { items, resourceVersion } = await kube.list<Pod>(kinds.Pod, asked);
  waiting.away = undefined;
  if (items.length === 0 && waiting.pod) yield deleted(waiting.pod);
  yield* items;
  if (polling) return;
  const quiet = new AbortController();
  const end = () => quiet.abort(new DOMException('nothing has come', 'TimeoutError'));
  let timer = setTimeout(end, quietLimit);
  try {
    const any = AbortSignal.any([signal, again, quiet.signal]);
    for await (const { type, object } of kube.watch<Pod>(kinds.Pod, { ...one, resourceVersion, signal: any })) {
      clearTimeout(timer);
      timer = setTimeout(end, quietLimit);
      if (type === 'DELETED') yield deleted(object);
      else if (type !== 'BOOKMARK') yield object;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** One that is gone, as if it were still on its way. */
const deleted = ({ metadata, ...pod }: Pod): Pod => ({
  ...pod,
  metadata: { ...metadata, deletionTimestamp: metadata.deletionTimestamp ?? 'now' },
});

function look(kube: KubeClient, pod: Pod, following: Following, waiting: Waiting): Ended | Refused | undefined {
  const state = podState(pod);
  const { progress, started } = following;
  if (state.is === 'done') {
    started(pod);
    return { state, pod };
  }
  if (state.is === 'waiting') {
    if (state.for === 'running') {
      started(pod);
      waiting.running = true;
    } else waiting.events ??= watchPodEvents(kube, following, pod, waiting);
    // What events have told stays until the container runs: the pod's own state does not say it.
    if (waiting.running || waiting.trouble?.finding.id !== 'R05') waiting.trouble = undefined;
    progress(state.for);
    return undefined;
  }
  progress(state.finding.message);
  if (waiting.trouble?.finding.id !== state.finding.id)
    waiting.trouble = { finding: state.finding, until: Date.now() + state.patience };
  else waiting.trouble = { ...waiting.trouble, finding: state.finding };
  return state.patience === 0 || Date.now() >= waiting.trouble.until ? { trouble: state.finding } : undefined;
}

/** A network plugin's trouble shows in the pod's events only; what they say is kept, and told when its time is up. */
async function watchPodEvents(
  kube: KubeClient,
  { namespace, signal, progress }: Following,
  pod: Pod,
  waiting: Waiting,
): Promise<void> {
  const fieldSelector = `involvedObject.uid=${pod.metadata.uid ?? ''}`;
  try {
    await sleep(1500, undefined, { signal });
    for await (const { object } of kube.watch(kinds.Event, { namespace, fieldSelector, signal })) {
      const { reason = '', message = '' } = object as Event;
      const state = eventState({ reason, message });
      if (waiting.running) return;
      if (state?.is === 'waiting' && !waiting.trouble) progress(state.for);
      if (state?.is !== 'trouble') continue;
      waiting.trouble ??= { finding: state.finding, until: Date.now() + state.patience };
      progress(state.finding.message);
    }
  } catch {
    // Whoever may not read events is told less; the pod's own state decides.
  }
}

type Event = KubeObject & { reason?: string; message?: string };

/** Who may not watch events asks for them again and again; who may not read them at all waits for the deadline. */
async function listRefusals(
  kube: KubeClient,
  { namespace, fieldSelector, signal }: { namespace: string; fieldSelector: string; signal: AbortSignal },
): Promise<Refused> {
  while (!signal.aborted) {
    try {
      const { items } = await kube.list<Event>(kinds.Event, {
        namespace,
        fieldSelector,
        signal: AbortSignal.any([signal]),
      });
      const refused = items.find(({ reason }) => reason === 'FailedCreate');
      if (refused) return { trouble: refusal(refused.message ?? ''), limits: limitsFor(refused.message ?? '') };
    } catch (error) {
      if (!(error instanceof CliError) || (error instanceof ServerError && error.reason === 'Forbidden')) break;
    }
    await sleep(1000, undefined, { signal }).catch(() => {});
  }
  return new Promise(() => {}); // the pod decides
}

/** A pod that the cluster refuses to make shows only in the Job's events. */
async function watchRefusals(kube: KubeClient, { namespace, object, signal }: Following): Promise<Refused> {
  const fieldSelector = `involvedObject.uid=${object.metadata.uid ?? ''}`;
  while (!signal.aborted) {
    try {
      for await (const event of kube.watch(kinds.Event, { namespace, fieldSelector, signal })) {
        const { reason, message = '' } = event.object as Event;
        if (reason === 'FailedCreate') return { trouble: refusal(message), limits: limitsFor(message) };
      }
    } catch (error) {
      if (!(error instanceof CliError)) break;
      if (error instanceof ServerError && error.reason === 'Forbidden')
        return listRefusals(kube, { namespace, fieldSelector, signal });
      await sleep(300, undefined, { signal }).catch(() => {});
    }
  }
  return new Promise(() => {}); // the pod decides
}
