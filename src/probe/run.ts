import { setTimeout as sleep } from 'node:timers/promises';
import type { Pod } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { ServerError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import type { KubeObject } from '../service/types.ts';
import { finding, type PodState, podState, refusedPod } from './pod-state.ts';
import { parseRecords, type Records } from './records.ts';

export interface Run {
  /** A whole Job, named and labelled (see job.ts). */
  job: KubeObject;
  /** A label selector of what the run makes. */
  selector: string;
  /** Ends the run early: Ctrl-C, or the time is up. What was made is removed all the same. */
  signal: AbortSignal;
  /** The log is read as well, where the Service's answer lies. */
  needsLog: boolean;
  /** What the pod waits for, as it changes. */
  progress: (text: string) => void;
}

export type Ran = { records: Records; node: string; pod: string } | { trouble: Finding };

/** Milliseconds for each request that makes or removes something; it must not share the run's own end. */
const requestLimit = 10_000;

/**
 * Makes the Job, waits for what its pod says, and removes both, whatever happens in between. `left` is what could not be
 * seen to be gone.
 */
export async function runProbe(kube: KubeClient, run: Run): Promise<{ ran: Ran; left: boolean }> {
  run.signal.throwIfAborted();
  let ran: Ran | undefined;
  let left = false;
  let mayExist = true;
  try {
    const made = await create(kube, run);
    mayExist = !('trouble' in made);
    ran = 'trouble' in made ? made : await follow(kube, run, made.job);
  } finally {
    if (mayExist) left = !(await remove(kube, run));
  }
  return { ran, left };
}

async function create(kube: KubeClient, { job }: Run): Promise<{ job: KubeObject } | { trouble: Finding }> {
  // Not under the run's signal: a request that is cut off may yet be carried out, after the removal has found nothing.
  const options = { fieldManager: 'kubesvc-probe', signal: AbortSignal.timeout(requestLimit) };
  try {
    return { job: await kube.create(kinds.Job, kube.namespace, job, options) };
  } catch (error) {
    if (!(error instanceof ServerError) || error.code >= 500) throw error;
    const forbidden = error.reason === 'Forbidden' && / cannot create resource "jobs"/.test(error.message);
    return { trouble: finding(forbidden ? 'R04' : 'R03', error.reason, error.message) };
  }
}

async function follow(kube: KubeClient, run: Run, job: KubeObject): Promise<Ran> {
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  try {
    const ended = await Promise.race([watchPod(kube, run, signal), watchEvents(kube, job, signal)]);
    run.signal.throwIfAborted();
    return 'trouble' in ended ? ended : await resultOf(kube, run, ended);
  } finally {
    stop.abort();
  }
}

type Ended = { state: Extract<PodState, { is: 'done' }>; pod: string };

/** Follows the pod until it has ended, or until it is clear that it will not run. */
async function watchPod(
  kube: KubeClient,
  { selector, progress }: Run,
  signal: AbortSignal,
): Promise<Ended | { trouble: Finding }> {
  const { namespace } = kube;
  let trouble: { finding: Finding; until: number } | undefined;
  while (!signal.aborted) {
    const { items, resourceVersion } = await kube.list<Pod>(kinds.Pod, { namespace, labelSelector: selector, signal });
    // Trouble that may pass by itself is looked at again when its time is up, though nothing may have happened since.
    const again = new AbortController();
    const timer = trouble && setTimeout(() => again.abort(), Math.max(0, trouble.until - Date.now()));
    const events = kube.watch<Pod>(kinds.Pod, {
      namespace,
      labelSelector: selector,
      resourceVersion,
      signal: AbortSignal.any([signal, again.signal]),
    });
    try {
      for await (const pod of both(items, events)) {
        const state = podState(pod);
        if (state.is === 'done') return { state, pod: pod.metadata.name };
        if (state.is === 'waiting') {
          trouble = undefined;
          progress(state.for);
          continue;
        }
        trouble ??= { finding: state.finding, until: Date.now() + state.patience };
        progress(state.finding.message);
        if (state.patience === 0 || Date.now() >= trouble.until) return { trouble: state.finding };
        if (!timer) break; // watch anew, with a time to look again
      }
    } catch (error) {
      if (!(error instanceof ServerError && error.code === 410)) throw error; // 410: list and watch anew
    } finally {
      clearTimeout(timer);
    }
    if (trouble && Date.now() >= trouble.until) return { trouble: trouble.finding };
  }
  throw signal.reason;
}

async function* both(items: readonly Pod[], events: AsyncIterable<{ object: Pod }>): AsyncGenerator<Pod> {
  yield* items;
  for await (const { object } of events) yield object;
}

/** A pod that the cluster refuses to make shows only in the Job's events; who may not read those waits for the deadline. */
async function watchEvents(kube: KubeClient, job: KubeObject, signal: AbortSignal): Promise<{ trouble: Finding }> {
  const fieldSelector = `involvedObject.uid=${job.metadata.uid ?? ''}`;
  try {
    while (!signal.aborted) {
      for await (const { object } of kube.watch(kinds.Event, { namespace: kube.namespace, fieldSelector, signal })) {
        const { reason, message } = object as KubeObject & { reason?: string; message?: string };
        if (reason === 'FailedCreate') return { trouble: refusedPod(message ?? '') };
      }
    }
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
  }
  return new Promise(() => {}); // the pod decides
}

async function resultOf(kube: KubeClient, { signal, needsLog }: Run, { state, pod }: Ended): Promise<Ran> {
  const told = parseRecords(state.message);
  if (told.complete && !needsLog) return { records: told, node: state.node, pod };
  try {
    const log = await kube.get(`/api/v1/namespaces/${kube.namespace}/pods/${pod}/log`, signal);
    const records = parseRecords(log);
    if (records.complete) return { records, node: state.node, pod };
    const [first = ''] = log.split('\n');
    if (records.records.length === 0)
      return {
        trouble: finding(
          'R05',
          'script',
          `the probe could not run in its image (exit code ${state.exitCode}): ${first}`,
        ),
      };
    return { trouble: finding('R09', 'truncated', `the probe said only ${records.records.length} of its results`) };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    if (told.complete) return { records: told, node: state.node, pod };
    return {
      trouble: finding(
        'R07',
        error.reason,
        `the results could not be read from the log of pod ${pod}: ${error.message}`,
      ),
    };
  }
}

/**
 * Deletes the Job with its pod, and looks until the pod is gone. Background in the body: without it the API orphans a
 * Job's pods. A Job that is not there is as good as gone.
 */
async function remove(kube: KubeClient, { job, selector }: Run): Promise<boolean> {
  const signal = AbortSignal.timeout(requestLimit);
  const { namespace } = kube;
  try {
    await kube.remove(
      kinds.Job,
      { namespace, name: job.metadata.name },
      { propagationPolicy: 'Background', gracePeriodSeconds: 0, signal },
    );
  } catch (error) {
    if (!(error instanceof ServerError && error.reason === 'NotFound')) return false;
  }
  try {
    for (;;) {
      const { items } = await kube.list(kinds.Pod, { namespace, labelSelector: selector, signal });
      if (items.length === 0) return true;
      await sleep(100, undefined, { signal });
    }
  } catch {
    return false; // the time is up, or the connection
  }
}
