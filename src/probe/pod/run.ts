import { setTimeout as sleep } from 'node:timers/promises';
import type { Pod } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import { within } from '../../deadline.ts';
import { CliError, ServerError } from '../../errors.ts';
import type { KubeClient } from '../../kube/client.ts';
import { create, dryRun, kindOf, type Refused } from './create.ts';
import { type Ended, follow } from './follow.ts';
import { nameOf, ofRun, type PodWishes, type RunWishes } from './job.ts';
import { finding } from './refused.ts';
import type { Remains } from '../remains.ts';
import { parseRecords, type Records } from './records.ts';
import { remove } from './remove.ts';

export interface Run {
  pod: PodWishes;
  wishes: RunWishes;
  /** A number for a second attempt, should the first be refused for want of limits. */
  nextRun: () => string;
  /** Ends the run early: Ctrl-C, or the time is up. What was made is removed all the same. */
  signal: AbortSignal;
  /** The log is read as well, where what the Service answered lies. */
  needsLog: boolean;
  /** Leave it there. */
  keep: boolean;
  /** What the pod waits for, as it changes. */
  progress: (text: string) => void;
  remains: Remains;
}

export interface Ran {
  /** Of the Job, or of the pod. */
  name: string;
  /** What it said; what of it is there, where it was cut short. */
  records: Records;
  /** Why it did not run, or not to its end. */
  trouble?: Finding | undefined;
  pod?: Pod | undefined;
  /** Milliseconds from the request to make it until its container ran. */
  startup?: number | undefined;
  cleanup: 'deleted' | 'ttl' | 'kept' | 'failed';
  /** The run's signal cut it short. */
  aborted: boolean;
}

const nothing: Records = { records: [], complete: false, bodies: new Map() };

/** Makes the pod, waits for what it says, and removes it, whatever happens in between. Never throws for what a cluster does. */
export async function runPod(kube: KubeClient, run: Run): Promise<Ran> {
  run.signal.throwIfAborted();
  const refused = run.pod.runner === 'job' ? await dryRun(kube, run.pod, run.wishes) : undefined;
  const limits = refused?.limits;
  if (refused && !limits) return notMade(run, refused.trouble);
  // A second refusal, with the limits that the first one asked for, is final.
  const wishes = limits ? { ...run.wishes, limits } : run.wishes;
  const still = limits && (await dryRun(kube, run.pod, wishes));
  if (still) return notMade(run, still.trouble);

  const first = await attempt(kube, { ...run, wishes });
  if (!('limits' in first) || !first.limits || wishes.limits) return first;
  return attempt(kube, { ...run, wishes: { ...wishes, run: run.nextRun(), limits: first.limits } });
}

const notMade = (run: Run, trouble: Finding): Ran => ({
  name: nameOf(run.wishes.run),
  records: nothing,
  trouble,
  cleanup: 'deleted',
  aborted: false,
});

/** Once from its making to its end. */
async function attempt(kube: KubeClient, run: Run): Promise<Ran & Pick<Refused, 'limits'>> {
  const { wishes, pod, signal, keep } = run;
  const name = nameOf(wishes.run);
  const began = Date.now();
  let startup: number | undefined;
  let seen: Pod | undefined;
  const started = (one: Pod) => {
    startup ??= Date.now() - began;
    seen = one;
  };
  let result: Partial<Ran> & Pick<Refused, 'limits'> = {};
  let mayExist = true;
  let unsure = false;
  const remaining = { kind: pod.runner, name, namespace: wishes.namespace, kept: false } as const;
  const expires = pod.runner === 'job' ? wishes.expires.replace(/\.\d+/, '') : undefined;
  run.remains.add({ ...remaining, expires });
  try {
    const made = await create(kube, pod, wishes, signal);
    if ('trouble' in made) {
      ({ unsure } = made);
      mayExist = unsure;
      result = { trouble: made.trouble, limits: made.limits };
    } else {
      const selector = ofRun(wishes.run);
      const ended = await follow(kube, { ...run, namespace: wishes.namespace, object: made.object, selector, started });
      result = 'trouble' in ended ? ended : await resultOf(kube, run, ended);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    result = { aborted: true, records: seen ? await partial(kube, wishes.namespace, seen) : nothing };
  } finally {
    const kept = keep && !signal.aborted;
    if (mayExist && !kept) run.progress('removing the probe');
    result.cleanup = !mayExist ? 'deleted' : kept ? 'kept' : await clean(kube, run, unsure);
    if (result.cleanup === 'deleted') run.remains.remove(name);
    if (result.cleanup === 'kept') run.remains.add({ ...remaining, expires, kept: true });
  }
  return { name, records: nothing, aborted: false, cleanup: 'failed', pod: seen, startup, ...result };
}

async function clean(kube: KubeClient, { pod, wishes }: Run, unsure: boolean): Promise<Ran['cleanup']> {
  const { namespace, run } = wishes;
  const gone = await remove(kube, { kind: kindOf(pod), namespace, name: nameOf(run), selector: ofRun(run), unsure });
  return gone ? 'deleted' : pod.runner === 'job' ? 'ttl' : 'failed';
}

async function resultOf(kube: KubeClient, run: Run, { state, pod }: Ended): Promise<Partial<Ran>> {
  const told = parseRecords(state.message);
  if (told.complete && !run.needsLog) return { records: told };
  const log = await wholeLog(kube, run, pod);
  if (typeof log === 'string') {
    const records = parseRecords(log);
    return records.complete ? { records } : { records, trouble: whyCut(state, records, log) };
  }
  const what = told.complete ? 'what the Service answered' : 'the results';
  const message = `${what} could not be read from the log of pod ${pod.metadata.name}: ${log.message}`;
  const trouble = finding('R07', log instanceof ServerError && log.reason ? log.reason : 'log', message);
  return told.complete ? { records: told, trouble: { ...trouble, severity: 'warning' } } : { trouble };
}

const mostReadings = 3;

/** The end of a log may come a moment after the end of its container, and not every answer comes whole. */
async function wholeLog(kube: KubeClient, run: Run, pod: Pod): Promise<string | CliError> {
  let last: string | CliError = '';
  for (let reading = 1; reading <= mostReadings; reading++) {
    if (reading > 1) await sleep(400);
    try {
      last = await readLog(kube, run, pod);
      if (parseRecords(last).complete) return last;
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      if (last === '') last = error;
      if (error instanceof ServerError && error.code < 500) return error;
    }
  }
  return last;
}

const logPath = ({ namespace = '', name }: { namespace?: string; name: string }) =>
  `/api/v1/namespaces/${namespace}/pods/${name}/log?container=probe`;

const readLog = (kube: KubeClient, { signal }: Run, { metadata }: Pod) => kube.get(logPath(metadata), signal);

/** What an interrupted run has said so far. */
async function partial(kube: KubeClient, namespace: string, pod: Pod): Promise<Records> {
  try {
    return parseRecords(await kube.get(logPath({ ...pod.metadata, namespace }), within(2000)));
  } catch {
    return nothing;
  }
}

function whyCut({ reason, exitCode }: Ended['state'], { records }: Records, log: string): Finding {
  const count = records.length;
  if (reason === 'OOMKilled')
    return finding('R06', 'oom', `the probe ran out of its memory limit after ${count} results`);
  if (exitCode === 143 || exitCode === 124)
    return finding('R06', 'deadline', `the time was up after ${count} results; --timeout-total gives it more`);
  const [first = ''] = log.split('\n');
  if (count === 0)
    return finding('R05', 'script', `the probe cannot run in its image (exit code ${exitCode}): ${first}`);
  return finding('R09', 'truncated', `only ${count} results came back, the end of them is missing`);
}
