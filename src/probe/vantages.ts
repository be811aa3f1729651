import type { Finding } from '../diagnosis/finding.ts';
import type { KubeClient } from '../kube/client.ts';
import { checksOf, resolvConf } from './judge/checks.ts';
import { goneAfter, podLabels, type PodWishes, type RunWishes, ttlFor } from './pod/job.ts';
import { asVariables } from './pod/lines.ts';
import { missing, withAgain } from './pod/missing.ts';
import { inNamespace } from './pod/refused.ts';
import { type Ran, runPod } from './pod/run.ts';
import { sharded } from './pod/shards.ts';
import type { Target } from './pod/targets.ts';
import type { Remains } from './remains.ts';
import { reportCheck } from './report/build.ts';
import type { ReportVantage } from './report/model.ts';
import type { View } from './view.ts';
import type { Wishes } from './wishes.ts';

/** What a run of pods is given besides the targets. */
export interface Trip {
  namespace: string;
  wishes: Wishes;
  brief: boolean;
  /** How many bytes of targets a pod takes; as many as it can where absent. */
  room?: number | undefined;
  /** Parts of a pod's work, at the most; a thousand where absent. */
  heaps?: number | undefined;
  /** Milliseconds. */
  total: number;
  ownUserId: boolean;
  owner: string;
  now: () => Date;
  randomHex: (bytes: number) => string;
  signal: AbortSignal;
  progress: (text: string) => void;
  /** Of many Services: the front of this one has been tried. */
  tried: (service: string) => void;
  remains: Remains;
}

export interface Trips {
  views: View[];
  vantages: ReportVantage[];
}

/** Pods beside each other, at the most: for more targets than one takes, or for as many nodes. */
const mostShards = 4;
const mostAtOnce = 20;

/** Ports of Services side by side in one pod. */
const workersOf = (groups: number, brief: boolean) => Math.max(1, Math.min(brief ? 32 : 4, groups));

/** So many time-outs in a row in one namespace, and only one in ten of it is still tried. */
const breaker = 20;

/** Sends a pod out, or several where the list is too long for one, and brings home what they saw. */
export async function visit(
  kube: KubeClient,
  id: string,
  targets: readonly Target[],
  trip: Trip,
  pod: PodWishes,
): Promise<Trips> {
  const shards = sharded(targets, trip.room);
  const trips = await inWaves(mostShards, shards, (shard, index) =>
    one(kube, shards.length > 1 ? `${id}-${index + 1}` : id, shard, trip, pod),
  );
  return { views: trips.map(({ view }) => view), vantages: trips.map(({ vantage }) => vantage) };
}

/** From every node, twenty at a time. */
export async function visitAll(
  kube: KubeClient,
  nodes: readonly string[],
  targets: readonly Target[],
  trip: Trip,
): Promise<Trips> {
  const trips = await inWaves(mostAtOnce, nodes, (node) =>
    visit(kube, node, targets, trip, { ...trip.wishes.pod, node, tolerateAll: true }),
  );
  return { views: trips.flatMap(({ views }) => views), vantages: trips.flatMap(({ vantages }) => vantages) };
}

/** So many side by side, and then the next. */
async function inWaves<T, R>(
  most: number,
  all: readonly T[],
  work: (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < all.length; from += most) {
    const wave = all.slice(from, from + most).map((item, index) => work(item, from + index));
    done.push(...(await Promise.all(wave)));
  }
  return done;
}

async function one(kube: KubeClient, id: string, targets: readonly Target[], trip: Trip, pod: PodWishes) {
  const ran = await askedAgain(await send(kube, targets, trip, pod), targets, trip, (lost) =>
    send(kube, lost, trip, pod),
  );
  return {
    view: viewOf(id, ran, targets, trip.namespace),
    vantage: vantageOf(id, ran, { targets, namespace: trip.namespace, pod }),
  };
}

/** What does not come whole may come whole the next time. */
const mayPass = new Set(['R07', 'R09']);

/** Answers that were lost on the way are asked for once more, by a pod of their own. */
async function askedAgain(
  first: Ran,
  targets: readonly Target[],
  trip: Trip,
  ask: (lost: readonly Target[]) => Promise<Ran>,
): Promise<Ran> {
  const { records, trouble, aborted } = first;
  if (aborted || (trouble && !mayPass.has(trouble.id)) || records.records.length === 0) return first;
  const lost = missing(targets, records.records, records.complete);
  // Nothing that a verdict rests on: samples, or bodies.
  if (lost.length === 0) return trouble ? { ...first, trouble: { ...trouble, severity: 'warning' } } : first;
  if (trip.signal.aborted) return first;
  trip.progress(`asking again for ${lost.length} answers that were lost`);
  const controls = targets.filter(({ group }) => group === 0);
  const again = await ask([...controls, ...lost.filter(({ group }) => group !== 0)]);
  const both = withAgain(records.records, again.records.records, [...controls, ...lost]);
  const still = missing(targets, both, again.records.complete);
  return {
    ...first,
    records: {
      records: both,
      complete: still.length === 0,
      bodies: new Map([...records.bodies, ...again.records.bodies]),
    },
    trouble: still.length > 0 ? (again.trouble ?? trouble) : undefined,
    aborted: again.aborted,
    cleanup: first.cleanup === 'deleted' ? again.cleanup : first.cleanup,
  };
}

async function send(kube: KubeClient, targets: readonly Target[], trip: Trip, pod: PodWishes): Promise<Ran> {
  const { wishes, brief, namespace, total } = trip;
  const deadline = Math.ceil(total / 1000) + 5;
  const ttl = ttlFor(wishes);
  const groups = new Set(targets.map(({ group }) => group)).size - 1;
  const keepBodies = wishes.showResponse || wishes.expectation.body !== undefined;
  const run: RunWishes = {
    run: trip.randomHex(4),
    namespace,
    targets: asVariables(targets),
    timeout: brief ? Math.min(wishes.timeout, 2) : wishes.timeout,
    retries: brief ? 0 : wishes.retries,
    workers: workersOf(groups, brief),
    heaps: trip.heaps ?? 1000,
    count: wishes.count,
    rate: brief ? wishes.rate : 0,
    breaker: brief ? breaker : 0,
    hostHeader: wishes.hostHeader,
    payload: wishes.payload,
    keepBodies,
    deadline,
    ttl,
    expires: new Date(trip.now().getTime() + goneAfter(deadline, ttl) * 1000).toISOString(),
    owner: trip.owner,
    ownUserId: trip.ownUserId,
  };
  const fronts = new Map(targets.flatMap(({ id, service }) => (id.startsWith('f') ? [[id, service ?? '']] : [])));
  const ran = await runPod(kube, {
    pod,
    wishes: run,
    nextRun: () => trip.randomHex(4),
    signal: trip.signal,
    needsLog: keepBodies,
    keep: wishes.keep,
    progress: (text) => trip.progress(text),
    ...(brief && {
      told: (line: string) => {
        const service = fronts.get(line.split('\t', 2)[1] ?? '');
        if (service !== undefined) trip.tried(service);
      },
    }),
    remains: trip.remains,
  });
  return ran.trouble ? { ...ran, trouble: inNamespace(ran.trouble, namespace) } : ran;
}

function viewOf(id: string, ran: Ran, targets: readonly Target[], namespace: string): View {
  const { pod, records, trouble } = ran;
  return {
    id,
    namespace,
    node: pod?.spec.nodeName ?? '',
    addresses: (pod?.status?.podIPs ?? []).map(({ ip }) => ip),
    checks: checksOf(targets, records.records, id),
    bodies: records.bodies,
    trouble: trouble ?? (ran.aborted ? outOfTime(records.records.length, ran.waited) : undefined),
  };
}

const outOfTime = (count: number, waited = ''): Finding => ({
  id: 'R06',
  severity: 'error',
  confidence: 'certain',
  reason: 'time',
  message: waited === '' ? `the time was up after ${count} results` : `the time was up before the pod ran: ${waited}`,
  evidence: [],
  fix: [{ command: 'kubesvc probe NAME --timeout-total 5m', why: 'more time' }],
});

interface Sent {
  targets: readonly Target[];
  namespace: string;
  pod: PodWishes;
}

function vantageOf(id: string, ran: Ran, { targets, namespace, pod: wished }: Sent): ReportVantage {
  const { records, pod, startup, cleanup, trouble } = ran;
  const status = pod?.status?.containerStatuses?.find(({ name }) => name === 'probe');
  const controls = checksOf(
    targets.filter(({ via }) => via === 'control'),
    records.records,
    id,
  );
  const conf = resolvConf(records.records);
  return {
    id,
    kind: wished.runner,
    namespace,
    pod: pod?.metadata.name ?? ran.name,
    node: pod?.spec.nodeName ?? wished.node,
    podIPs: (pod?.status?.podIPs ?? []).map(({ ip }) => ip),
    labels: podLabels(wished.labels),
    image: wished.image,
    imageID: status?.imageID,
    mesh: (pod?.spec.containers.length ?? 1) > 1 ? 'in' : 'none',
    resolvConf: conf.nameservers.length > 0 ? conf : undefined,
    startupMs: startup === undefined ? undefined : Math.round(startup),
    controls: controls.map(reportCheck),
    cleanup,
    finding: trouble,
  };
}
