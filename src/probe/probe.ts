import type { Context } from '../cli/context.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { type Facts, namespaceOf } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { ingressDenied } from '../diagnosis/rules/ingress-denied.ts';
import { portNotThere } from '../diagnosis/rules/not-there.ts';
import { CliError, ServerError, WithExitCode } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { visible } from '../output/visible.ts';
import type { ServicePort } from '../service/types.ts';
import { portsAsked } from './ask.ts';
import { type Check, checksOf } from './checks.ts';
import { goneAfter, jobName, labelsOf, probeJob } from './job.ts';
import { checkLines, ending, findingLines, heading, skippedLines, vantage } from './report.ts';
import { type Ran, runProbe } from './run.ts';
import { missingService, snapshot } from './snapshot.ts';
import { asLines, targetsOf } from './targets.ts';
import { judge, type Verdict, type Word, worst } from './verdict.ts';

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

const nobodyBehind = 'No pod backs this Service, so every connection is refused or lost.';
const notRun = 'Nothing was learned over the network: the probe pod did not run.';

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
  const facts = await orCannotAsk(() => readOrMissing(kube, wishes.name, signal));
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
  const { findings, dead } = diagnose(facts);
  const living = ports.filter((port) => !dead.includes(port));
  if (!wishes.pod || (ports.length > 0 && living.length === 0 && !wishes.forcePod))
    return sayWithoutPod(facts, findings, ports, living, say);

  const testable = (wishes.forcePod ? ports : living).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const untested = ports.filter((port) => !dead.includes(port) && !testable.includes(port));
  return tryOut(
    kube,
    wishes,
    { facts, findings, dead: ports.filter((port) => !living.includes(port)), testable, untested },
    { context, signal },
  );
}

async function readOrMissing(kube: KubeClient, name: string, signal: AbortSignal): Promise<Facts | Finding> {
  try {
    return await snapshot(kube, name, signal);
  } catch (error) {
    if (error instanceof ServerError && error.reason === 'NotFound') return missingService(kube, name, signal);
    throw error;
  }
}

/** Where the API alone decides: no endpoint, or no pod wanted. */
function sayWithoutPod(
  facts: Facts,
  findings: readonly Finding[],
  ports: readonly ServicePort[],
  living: readonly ServicePort[],
  say: (text: string) => void,
): Word {
  const decided = ports.length > 0 && living.length === 0;
  const verdict: Pick<Verdict, 'word' | 'sentence'> = decided
    ? { word: 'unreachable', sentence: nobodyBehind }
    : { word: 'inconclusive', sentence: 'The API shows endpoints; whether a packet reaches them was not tried.' };
  say(findingLines(findings) + skippedLines(facts.skipped) + ending(verdict, findings, ' (no probe pod)'));
  return verdict.word;
}

interface Plan {
  facts: Facts;
  findings: Finding[];
  dead: ServicePort[];
  testable: ServicePort[];
  untested: ServicePort[];
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
    ownUserId: facts.openShift === false,
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
  return report(wishes, plan, ran, { checks, job: jobName(run), seconds, context });
}

interface Results {
  checks: Check[];
  job: string;
  seconds: number;
  context: Surroundings['context'];
}

function report(
  wishes: ProbeWishes,
  { facts, findings, dead, testable, untested }: Plan,
  ran: Ran,
  { checks, job, seconds, context }: Results,
): Word {
  const say = (text: string) => context.stdout.write(text);
  if ('trouble' in ran) {
    const all = [ran.trouble, ...findings];
    say(findingLines(all) + skippedLines(facts.skipped) + ending({ word: 'inconclusive', sentence: notRun }, all, ''));
    return 'inconclusive';
  }
  const namespace = namespaceOf(facts.service);
  say(`${vantage({ job, namespace, node: ran.node, image: wishes.image, seconds })}\n${checkLines(checks)}`);
  const judged: Verdict[] = [
    ...testable.map((port) => judge(checks, port)),
    ...dead.map((port): Verdict => ({
      word: 'unreachable',
      shape: 'NO ENDPOINTS',
      sentence: `Port ${port.port}: ${nobodyBehind}`,
    })),
    ...untested.map((port): Verdict => ({
      word: 'inconclusive',
      shape: '',
      sentence: `Port ${port.port} speaks ${port.protocol}, which this probe cannot test.`,
    })),
  ];
  const verdict = worst(judged) ?? judgeNames(checks);
  const denied = testable.flatMap((port) => deniedTo(facts, port, checks));
  const all = [...denied, ...findings];
  if (ran.records.body && wishes.showResponse) say(`\n${shown(ran.records.body)}\n`);
  const sentence = verdict.word === 'reachable' ? reachable(facts, checks, seconds) : verdict.sentence;
  say(
    findingLines(all) +
      skippedLines(facts.skipped) +
      (all.length > 0 ? '' : '\n') +
      ending({ ...verdict, sentence }, all, ''),
  );
  return verdict.word;
}

/** A Service without ports has its name alone. */
function judgeNames(checks: readonly Check[]): Verdict {
  const works = checks.some(({ via, outcome }) => via === 'dns' && outcome === 'ok');
  return works
    ? { word: 'reachable', shape: '', sentence: '' }
    : { word: 'unreachable', shape: 'NAME', sentence: 'The name does not resolve.' };
}

function deniedTo(facts: Facts, port: ServicePort, checks: readonly Check[]): Finding[] {
  const tried = checks.filter(({ via, servicePort }) => via === 'endpoints' && servicePort === port);
  const lost =
    tried.length > 0 &&
    tried.some(({ outcome }) => outcome === 'timeout' || outcome === 'refused' || outcome === 'unreachable');
  if (!lost) return [];
  const namespace = namespaceOf(facts.service);
  // The labels that a policy can meet: those of every run, without the number of this one.
  const { 'kubesvc.dev/run': _, ...labels } = labelsOf('');
  return ingressDenied(facts, port, { namespace, namespaceLabels: facts.namespaces[namespace], labels }, { lost });
}

function reachable(facts: Facts, checks: readonly Check[], seconds: number): string {
  const { metadata } = facts.service;
  const tried = checks.filter(({ outcome }) => outcome !== 'not-run').length;
  return `${metadata.name}.${namespaceOf(facts.service)} answers by every way that was tried (${tried} checks, ${seconds.toFixed(1)} s). Probe job deleted.`;
}

const shown = (body: Uint8Array) => new TextDecoder().decode(body).split('\n').map(visible).join('\n').trimEnd();

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
