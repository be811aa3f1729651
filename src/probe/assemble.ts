import { diagnose } from '../diagnosis/diagnose.ts';
import { within } from '../diagnosis/endpoints.ts';
import { type Facts, namespaceOf } from '../diagnosis/facts.ts';
import { type Finding, portKey, ranked } from '../diagnosis/finding.ts';
import type { ServicePort } from '../service/types.ts';
import { type Examined, toTry, vantageOf } from './examined.ts';
import { detected } from './judge/detect.ts';
import { merged } from './judge/findings.ts';
import { withHere } from './judge/here.ts';
import { withLoopback, withoutGuesses } from './judge/loopback.ts';
import { type Verdict, worst } from './judge/verdict.ts';
import { judged, judgedHere, type Judging, noAddress } from './judged.ts';
import { resultOf } from './report/build.ts';
import type { Result } from './report/model.ts';
import { deadResult, sctpResult, unseenResult } from './untried.ts';
import { type Index, responseOf, type View } from './view.ts';
import type { Wishes } from './wishes.ts';

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
    const told = { port, findings, shown: kept(findings, service, wishes) };
    if (port && one.diagnosis.dead.includes(port) && !tried.includes(port)) return deadResult(facts, told);
    if (port?.protocol === 'SCTP') return sctpResult(facts, told);
    if (views.length === 0) return unseenResult(one, told);
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
  const spokenAt = (view: View) =>
    new Map(
      one.ports.map((own) => [portKey(own), detected(index(view, service, own), own.protocol ?? 'TCP')] as const),
    );
  const seenBy = (from: SeenAt['views']) =>
    from.map(({ view, known: own }) =>
      judged({ facts, port, known: own, wishes, spoken: spokenAt(view) }, view, index(view, service, port)),
    );
  const inside = seenBy(each.filter(({ view }) => !view.outside));
  const pods = combined(inside.map((seen) => seen.verdict));
  const nothing = inside.every(({ checks }) => checks.every(({ outcome }) => outcome === 'not-run'));
  const untold =
    troubles.some(({ severity }) => severity === 'error') && pods?.word === 'inconclusive' && nothing
      ? { ...pods, sentence: nothingLearned(facts, port) }
      : pods;
  const outside = each
    .filter(({ view }) => view.outside)
    .map(({ view }) =>
      judgedHere({ facts, port, known, wishes, spoken: spokenAt(view) }, view, index(view, service, port), pods),
    );
  const fromHere = outside.flatMap((seen) => seen.verdict ?? [])[0];
  // Of many Services those that are not for the outside are passed over.
  const notAsked = outside.length > 0 && !fromHere && !pods && !('named' in wishes.what);
  const said = untold && fromHere ? withHere(untold, fromHere) : (untold ?? fromHere ?? noAddress);
  const judgements = [...inside, ...outside];
  const found = distinct(judgements.flatMap((seen) => (notAsked ? [] : seen.found)));
  const triedOutside = outside.some(({ checks: own }) => own.some(({ via }) => via === 'load-balancer'));
  const checks = judgements.flatMap((seen) => seen.checks);
  const guessed = withoutGuesses(triedOutside ? known.filter(({ id }) => id !== 'L04') : known, found);
  const findings = kept(
    merged(withLoopback(guessed, checks, wishes.loopback), [
      ...troubles.filter(({ severity }) => said.word === 'inconclusive' || severity === 'warning'),
      ...found,
    ]),
    service,
    wishes,
  );
  const bound = findings.some(({ id, confidence }) => id === 'S04' && confidence === 'certain');
  const verdict = bound && said.shape === 'NOT LISTENING' ? { ...said, sentence: loopbackSentence } : said;
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
