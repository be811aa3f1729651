import type { Context } from '../cli/context.ts';
import { namespaceOf } from '../diagnosis/facts.ts';
import { slicesAreBehind } from '../diagnosis/lately.ts';
import { pause } from '../deadline.ts';
import { CliError, WithExitCode } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { visible } from '../output/visible.ts';
import { kinds } from '../service/kinds.ts';
import type { KubeObject } from '../service/types.ts';
import { ProbeUsageError } from './ask.ts';
import { resultsOf } from './assemble.ts';
import { type Examined, examine, isTried, toTry, toTryHere } from './examined.ts';
import { refusedAtOnce } from './judge/verdict.ts';
import { sweepExpired } from './pod/sweep.ts';
import { targetsOf, type Target } from './pod/targets.ts';
import { summaryOf } from './report/exit.ts';
import type { ProbeReport, ReportVantage, Result } from './report/model.ts';
import type { Remains } from './remains.ts';
import type { SecondLook } from './second-look.ts';
import { shuffled } from './shuffle.ts';
import { readSubjects } from './subjects.ts';
import { absentResult } from './untried.ts';
import { type Trip, type Trips, visit, visitAll } from './vantages.ts';
import { indexed, type View } from './view.ts';
import type { Wishes } from './wishes.ts';

export interface Surroundings {
  context: Pick<Context, 'now' | 'randomHex'>;
  signal: AbortSignal;
  /** One line that says what is waited for; '' takes it away. */
  progress: (text: string) => void;
  remains: Remains;
  /** Bytes of targets for one pod, which else takes as many as it can; what does not fit is parted. */
  room?: number | undefined;
  /** Into so many parts at the most a pod's work is divided; a thousand where absent. */
  heaps?: number | undefined;
  /** What the report rests on, for whoever keeps it. */
  examined?: ((examined: readonly Examined[]) => void) | undefined;
  /** `alice@host`, for whoever finds a run. */
  owner: string;
}

/** More ports than these are looked at briefly: the front and its name, and endpoints where those fail. */
const mostThorough = 10;

/** Looks, tries and judges. Everything that was made is gone when it returns or throws. */
export async function probe(kube: KubeClient, wishes: Wishes, around: Surroundings): Promise<ProbeReport> {
  const { context } = around;
  const began = context.now();
  const waits = wishes.wait === undefined ? undefined : began.getTime() + wishes.wait;
  try {
    for (let round = 1; ; round++) {
      const outcome = await once(kube, wishes, { ...around, began }).catch((error: unknown) => {
        // What was asked for once may be asked for again; a first answer that does not come will not come.
        if (round === 1 || !(error instanceof CliError) || around.signal.aborted) throw error;
        return error;
      });
      const left = waits === undefined ? 0 : waits - context.now().getTime();
      const good = wishes.exit.expectUnreachable ? 'unreachable' : 'reachable';
      const failed = outcome instanceof CliError;
      const last = left <= 0 || isOver(wishes, began, context.now());
      if (failed && last) throw outcome;
      if (!failed && (last || outcome.summary.verdict === good)) return outcome;
      const so = failed ? outcome.message : outcome.summary.verdict;
      around.progress(`${so}, trying again for ${Math.ceil(left / 1000)} s`);
      await pause(Math.min(2000, left), around.signal);
    }
  } finally {
    around.progress('');
  }
}

/** A round of `--wait` has its own time, unless there is one for the whole. */
const isOver = ({ total }: Wishes, began: Date, now: Date) =>
  total !== undefined && now.getTime() >= began.getTime() + total;

async function once(kube: KubeClient, wishes: Wishes, around: Surroundings & { began: Date }): Promise<ProbeReport> {
  const { signal, context, began } = around;
  const now = context.now();
  const clock = new AbortController();
  const ends = (total: number) => {
    const since = (wishes.total === undefined ? now : began).getTime();
    return setTimeout(() => clock.abort(), Math.max(0, since + total - context.now().getTime()));
  };
  let timer = ends(wishes.total ?? usualTotal);
  const either = AbortSignal.any([signal, clock.signal]);
  const sweeping = wishes.mode === 'no' ? undefined : sweepExpired(kube, { namespace: kube.namespace, now }, either);
  try {
    const read = async () => {
      const subjects = await orCannotAsk(() =>
        readSubjects(kube, wishes.what, { vantage: wishes.fromNamespace, now, signal: either }),
      );
      return { ...subjects, examined: subjects.found.map((one) => examine(one, wishes)) };
    };
    let subjects = await read();
    for (let waited = 0; waited < slicesPatience && subjects.examined.some(isBehind); waited += slicesPause) {
      around.progress('EndpointSlices are behind');
      await pause(slicesPause, either);
      subjects = await read();
    }
    const { examined } = subjects;
    const total = wishes.total ?? usualTotal + perTarget * examined.length;
    clearTimeout(timer);
    timer = ends(total);
    const tried = examined.filter((one) => isTried(one, wishes));
    if (tried.length > 0 && wishes.pod.node !== undefined) await mustBeThere(kube, wishes.pod.node, either);
    const outside = examined.filter((one) => toTryHere(one, wishes).length > 0);
    const [trips, here] = await Promise.all([
      tried.length > 0
        ? tryOut(kube, tried, wishes, { ...around, signal: either, total, all: examined.length })
        : nowhere,
      outside.length > 0 ? tryFromHere(outside, wishes, either) : undefined,
    ]);
    signal.throwIfAborted();
    const looked = await lookAgain(kube, tried, trips, either);
    const vantages = [...trips.vantages, ...(here ? [here.vantage] : [])];
    const index = indexed([...trips.views, ...(here ? [here.view] : [])]);
    const [byPods, byHere] = [new Set(tried), new Set(outside)];
    const seenFrom = (one: Examined): View[] => [
      ...(byPods.has(one) ? trips.views : []),
      ...(here && byHere.has(one) ? [here.view] : []),
    ];
    const late = clock.signal.aborted;
    const results: Result[] = [
      ...subjects.absent.map(absentResult),
      ...examined.flatMap((one) => resultsOf(one, seenFrom(one), index, { ...wishes, loopback: looked.loopback })),
    ].map((result) => (late ? cutShort(result) : result));
    const unswept = tried.length > 0 ? await sweeping : undefined;
    around.examined?.(examined);
    return {
      apiVersion: 'kubesvc/v1',
      kind: 'ProbeReport',
      startedAt: began.toISOString(),
      durationMs: context.now().getTime() - began.getTime(),
      cluster: clusterOf(trips.vantages),
      summary: summaryOf(results, { ...wishes.exit, late }),
      vantages,
      results,
      skipped: [...distinctSkipped(examined), ...looked.skipped, ...(unswept ? [unswept] : [])],
    };
  } catch (error) {
    if (!clock.signal.aborted || signal.aborted) throw error;
    const text = `the whole run took longer than ${(wishes.total ?? usualTotal) / 1000} s; give it more with --timeout-total`;
    throw new WithExitCode(new CliError(text), 124);
  } finally {
    clearTimeout(timer);
  }
}

/** What the slices alone make dead is looked at again for so long, in milliseconds, while they have not followed a change. */
const slicesPatience = 5000;
const slicesPause = 500;
const isBehind = ({ diagnosis, facts }: Examined) => diagnosis.dead.length > 0 && slicesAreBehind(facts);

/** A pod for a node that is not there would wait for it. Who may not list nodes learns it from the scheduler. */
async function mustBeThere(kube: KubeClient, node: string, signal: AbortSignal): Promise<void> {
  const { items } = await kube.list(kinds.Node, { signal }).catch(() => ({ items: [] as KubeObject[] }));
  const names = items.map(({ metadata: { name } }) => name);
  if (names.length === 0 || names.includes(node)) return;
  const some = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  throw new ProbeUsageError(`there is no node "${visible(node)}" (--node); there are: ${visible(some)}`);
}

/** What was not tried when the time was up cannot be said to work. */
function cutShort(result: Result): Result {
  const untried = result.checks.some(({ outcome }) => outcome === 'not-run');
  if (result.verdict !== 'reachable' || !untried) return result;
  return { ...result, verdict: 'inconclusive', message: 'The time was up before everything had been tried.' };
}

/** Only where a pod has refused is there anything to look at again. */
async function lookAgain(
  kube: KubeClient,
  tried: readonly Examined[],
  { views }: Trips,
  signal: AbortSignal,
): Promise<SecondLook> {
  if (!views.some(({ checks }) => checks.some((check) => check.via === 'endpoints' && refusedAtOnce(check))))
    return { loopback: new Map(), skipped: [] };
  const { secondLook } = await import('./second-look.ts');
  return secondLook(kube, tried, views, signal);
}

/** What the outside may connect to, from the machine that we run on. */
async function tryFromHere(
  outside: readonly Examined[],
  wishes: Wishes,
  signal: AbortSignal,
): Promise<{ view: View; vantage: ReportVantage }> {
  const [{ localTargetsOf }, { here, lookFromHere }] = await Promise.all([
    import('./local/targets.ts'),
    import('./local/look.ts'),
  ]);
  const asked = outside.map((one) => ({ facts: one.facts, ports: toTryHere(one, wishes) }));
  const ports = asked.reduce((sum, one) => sum + one.ports.length, 0);
  const { path, scheme, family, payload, via } = wishes;
  const targets = localTargetsOf(asked, {
    path,
    scheme,
    family,
    payload: payload !== '',
    brief: ports > mostThorough,
    ways: via,
  });
  const { checks, bodies } = await lookFromHere(targets, wishes, signal);
  return {
    view: { id: here, namespace: '', node: '', addresses: [], checks, bodies, outside: true },
    vantage: { id: here, kind: 'local', controls: [] },
  };
}

const usualTotal = 120_000;
/** More time for each Service of a batch. */
const perTarget = 40;

const nowhere: Trips = { views: [], vantages: [] };

async function tryOut(
  kube: KubeClient,
  tried: readonly Examined[],
  wishes: Wishes,
  around: Surroundings & { total: number; all: number },
): Promise<Trips> {
  const { context } = around;
  const ports = tried.reduce((sum, { ports: own }) => sum + Math.max(1, own.length), 0);
  const brief = ports > mostThorough;
  const [first] = tried;
  const namespace = wishes.fromNamespace ?? (first ? namespaceOf(first.facts.service) : kube.namespace);
  const trip: Trip = {
    ...around,
    namespace: brief && wishes.fromNamespace === undefined ? kube.namespace : namespace,
    wishes,
    brief,
    ownUserId: !tried.some(({ facts }) => facts.openShift),
    tried: counting(around.all, around.all - tried.length, around.progress),
    now: () => context.now(),
    randomHex: (bytes) => context.randomHex(bytes),
  };
  const asked = tried.map((one) => ({ facts: one.facts, ports: toTry(one, wishes) }));
  const targets: Target[] = targetsOf(brief ? shuffled(asked, context.randomHex(4)) : asked, {
    path: wishes.path,
    scheme: wishes.scheme,
    via: wishes.via,
    family: wishes.family,
    namespace: trip.namespace,
    brief,
    payload: wishes.payload !== '',
  });
  if (!wishes.everyNode) return visit(kube, 'pod', targets, trip, wishes.pod);
  return visitAll(kube, await nodesOf(kube, around.signal), targets, trip);
}

/** `37 of 1,000 Services`, in steps of a hundredth: those that the API has decided are done from the start. */
function counting(all: number, decided: number, progress: (text: string) => void): (service: string) => void {
  const done = new Set<string>();
  const step = Math.ceil(all / 100);
  return (service) => {
    if (done.has(service)) return;
    done.add(service);
    const count = decided + done.size;
    if (count % step === 0 || count === all)
      progress(`${count.toLocaleString('en')} of ${all.toLocaleString('en')} Services`);
  };
}

type WireNode = KubeObject & {
  status?: { conditions?: { type: string; status: string }[] };
  metadata: { labels?: Record<string, string> };
};

/** Nodes on which a Linux pod can run now. @throws what the server says where nodes may not be listed */
async function nodesOf(kube: KubeClient, signal: AbortSignal): Promise<string[]> {
  const { items } = await kube.list<WireNode>(kinds.Node, { signal });
  return items
    .filter(
      ({ metadata: { labels = {} }, status }) =>
        (labels['kubernetes.io/os'] ?? 'linux') === 'linux' &&
        labels['type'] !== 'virtual-kubelet' &&
        (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    )
    .map(({ metadata }) => metadata.name)
    .sort();
}

function clusterOf(vantages: readonly ReportVantage[]): ProbeReport['cluster'] {
  const search = vantages.flatMap(({ resolvConf }) => resolvConf?.search ?? []);
  const domain = search.find((word) => word.startsWith('svc.'))?.slice('svc.'.length);
  return domain === undefined ? {} : { domain };
}

function distinctSkipped(examined: readonly Examined[]): ProbeReport['skipped'] {
  const all = examined.flatMap(({ facts }) => facts.skipped);
  return [...new Map(all.map((one) => [one.right, one])).values()];
}

/** Before anything was learned, an error means that the API could not be asked. */
export async function orCannotAsk<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof CliError && error.exitCode === 1 ? new WithExitCode(error, 4) : error;
  }
}
