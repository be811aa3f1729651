import type { Context } from '../cli/context.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Facts } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { portNotThere } from '../diagnosis/rules/not-there.ts';
import { CliError, ServerError, WithExitCode } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { visible } from '../output/visible.ts';
import { portsAsked } from './ask.ts';
import { checksOf } from './checks.ts';
import { goneAfter, jobName, labelsOf, probeJob } from './job.ts';
import { ending, findingLines, heading } from './report.ts';
import { runProbe } from './run.ts';
import { missingService, snapshot, type SnapshotWishes } from './snapshot.ts';
import { asLines, targetsOf } from './targets.ts';
import { type Plan, sayWithoutPod, tellResults } from './tell.ts';
import type { Word } from './verdict.ts';

export interface ProbeWishes {
  name: string;
  port: string | undefined;
  path: string;
  image: string;
  /** Whole seconds for one attempt. */
  seconds: number;
  /** Milliseconds for the whole run. */
  total: number;
  pod: boolean;
  forcePod?: boolean | undefined;
  showResponse?: boolean | undefined;
}

interface Surroundings {
  context: Pick<Context, 'stdout' | 'stderr' | 'now' | 'randomHex'>;
  signal: AbortSignal;
}

/** Looks, tries, judges and prints; answers the verdict. Everything that was made is gone when it returns or throws. */
export async function probe(kube: KubeClient, wishes: ProbeWishes, { context, signal }: Surroundings): Promise<Word> {
  const clock = AbortSignal.timeout(wishes.total);
  const either = AbortSignal.any([signal, clock]);
  try {
    return await probeUntil(kube, wishes, { context, signal: either });
  } catch (error) {
    if (!clock.aborted || signal.aborted) throw error;
    const late = new CliError(
      `the whole run took longer than ${wishes.total / 1000} s; give it more with --timeout-total`,
    );
    throw new WithExitCode(late, 124);
  }
}

async function probeUntil(kube: KubeClient, wishes: ProbeWishes, { context, signal }: Surroundings): Promise<Word> {
  const say = (text: string) => context.stdout.write(text);
  const now = context.now();
  const facts = await orCannotAsk(() => readOrMissing(kube, wishes.name, { now, signal }));
  if ('id' in facts) {
    say(findingLines([facts]) + ending({ word: 'unreachable', sentence: 'There is nothing to reach.' }, [facts], ''));
    return 'unreachable';
  }
  say(heading(facts));
  const ports = portsAsked(facts.service, wishes.port);
  if (!ports) {
    const finding = portNotThere(facts.service, wishes.port ?? '');
    say(findingLines([finding]) + ending({ word: 'unreachable', sentence: 'There is no such port.' }, [finding], ''));
    return 'unreachable';
  }
  const { findings, dead, decided } = diagnose(facts, { namespace: kube.namespace, labels: labelsOf(''), ports });
  const living = ports.filter((port) => !dead.includes(port));
  if (!wishes.pod || (decided && !wishes.forcePod)) return sayWithoutPod(facts, findings, ports, living, say);

  const testable = (wishes.forcePod ? ports : living).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const untested = ports.filter((port) => !dead.includes(port) && !testable.includes(port));
  return tryOut(
    kube,
    wishes,
    { facts, findings, dead: ports.filter((port) => !living.includes(port)), testable, untested },
    { context, signal },
  );
}

async function readOrMissing(kube: KubeClient, name: string, asked: SnapshotWishes): Promise<Facts | Finding> {
  try {
    return await snapshot(kube, name, asked);
  } catch (error) {
    if (error instanceof ServerError && error.reason === 'NotFound') return missingService(kube, name, asked.signal);
    throw error;
  }
}

async function tryOut(
  kube: KubeClient,
  wishes: ProbeWishes,
  plan: Plan,
  { context, signal }: Surroundings,
): Promise<Word> {
  const { facts, testable } = plan;
  const run = context.randomHex(4);
  const targets = targetsOf(facts, testable, wishes.path);
  const deadline = Math.ceil(wishes.total / 1000);
  const began = context.now().getTime();
  const job = probeJob({
    run,
    namespace: kube.namespace,
    image: wishes.image,
    targets: asLines(targets),
    timeout: wishes.seconds,
    deadline,
    expires: new Date(began + goneAfter(deadline) * 1000).toISOString(),
    showResponse: wishes.showResponse === true,
    ownUserId: !facts.openShift,
  });
  const live = liveLine(context, `probe pod ${jobName(run)}`);
  const { ran, left } = await runProbe(kube, {
    job,
    selector: `kubesvc.dev/run=${labelsOf(run)['kubesvc.dev/run']}`,
    signal,
    needsLog: wishes.showResponse === true,
    progress: live,
  }).finally(() => live(''));
  const seconds = (context.now().getTime() - began) / 1000;
  if (left) context.stderr.write(leftBehind(kube.namespace, run, deadline));
  const checks = 'trouble' in ran ? [] : checksOf(targets, ran.records.records);
  const { image, showResponse = false } = wishes;
  return tellResults(plan, ran, { checks, job: jobName(run), image, seconds, showResponse }, (text) =>
    context.stdout.write(text),
  );
}

function leftBehind(namespace: string, run: string, deadline: number): string {
  return `warning: could not see that ${jobName(run)} is gone; the cluster removes it within ${goneAfter(deadline)} s, or now:\n  kubectl -n ${namespace} delete job ${jobName(run)}\n`;
}

/** On a terminal, one line of standard error that says what is waited for; '' takes it away. */
function liveLine({ stderr }: Surroundings['context'], what: string): (text: string) => void {
  if (!stderr.isTTY) return () => {};
  return (text) =>
    stderr.write(
      `\r\u001B[K${text === '' ? '' : visible(`… ${what}: ${text}`).slice(0, Math.max(20, stderr.columns - 1))}`,
    );
}

/** Before anything was learned, an error means that the API could not be asked. */
export async function orCannotAsk<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof CliError && error.exitCode === 1 ? new WithExitCode(error, 4) : error;
  }
}
