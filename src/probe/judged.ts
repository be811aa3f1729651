import { inBlock } from '../diagnosis/addresses.ts';
import type { Facts, Pod } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { ServicePort } from '../service/types.ts';
import { answerFindings } from './judge/answers.ts';
import { expected } from './judge/expectation.ts';
import type { Check } from './judge/checks.ts';
import { isMeshed } from './judge/endpoints.ts';
import { packetFindings } from './judge/findings.ts';
import { judgeHere, type SettingHere } from './judge/here.ts';
import { judge } from './judge/judge.ts';
import { notRoutable } from './judge/not-routable.ts';
import type { Loopback, Seen } from './judge/seen.ts';
import type { Verdict } from './judge/verdict.ts';
import { textsOf, type View } from './view.ts';
import type { Wishes } from './wishes.ts';

/** What judging goes by besides checks. */
export type Judging = Wishes & { loopback: Loopback };

/** One port of one Service, and what is known of it. */
interface About {
  facts: Facts;
  port: ServicePort | undefined;
  known: readonly Finding[];
  wishes: Judging;
  /** What each of its ports speaks, as seen from there. */
  spoken: Seen['spoken'];
}

/** What both kinds of vantage are judged by: the Service's own promises, and what was wanted of its answers. */
function before(
  { facts, port, known, wishes, spoken }: About,
  view: View,
  checks: readonly Check[],
  wanted: Wishes['expectation'],
) {
  const expectation = expected(checks, textsOf(checks, view), wanted);
  const setting: SettingHere = {
    via: wishes.via,
    pending: isPending(facts),
    localNodes: localNodes(facts, port, view),
    expectation,
  };
  const { loopback } = wishes;
  return {
    setting,
    seenAs: (verdict: Verdict): Seen => ({
      facts,
      port,
      checks,
      verdict,
      known,
      expectation,
      node: view.node,
      spoken,
      loopback,
    }),
  };
}

/** What a pod saw. */
export function judged(about: About, view: View, checks: Check[]): Judged {
  const { facts, port, known, wishes } = about;
  const { statuses, body } = wishes.expectation;
  // What could not be read is not what was not met.
  const unread = body !== undefined && view.bodies.size === 0 && view.trouble !== undefined;
  const { setting, seenAs } = before(about, view, checks, { statuses, body: unread ? undefined : body });
  const seen = judge(checks, {
    ...setting,
    node: view.node,
    shutByRanges: isShutByRanges(facts, view),
    dropsFromOutside: known.some(({ id, severity }) => id === 'T01' && severity === 'error'),
    udp: port?.protocol === 'UDP',
    meshed: isMeshed(facts.selected),
    strictMesh: known.some(
      ({ id, severity, confidence }) => id === 'M01' && severity === 'error' && confidence === 'certain',
    ),
    dnsElsewhere: !(facts.system.pods ?? []).some((pod) => isDns(pod) && pod.spec.nodeName === view.node),
  });
  const lost =
    view.trouble?.severity === 'error' && checks.some(({ outcome, skipped }) => outcome === 'not-run' && !skipped);
  const verdict =
    seen.word === 'reachable' && (lost || unread) ? { ...seen, ...(lost ? lostVerdict : unreadVerdict) } : seen;
  return { verdict, found: packetFindings(seenAs(verdict)), checks };
}

export const noAddress: Verdict = {
  word: 'inconclusive',
  sentence: 'It has no address outside the cluster.',
  failed: [],
};

interface Judged {
  verdict: Verdict;
  found: Finding[];
  checks: Check[];
}

/** What this machine saw; without a verdict where there was nothing to see. */
export function judgedHere(
  about: About,
  view: View,
  all: Check[],
  pods: Verdict | undefined,
): Omit<Judged, 'verdict'> & { verdict: Verdict | undefined } {
  const { facts, port, wishes } = about;
  const checks = all.filter(({ vantage }) => vantage === view.id);
  const { setting, seenAs } = before(about, view, checks, wishes.expectation);
  const seen = judgeHere(checks, setting);
  if (!port) return { verdict: seen, found: [], checks };
  const answers = answerFindings(seenAs(seen ?? noAddress));
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
