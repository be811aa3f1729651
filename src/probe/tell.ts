import { type Facts, namespaceOf } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { visible } from '../output/visible.ts';
import type { ServicePort } from '../service/types.ts';
import type { Check } from './checks.ts';
import { labelsOf } from './job.ts';
import { checkLines, ending, findingLines, skippedLines, vantage } from './report.ts';
import type { Ran } from './run.ts';
import { judge, type Verdict, type Word, worst } from './verdict.ts';

const nobodyBehind = 'No pod backs this Service, so every connection is refused or lost.';
const notRun = 'Nothing was learned over the network: the probe pod did not run.';

/** What is known before a pod runs, and which ports it is to try. */
export interface Plan {
  facts: Facts;
  findings: Finding[];
  dead: ServicePort[];
  testable: ServicePort[];
  untested: ServicePort[];
}

/** Where the API alone decides: no endpoint, or no pod wanted. */
export function sayWithoutPod(
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

interface Results {
  checks: readonly Check[];
  /** Name of the Job that ran. */
  job: string;
  image: string;
  /** From its beginning to its end. */
  seconds: number;
  showResponse: boolean;
}

/** Judges what the pod said, and says it. */
export function tellResults(
  { facts, findings, dead, testable, untested }: Plan,
  ran: Ran,
  { checks, job, image, seconds, showResponse }: Results,
  say: (text: string) => void,
): Word {
  if ('trouble' in ran) {
    const all = [ran.trouble, ...findings];
    say(findingLines(all) + skippedLines(facts.skipped) + ending({ word: 'inconclusive', sentence: notRun }, all, ''));
    return 'inconclusive';
  }
  const namespace = namespaceOf(facts.service);
  say(`${vantage({ job, namespace, node: ran.node, image, seconds })}\n${checkLines(checks)}`);
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
  // The labels that a policy can meet: those of every run, without the number of this one.
  const { 'kubesvc.dev/run': _, ...labels } = labelsOf('');
  const ports = [...testable, ...dead, ...untested];
  const all = diagnose(facts, { namespace, labels, node: ran.node, ports }, checks).findings;
  if (ran.records.body && showResponse) say(`\n${shown(ran.records.body)}\n`);
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

function reachable(facts: Facts, checks: readonly Check[], seconds: number): string {
  const { metadata } = facts.service;
  const tried = checks.filter(({ outcome }) => outcome !== 'not-run').length;
  return `${metadata.name}.${namespaceOf(facts.service)} answers by every way that was tried (${tried} checks, ${seconds.toFixed(1)} s). Probe job deleted.`;
}

const shown = (body: Uint8Array) => new TextDecoder().decode(body).split('\n').map(visible).join('\n').trimEnd();
