import { diagnose, type Diagnosis } from '../diagnosis/diagnose.ts';
import { inBlock } from '../diagnosis/addresses.ts';
import { within } from '../diagnosis/endpoints.ts';
import { type Facts, namespaceOf, type Pod } from '../diagnosis/facts.ts';
import { causeOf, type Finding, portKey, ranked } from '../diagnosis/finding.ts';
import type { Vantage } from '../diagnosis/vantage.ts';
import type { ServicePort } from '../service/types.ts';
import { answerFindings, expected } from './judge/answers.ts';
import type { Check } from './judge/checks.ts';
import { merged, packetFindings } from './judge/findings.ts';
import { judgeHere, withHere } from './judge/here.ts';
import { withoutGuesses } from './judge/loopback.ts';
import { notRoutable } from './judge/not-routable.ts';
import type { Loopback } from './judge/seen.ts';
import { isMeshed } from './judge/endpoints.ts';
import { judge, type Setting } from './judge/judge.ts';
import { type Verdict, worst } from './judge/verdict.ts';
import { podLabels } from './pod/job.ts';
import { resultOf } from './report/build.ts';
import type { Result } from './report/model.ts';
import type { Absent, Subject } from './subjects.ts';
import { isFromHereAlone, type Wishes } from './wishes.ts';

/** What one vantage has seen. */
export interface View {
  /** Its id in the report. */
  id: string;
  namespace: string;
  node: string;
  addresses: string[];
  checks: readonly Check[];
  /** What fronts answered, by target id. */
  bodies: ReadonlyMap<string, Uint8Array>;
  /** Why it saw nothing, or not all. */
  trouble?: Finding | undefined;
  /** It is the machine that runs kubesvc, and no pod. */
  outside?: boolean | undefined;
}

/** A Service with what the API alone says of it. */
export interface Examined extends Subject {
  diagnosis: Diagnosis;
}

function vantageOf({ facts, ports }: Subject, wishes: Wishes, outside: boolean): Vantage {
  if (outside) return { namespace: '', labels: {}, outside, ports, via: wishes.via };
  // The labels that a policy can meet: those of every run, without the number of this one.
  const { 'kubesvc.dev/run': _, ...labels } = podLabels(wishes.pod.labels);
  return {
    namespace: wishes.fromNamespace ?? namespaceOf(facts.service),
    labels,
    node: wishes.pod.node,
    ports,
    via: wishes.via,
  };
}

export const examine = (subject: Subject, wishes: Wishes): Examined => ({
  ...subject,
  diagnosis: diagnose(subject.facts, vantageOf(subject, wishes, isFromHereAlone(wishes))),
});

/** The ports that packets may tell more of: not those that the API has proved dead, unless a pod is insisted on. */
export function toTry({ ports, diagnosis }: Examined, { mode }: Pick<Wishes, 'mode'>): ServicePort[] {
  if (mode === 'no') return [];
  const living = mode === 'force' ? ports : ports.filter((port) => !diagnosis.dead.includes(port));
  return living.filter(({ protocol = 'TCP' }) => protocol !== 'SCTP');
}

/** The same of what this machine may tell. */
export const toTryHere = (one: Examined, { local, mode }: Wishes): ServicePort[] =>
  local ? toTry(one, { mode: mode === 'no' ? 'auto' : mode }) : [];

/** Whether a pod is to try anything of a Service: one without ports still has its name. */
export const isTried = (one: Examined, wishes: Wishes): boolean =>
  wishes.mode !== 'no' &&
  !isFromHereAlone(wishes) &&
  (toTry(one, wishes).length > 0 || (one.ports.length === 0 && (!one.diagnosis.decided || wishes.mode === 'force')));

export function absentResult({ namespace, name, finding }: Absent): Result {
  return {
    service: { namespace, name },
    port: null,
    verdict: 'unreachable',
    shape: null,
    cause: finding.id,
    message: finding.id === 'S05' ? 'There is no such port.' : 'There is no such Service.',
    checks: [],
    findings: [finding],
  };
}

/** Checks of one Service and port from one vantage, with the controls; built once for all Services. */
type Index = (view: View, service: string, port: ServicePort | undefined) => Check[];

export function indexed(views: readonly View[]): Index {
  const key = (view: string, service: string, port: string) => `${view}\0${service}\0${port}`;
  const map = new Map<string, Check[]>();
  for (const { id, checks } of views) {
    for (const check of checks) {
      const at = key(id, check.service ?? '', check.servicePort ? portKey(check.servicePort) : '');
      const list = map.get(at);
      if (list) list.push(check);
      else map.set(at, [check]);
    }
  }
  const get = (view: View, service: string, port: string) => map.get(key(view.id, service, port)) ?? [];
  return (view, service, port) => [
    ...get(view, '', ''),
    ...get(view, service, ''),
    ...(port ? get(view, service, portKey(port)) : []),
  ];
}

/** What judging goes by besides checks. */
export type Judging = Wishes & { loopback: Loopback };

/** A result for each port of a Service, from what the API says and what the vantages saw. */
export function resultsOf(one: Examined, views: readonly View[], index: Index, wishes: Judging): Result[] {
  const { ports, facts } = one;
  const service = `${namespaceOf(facts.service)}/${facts.service.metadata.name}`;
  const tried = toTry(one, wishes);
  const each: (ServicePort | undefined)[] = ports.length > 0 ? ports : [undefined];
  // With what packets have shown, what the API says is surer, or is refuted: node by node, for much depends on it.
  const known = views.map((view) => {
    const seen = each.flatMap((port) => index(view, service, port));
    const about = vantageOf(one, wishes, view.outside === true);
    const vantage = { ...about, node: about.node ?? (view.node || undefined), addresses: view.addresses };
    return seen.length > 0 ? diagnose(facts, vantage, [...new Set(seen)]).findings : one.diagnosis.findings;
  });
  return each.map((port) => {
    const own = (findings: readonly Finding[]) =>
      findings.filter(({ ports: of }) => !of || !port || of.includes(portKey(port)));
    const findings = own(views.length === 0 ? one.diagnosis.findings : ofAll(known));
    if (port && one.diagnosis.dead.includes(port) && !tried.includes(port)) return dead(one, port, findings, wishes);
    if (port?.protocol === 'SCTP') return untested(one, port, findings, wishes);
    if (views.length === 0) return unseen(one, port, findings, wishes);
    const knowing = views.map((view, number) => ({ view, known: own(known[number] ?? []) }));
    return seenResult({ one, port, findings, service, views: knowing, index, wishes });
  });
}

/** What is known from any vantage; where one of them knows an error, a lesser finding of the same id is its shadow. */
function ofAll(known: readonly (readonly Finding[])[]): Finding[] {
  const all = distinct(known.flat());
  if (known.length < 2) return all;
  const errors = new Set(all.filter(({ severity }) => severity === 'error').map(({ id }) => id));
  return ranked(all.filter(({ id, severity }) => severity === 'error' || !errors.has(id)));
}

interface SeenAt {
  one: Examined;
  port: ServicePort | undefined;
  findings: readonly Finding[];
  service: string;
  /** Each with what is known from there. */
  views: readonly { view: View; known: readonly Finding[] }[];
  index: Index;
  wishes: Judging;
}

function seenResult({ one, port, findings: known, service, views: each, index, wishes }: SeenAt): Result {
  const { facts } = one;
  const views = each.map(({ view }) => view);
  const troubles = views.flatMap(({ trouble }) => (trouble ? [addressed(trouble, facts)] : []));
  const seenBy = (from: SeenAt['views']) =>
    from.map(({ view, known: own }) => judged({ facts, port, known: own, wishes }, view, index(view, service, port)));
  const inside = seenBy(each.filter(({ view }) => !view.outside));
  const pods = combined(inside.map((seen) => seen.verdict));
  const nothing = inside.every(({ checks }) => checks.every(({ outcome }) => outcome === 'not-run'));
  const untold =
    troubles.some(({ severity }) => severity === 'error') && pods?.word === 'inconclusive' && nothing
      ? { ...pods, sentence: nothingLearned(facts, port) }
      : pods;
  const outside = each
    .filter(({ view }) => view.outside)
    .map(({ view }) => judgedHere({ facts, port, known, wishes }, view, index(view, service, port), pods));
  const fromHere = outside.flatMap((seen) => seen.verdict ?? [])[0];
  // Of many Services those that are not for the outside are passed over.
  const notAsked = outside.length > 0 && !fromHere && !pods && !('named' in wishes.what);
  const said = untold && fromHere ? withHere(untold, fromHere) : (untold ?? fromHere ?? noAddress);
  const judgements = [...inside, ...outside];
  const found = distinct(judgements.flatMap((seen) => (notAsked ? [] : seen.found)));
  const triedOutside = outside.some(({ checks: own }) => own.some(({ via }) => via === 'load-balancer'));
  const findings = kept(
    merged(withoutGuesses(triedOutside ? known.filter(({ id }) => id !== 'L04') : known, found), [
      ...troubles.filter(({ severity }) => said.word === 'inconclusive' || severity === 'warning'),
      ...found,
    ]),
    service,
    wishes,
  );
  const bound = findings.some(({ id, confidence }) => id === 'S04' && confidence === 'certain');
  const verdict = bound && said.shape === 'NOT LISTENING' ? { ...said, sentence: loopbackSentence } : said;
  const checks = judgements.flatMap((seen) => seen.checks);
  const front = checks.filter(({ layer, via }) => layer === 'l4' && via !== 'control');
  const response = wishes.showResponse ? responseOf(front, views) : undefined;
  const skipped = notAsked || (front.length > 0 && front.every((check) => check.skipped));
  return resultOf({ facts, port, verdict, findings, checks, response, skipped });
}

/** A way out that names the Service: it is to be pasted. */
function addressed(trouble: Finding, { service }: Facts): Finding {
  const name = `${service.metadata.name} -n ${namespaceOf(service)}`;
  const fix = trouble.fix.map((one) => ({ ...one, command: one.command.replace('probe NAME', `probe ${name}`) }));
  return { ...trouble, fix };
}

function nothingLearned(facts: Facts, port: ServicePort | undefined): string {
  const { service, slices } = facts;
  const count = port && slices ? within(service, slices, port).length : 0;
  const shows = count > 0 ? ` What the API shows: ${count} ${count === 1 ? 'endpoint' : 'endpoints'} ready.` : '';
  return `Nothing was learned about ${namespaceOf(service)}/${service.metadata.name} over the network.${shows}`;
}

const loopbackSentence = 'The application binds 127.0.0.1. The Service, DNS and the network path are fine.';

interface About {
  facts: Facts;
  port: ServicePort | undefined;
  known: readonly Finding[];
  wishes: Judging;
}

function judged({ facts, port, known, wishes }: About, view: View, checks: Check[]) {
  const { statuses, body } = wishes.expectation;
  // What could not be read is not what was not met.
  const unread = body !== undefined && view.bodies.size === 0 && view.trouble !== undefined;
  const expectation = expected(checks, textsOf(checks, view), { statuses, body: unread ? undefined : body });
  const setting: Setting = {
    via: wishes.via,
    node: view.node,
    pending: isPending(facts),
    localNodes: localNodes(facts, port, view),
    shutByRanges: isShutByRanges(facts, view),
    dropsFromOutside: known.some(({ id, severity }) => id === 'T01' && severity === 'error'),
    expectation,
    udp: port?.protocol === 'UDP',
    meshed: isMeshed(facts.selected),
    dnsElsewhere: !(facts.system.pods ?? []).some((pod) => isDns(pod) && pod.spec.nodeName === view.node),
  };
  const seen = judge(checks, setting);
  const lost =
    view.trouble?.severity === 'error' && checks.some(({ outcome, skipped }) => outcome === 'not-run' && !skipped);
  const verdict =
    seen.word === 'reachable' && (lost || unread) ? { ...seen, ...(lost ? lostVerdict : unreadVerdict) } : seen;
  const found = packetFindings({
    facts,
    port,
    checks,
    verdict,
    known,
    expectation,
    node: view.node,
    loopback: wishes.loopback,
  });
  return { verdict, found, checks };
}

const noAddress: Verdict = { word: 'inconclusive', sentence: 'It has no address outside the cluster.', failed: [] };

/** What this machine saw; without a verdict where there was nothing to see. */
function judgedHere({ facts, port, known, wishes }: About, view: View, all: Check[], pods: Verdict | undefined) {
  const checks = all.filter(({ vantage }) => vantage === view.id);
  const expectation = expected(checks, textsOf(checks, view), wishes.expectation);
  const seen = judgeHere(checks, {
    pending: isPending(facts),
    localNodes: localNodes(facts, port, view),
    expectation,
    via: wishes.via,
  });
  if (!port) return { verdict: seen, found: [], checks };
  const verdict = seen ?? noAddress;
  const answers = answerFindings({
    facts,
    port,
    checks,
    verdict,
    known,
    expectation,
    node: view.node,
    loopback: wishes.loopback,
  });
  // Where pods fail as well, the way from here is not why.
  const found = [...(pods?.word === 'unreachable' ? [] : notRoutable(facts, port, checks)), ...answers];
  return { verdict: seen, found, checks };
}

const isPending = ({ service: { spec, status } }: Facts) =>
  spec.type === 'LoadBalancer' && (status?.loadBalancer?.ingress ?? []).length === 0;

const isDns = ({ metadata }: Pod) => metadata.labels?.['k8s-app'] === 'kube-dns';

/** Under externalTrafficPolicy Local: addresses of the nodes that have an endpoint, and of the one that the pod is on. */
function localNodes(
  { service, nodes = [], slices = [] }: Facts,
  port: ServicePort | undefined,
  { node }: View,
): Set<string> | undefined {
  if (service.spec.externalTrafficPolicy !== 'Local' || !port) return undefined;
  const serving = new Set(slices.flatMap(({ endpoints }) => endpoints ?? []).flatMap(({ nodeName }) => nodeName ?? []));
  return new Set(
    nodes
      .filter(({ name }) => serving.has(name) || name === node)
      .flatMap(({ addresses, external }) => [...addresses, ...external]),
  );
}

const unreadVerdict = {
  word: 'inconclusive',
  sentence: 'It answers; whether with what was expected could not be read.',
} as const;

const lostVerdict = {
  word: 'inconclusive',
  sentence: 'What came back is well, and not everything came back.',
} as const;

/** loadBalancerSourceRanges name others than this pod: that its balancer drops the pod is what was asked for. */
function isShutByRanges({ service }: Facts, { addresses }: View): boolean {
  const { loadBalancerSourceRanges: ranges = [] } = service.spec;
  return ranges.length > 0 && !addresses.some((address) => ranges.some((range) => inBlock(address, range)));
}

const mostShown = 2048;

const textsOf = (checks: readonly Check[], { bodies }: View): string[] =>
  checks.flatMap(({ id }) => {
    const body = bodies.get(id);
    return body ? [new TextDecoder().decode(body)] : [];
  });

function responseOf(checks: readonly Check[], views: readonly View[]): string | undefined {
  for (const view of views) {
    for (const { id, vantage } of checks) {
      const body = vantage === view.id ? view.bodies.get(id) : undefined;
      if (body && body.length > 0) return new TextDecoder().decode(body.subarray(0, mostShown));
    }
  }
  return undefined;
}

/** Of several pods: good only where all that learned something say so, bad only where all do; undefined for none. */
function combined(verdicts: readonly Verdict[]): Verdict | undefined {
  const told = verdicts.filter(({ word }) => word !== 'inconclusive');
  const [first] = told.length > 0 ? told : verdicts;
  if (!first) return undefined;
  if (told.every(({ word }) => word === first.word)) return first;
  const good = told.filter(({ word }) => word === 'reachable').length;
  const failed = told.flatMap((verdict) => verdict.failed);
  const bad = told.find(({ word }) => word === worst(told.map((one) => one.word)));
  return {
    word: 'degraded',
    shape: bad?.shape ?? 'PART',
    sentence: `It depends on the node: from ${good} of ${told.length} it is reachable by every way.`,
    failed,
  };
}

const distinct = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [`${finding.id} ${finding.reason ?? ''} ${finding.message}`, finding])).values(),
];

/** Without what the user does not want to hear of. */
const kept = (findings: readonly Finding[], service: string, { suppress }: Wishes): Finding[] =>
  findings.filter(
    ({ id }) => !suppress.some((one) => one.id === id && (one.service === undefined || one.service === service)),
  );

const serviceOf = ({ facts }: Examined) => `${namespaceOf(facts.service)}/${facts.service.metadata.name}`;

/** What the API alone has proved. */
function dead(one: Examined, port: ServicePort, findings: readonly Finding[], wishes: Wishes): Result {
  const sentence = deadSentence(findings);
  const verdict = { word: 'unreachable', shape: 'NO ENDPOINTS', sentence } as const;
  return resultOf({ facts: one.facts, port, verdict, findings: kept(findings, serviceOf(one), wishes), checks: [] });
}

function deadSentence(findings: readonly Finding[]): string {
  const cause = causeOf(findings);
  if (cause?.id === 'T02') return 'No endpoint is on that node, and the Service uses none on others.';
  if (cause?.id === 'X01') return 'It stands for an address, where only a name can be.';
  return 'No pod backs this Service, so connections are refused or time out.';
}

function untested(one: Examined, port: ServicePort, findings: readonly Finding[], wishes: Wishes): Result {
  const verdict = { word: 'inconclusive', sentence: 'SCTP cannot be tested. The API shows endpoints for it.' } as const;
  return resultOf({ facts: one.facts, port, verdict, findings: kept(findings, serviceOf(one), wishes), checks: [] });
}

/** No pod was wanted. */
function unseen(one: Examined, port: ServicePort | undefined, findings: readonly Finding[], wishes: Wishes): Result {
  const { facts, diagnosis } = one;
  const decided = !port && diagnosis.decided;
  const sentence = decided
    ? deadSentence(findings)
    : 'The API shows nothing that stands in the way; whether a packet gets through was not tried.';
  const verdict = { word: decided ? 'unreachable' : 'inconclusive', sentence } as const;
  return resultOf({ facts, port, verdict, findings: kept(findings, serviceOf(one), wishes), checks: [] });
}
