import { pause, within } from '../../deadline.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import { CliError, ServerError } from '../../errors.ts';
import type { KubeClient } from '../../kube/client.ts';
import { type Kind, kinds } from '../../service/kinds.ts';
import type { KubeObject } from '../../service/types.ts';
import { finding, limitsFor, refusal } from './refused.ts';
import { type Limits, probeObject, type PodWishes, type RunWishes } from './job.ts';

/** Milliseconds for each request that makes or removes something; it must not share the run's own end. */
export const requestLimit = 10_000;

export const kindOf = ({ runner }: Pick<PodWishes, 'runner'>): Kind => (runner === 'job' ? kinds.Job : kinds.Pod);

/** `limits`: numbers that a quota or LimitRange insists on, under which it may be tried once more. */
export type Refused = { trouble: Finding; limits?: Limits | undefined };

/**
 * Asks the server whether it would take the pod, before anything exists: a Job is taken where its pod is not (quota, Pod
 * Security, LimitRange and ServiceAccounts are looked at for pods only). Who may not make pods learns it from the Job's events.
 */
export async function dryRun(kube: KubeClient, pod: PodWishes, run: RunWishes): Promise<Refused | undefined> {
  // With the user's changes: of a Job, those to its template.
  const { overrides } = pod;
  const template = templateOf(overrides);
  const object = probeObject({ ...pod, runner: 'pod', overrides: pod.runner === 'job' ? template : overrides }, run);
  try {
    const signal = within(requestLimit);
    await kube.create(kinds.Pod, run.namespace, object, { dryRun: 'server', fieldManager: 'kubesvc-probe', signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof ServerError) || error.code >= 500 || mayNot(error, 'pods')) return undefined;
    return { trouble: refusal(error.message), limits: limitsFor(error.message) };
  }
}

const templateOf = (overrides: object | undefined): object | undefined => {
  const { spec } = (overrides ?? {}) as { spec?: { template?: object } };
  return spec?.template;
};

const mayNot = ({ reason, message }: ServerError, resource: string) =>
  reason === 'Forbidden' && message.includes(` cannot create resource "${resource}"`);

/** How often the same object is sent while no answer tells what has become of it. */
const mostAttempts = 3;

/**
 * Makes the Job. Where the answer is lost, it may yet be there: its name was chosen before, so it can be asked for, and
 * sent again where it is not there. `unsure`: neither its making nor its absence is known.
 */
export async function create(
  kube: KubeClient,
  pod: PodWishes,
  run: RunWishes,
  end: AbortSignal,
): Promise<{ object: KubeObject } | (Refused & { unsure: boolean })> {
  const object = probeObject(pod, run);
  for (let attempt = 1; ; attempt++) {
    const error = await send(kube, pod, run, object);
    if (!(error instanceof Error)) return { object: error };
    const answered = error instanceof ServerError;
    // One that was sent twice may be there because of the first time.
    const ours = answered && error.reason === 'AlreadyExists' && attempt > 1;
    if (answered && error.code < 500 && !ours)
      return { trouble: refusal(error.message), limits: limitsFor(error.message), unsure: false };
    const found = await lookFor(kube, pod, run, object.metadata.name);
    if (typeof found === 'object') return { object: found };
    if (found === 'absent' && attempt < mostAttempts && !end.aborted) {
      await pause(300, end).catch(() => {});
      continue;
    }
    if (answered && /failed calling webhook/.test(error.message))
      return { trouble: refusal(error.message), unsure: found === 'unsure' };
    const said = error instanceof CliError ? error.message : 'no answer came in time';
    const message = `the API server did not say whether it made the probe: ${said}`;
    return { trouble: finding('R08', 'create', message), unsure: true };
  }
}

async function send(
  kube: KubeClient,
  pod: PodWishes,
  { namespace }: RunWishes,
  object: KubeObject,
): Promise<KubeObject | Error> {
  // Not under the run's signal: a request that is cut off may yet be carried out, after the removal has found nothing.
  const signal = within(requestLimit);
  try {
    return await kube.create(kindOf(pod), namespace, object, { fieldManager: 'kubesvc-probe', signal });
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

async function lookFor(kube: KubeClient, pod: PodWishes, { namespace }: RunWishes, name: string) {
  try {
    return await kube.read(kindOf(pod), { namespace, name }, within(requestLimit));
  } catch (error) {
    return error instanceof ServerError && error.reason === 'NotFound' ? 'absent' : 'unsure';
  }
}

/** Only for `--dry-run`: the very object, unsent or as the server would have it. */
export async function sketch(kube: KubeClient | undefined, pod: PodWishes, run: RunWishes): Promise<KubeObject> {
  const object = probeObject(pod, run);
  if (!kube) return object;
  const refused = pod.runner === 'job' ? await dryRun(kube, pod, run) : undefined;
  if (refused) throw new CliError(refused.trouble.message);
  return kube.create(kindOf(pod), run.namespace, object, { dryRun: 'server', fieldManager: 'kubesvc-probe' });
}
