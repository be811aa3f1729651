import type { Check } from './checks.ts';
import type { Setting } from './judge.ts';
import { isOk, type Verdict } from './verdict.ts';

/** What is known besides packets, where it matters outside. */
export type SettingHere = Pick<Setting, 'pending' | 'localNodes' | 'expectation' | 'via'>;

/**
 * What the connections of this machine say of one port; undefined where there was nothing to try, as the Service has no
 * address outside its cluster. That none of them stands is a fact of this machine, and says nothing of the cluster's pods.
 */
export function judgeHere(checks: readonly Check[], { pending, localNodes, expectation, via }: SettingHere) {
  const connections = checks.filter(({ layer }) => layer === 'l4');
  if (connections.length === 0)
    return pending ? verdict('unreachable', 'It has no load balancer address.', [], 'PART') : undefined;
  const ran = connections.filter(({ outcome }) => outcome !== 'not-run');
  const [why] = connections.flatMap(({ raw }) => (raw === '' ? [] : [raw]));
  if (ran.length === 0)
    return verdict('inconclusive', `From this machine nothing was tried${why === undefined ? '.' : `: ${why}.`}`);
  const { good, bad } = placesOf(ran);
  const silent = bad.filter(({ outcome }) => outcome === 'no-answer');
  if (good.length === 0 && silent.length > 0)
    return verdict('inconclusive', 'Nothing answered this machine over UDP, which proves nothing.', silent);
  if (good.length === 0)
    return verdict('unreachable', 'From this machine none of its addresses answers.', bad, 'OUTSIDE');
  // Where there is an address made for the outside, node ports are no way that anybody was promised; and under its own
  // policy a node without an endpoint passes nothing on. Asked for by name, each of them counts.
  const made = ran.some(({ via: way }) => way !== 'node-port');
  const promised = ({ via: way, host }: Check) =>
    way !== 'node-port' || via?.includes('node-port') || !(made || (localNodes && !localNodes.has(host)));
  const failed = bad.filter((check) => check.outcome !== 'no-answer' && promised(check));
  if (failed.length > 0)
    return verdict(
      'degraded',
      `From this machine it answers at ${hosts(good)}, and not at ${hosts(failed)}.`,
      failed,
      'PART',
    );
  if (expectation && !expectation.met) return verdict('degraded', 'It answers, but not as was expected.', good, 'HTTP');
  if (pending) return verdict('degraded', 'Its node ports answer, and it has no load balancer address.', [], 'PART');
  return verdict('reachable', '');
}

const verdict = (
  word: Verdict['word'],
  sentence: string,
  failed: readonly Check[] = [],
  shape?: Verdict['shape'],
): Verdict => ({ word, sentence, failed, ...(shape && { shape }) });

/** Checks that answered, and those of places of which no address did. */
export function placesOf(checks: readonly Check[]): { good: Check[]; bad: Check[] } {
  const reached = new Set(checks.filter(isOk).map(placeOf));
  return {
    good: checks.filter(isOk),
    bad: checks.filter((check) => !isOk(check) && !reached.has(placeOf(check))),
  };
}

const placeOf = ({ via, place, host, port }: Check) => `${via} ${place ?? host} ${port}`;

const mostNamed = 4;

function hosts(checks: readonly Check[]): string {
  const all = [...new Set(checks.map(({ host }) => host))];
  return all.length > mostNamed
    ? `${all.slice(0, mostNamed).join(', ')} and ${all.length - mostNamed} more`
    : all.join(', ');
}

/** Both together. From here alone nothing is ever proved of the inside, nor the other way round. */
export function withHere(pod: Verdict, outside: Verdict): Verdict {
  const failed = [...pod.failed, ...outside.failed];
  if (pod.word === 'inconclusive') return { ...pod, sentence: `${pod.sentence} ${plainly(outside)}` };
  if (outside.word === 'inconclusive') return { ...outside, failed };
  if (pod.word === outside.word && pod.word !== 'degraded')
    return { ...pod, failed, sentence: pod.word === 'reachable' ? '' : `${pod.sentence} ${plainly(outside)}` };
  const inside = pod.word === 'reachable' ? 'Pods reach it.' : pod.sentence;
  const sentence = outside.word === 'reachable' ? plainly(outside) : outside.sentence;
  const shape = (pod.word === 'reachable' ? outside : pod).shape ?? 'PART';
  return { word: 'degraded', shape, sentence: `${inside} ${sentence}`, failed };
}

const plainly = ({ word, sentence }: Verdict) => (word === 'reachable' ? 'From this machine it answers.' : sentence);
