import type { Pod } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import { type CliError, ServerError } from '../../errors.ts';
import type { KubeClient } from '../../kube/client.ts';
import { create, dryRun, kindOf, type Refused } from './create.ts';
import { type Ended, follow } from './follow.ts';
import { nameOf, ofRun, type PodWishes, type RunWishes } from './job.ts';
import { finding } from './refused.ts';
import type { Remains } from '../remains.ts';
import { type Log, partialLog, tail, wholeLog } from './log.ts';
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
  /** Each line of the log while it runs: it is read along, as there are too many for anything but the log. */
  told?: ((line: string) => void) | undefined;
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
  /** What it waited for then, where its container had not come to run. */
  waited?: string | undefined;
}

const nothing: Records = { records: [], complete: false, bodies: new Map() };

/** Makes the pod, waits for what it says, and removes it, whatever happens in between. Never throws for what a cluster does. */
export async function runPod(kube: KubeClient, run: Run): Promise<Ran> {
  run.signal.throwIfAborted();
  // An admission webhook may take its time.
  run.progress('waiting for the API server to take the pod');
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
  let along: ReturnType<typeof tail> | undefined;
  const log: Log = { lines: [] };
  const started = (one: Pod) => {
    startup ??= Date.now() - began;
    seen = one;
    if (run.told) along ??= tail(kube, one, log, signal, run.told);
  };
  let waited = '';
  const progress = (text: string) => {
    waited = text;
    run.progress(text);
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
      const ended = await follow(kube, {
        ...run,
        progress,
        namespace: wishes.namespace,
        object: made.object,
        selector,
        started,
      });
      if (!('trouble' in ended)) await along?.end();
      result = 'trouble' in ended ? ended : await resultOf(kube, run, log, ended);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    result = seen
      ? { aborted: true, records: await partialLog(kube, seen, log) }
      : { aborted: true, records: nothing, waited };
  } finally {
    along?.stop();
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

async function resultOf(kube: KubeClient, run: Run, log: Log, { state, pod }: Ended): Promise<Partial<Ran>> {
  const told = parseRecords(state.message.split('\n'));
  if (told.complete && !run.needsLog) return { records: told };
  const { records, error } = await wholeLog(kube, pod, log, run.signal);
  if (records.complete) return { records };
  const unread = error && whyUnread(told.complete ? 'what the Service answered' : 'the results', pod, error);
  if (told.complete) return { records: told, ...(unread && { trouble: { ...unread, severity: 'warning' } }) };
  return { records, trouble: unread ?? whyCut(state, records, log) };
}

function whyUnread(what: string, { metadata: { name } }: Pod, error: CliError): Finding {
  const message = `${what} could not be read from the log of pod ${name}: ${error.message}`;
  return finding('R07', error instanceof ServerError && error.reason ? error.reason : 'log', message);
}

function whyCut({ reason, exitCode }: Ended['state'], { records }: Records, log: Log): Finding {
  const count = records.length;
  if (reason === 'OOMKilled')
    return finding('R06', 'oom', `the probe ran out of its memory limit after ${count} results`);
  if (exitCode === 143 || exitCode === 124)
    return finding('R06', 'deadline', `the time was up after ${count} results; --timeout-total gives it more`);
  const [first = ''] = log.lines;
  if (count === 0)
    return finding('R05', 'script', `the probe cannot run in its image (exit code ${exitCode}): ${first}`);
  return finding('R09', 'truncated', `only ${count} results came back, the end of them is missing`);
}
