import { kubectl } from '../../diagnosis/command.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Check } from './checks.ts';
import { wantsCertificate } from './client-certificate.ts';
import { muteEndpoints } from './endpoints.ts';
import { answersOf } from './expectation.ts';
import { ofPort } from './of-port.ts';
import { otherProtocol, seconds, unanswered } from './protocol.ts';
import { redirects } from './redirects.ts';
import type { Seen } from './seen.ts';
import { swappedPorts } from './swapped.ts';
import { by } from './verdict.ts';
import { toolWords } from './words.ts';

/** P01, P03, H01, H02: what was said over connections that stood. */
export function answerFindings(seen: Seen): Finding[] {
  const { facts, port, checks, verdict } = seen;
  if (!port) return [];
  const certificates = wantsCertificate(port, checks, facts);
  // A server that turns strangers away answers as it must; an alert leaves what others have been told.
  const turnedAway = certificates.some(({ reason }) => reason !== undefined);
  const swapped = swappedPorts(seen, port);
  return [
    ...(swapped.length > 0 ? swapped : otherProtocol(port, checks, facts)),
    // A mesh that cuts off strangers is told of as that.
    ...(verdict.shape === 'PROTOCOL' ? [] : unanswered(port, checks, facts)),
    ...mute(port, checks, facts),
    ...certificates,
    ...badAnswers(seen, port, turnedAway),
    ...stalled(port, checks),
    ...redirects(port, checks, facts),
  ];
}

/** H01: HTTP statuses that are none of success, or not the one that was wanted. */
function badAnswers({ facts, checks, expectation, verdict }: Seen, port: ServicePort, turnedAway: boolean): Finding[] {
  const { name } = facts.service.metadata;
  const namespace = namespaceOf(facts.service);
  const bad = [...new Set(answersOf(checks).flatMap(({ status }) => status ?? []))].filter((status) => status >= 400);
  const divided = dividedBy(checks);
  const missed = expectation !== undefined && !expectation.met && verdict.word !== 'unreachable';
  if (!missed && (bad.length === 0 || turnedAway)) return [];
  const severe = missed || divided !== undefined || bad.some((status) => status >= 500);
  return [
    ofPort(port, 'H01', {
      severity: severe ? 'warning' : 'info',
      confidence: 'certain',
      reason: missed ? 'expectation' : String(bad[0]),
      message: missed
        ? `port ${port.port} ${expectation.text}`
        : (divided?.text ?? `port ${port.port} answers HTTP ${bad.join(', ')}`),
      ...(divided && {
        objects: divided.pods.slice(0, 5).map((pod) => ({ kind: 'Pod', name: pod, namespace })),
      }),
      evidence: bad.some((status) => status >= 502 && status <= 504)
        ? ['502, 503 and 504 are what a proxy says that has nothing behind it']
        : bad.includes(404)
          ? ['404 is what a server says that knows the host name or the path not: --host-header, --path']
          : [],
      fix: severe
        ? [
            {
              command: `kubesvc probe ${name}:${port.port} -n ${namespace} --path /healthz --show-response`,
              why: 'ask for the path that should work, and see the answer',
            },
          ]
        : [],
    }),
  ];
}

/** H01: an endpoint in rotation leaves requests without an answer, and others answer them. */
function mute(port: ServicePort, checks: readonly Check[], { service }: Facts): Finding[] {
  const silent = muteEndpoints(checks);
  const [first] = silent;
  if (!first) return [];
  const namespace = namespaceOf(service);
  const pods = silent.flatMap(({ endpoint }) => endpoint?.pod ?? []);
  const who = silent.map(({ endpoint, host }) => endpoint?.pod ?? host);
  const [pod] = pods;
  const others = new Set(by(checks, 'endpoints').flatMap(({ status, host }) => (status === undefined ? [] : [host])))
    .size;
  return [
    ofPort(port, 'H01', {
      confidence: 'certain',
      reason: first.outcome === 'timeout' ? 'silent' : 'closed',
      message: `${who.slice(0, 3).join(', ')}${who.length > 3 ? ` and ${who.length - 3} more` : ''} ${who.length === 1 ? 'takes' : 'take'} connections and ${first.outcome === 'timeout' ? `${who.length === 1 ? 'gives' : 'give'} no answer within ${seconds(first)}` : `${who.length === 1 ? 'ends' : 'end'} them without an answer`}, while ${others} other ${others === 1 ? 'endpoint answers' : 'endpoints answer'}`,
      objects: pods.slice(0, 5).map((name) => ({ kind: 'Pod', name, namespace })),
      evidence: silent
        .slice(0, 4)
        .map(({ host, port: at, raw }) => `${host}:${at} ${toolWords(raw) || 'says nothing'}`),
      fix: pod ? [{ command: kubectl(namespace, 'logs', pod, '--tail=50'), why: 'what it says of it' }] : [],
    }),
  ];
}

/** H01: a good status, and then not the length that was promised: a stall of the application, or of large packets. */
function stalled(port: ServicePort, checks: readonly Check[]): Finding[] {
  const first = checks.find(
    ({ layer, status = 500, outcome, raw }) =>
      layer === 'l7' && status < 300 && outcome === 'timeout' && /Content-Length: [1-9]/i.test(raw),
  );
  if (!first) return [];
  return [
    ofPort(port, 'H01', {
      severity: 'warning',
      reason: 'stalled',
      message: `port ${port.port} answers HTTP ${first.status}, and the rest of the answer does not come within ${seconds(first)}`,
      evidence: [toolWords(first.raw), 'the application stalls, or packets of full size are lost on the way (MTU)'],
      fix: [],
    }),
  ];
}

/** Where some endpoints answer well and others do not: who says what. */
function dividedBy(checks: readonly Check[]): { text: string; pods: string[] } | undefined {
  const answers = answersOf(by(checks, 'endpoints'));
  const byStatus = new Map<number, string[]>();
  for (const { status = 0, endpoint, host } of answers)
    byStatus.set(status, [...(byStatus.get(status) ?? []), endpoint?.pod ?? host]);
  const statuses = [...byStatus.keys()].sort((a, b) => b - a);
  if (!statuses.some((status) => status < 400) || !statuses.some((status) => status >= 400)) return undefined;
  const named = (who: readonly string[]) =>
    who.length > 2 ? `${who.slice(0, 2).join(', ')} and ${who.length - 2} more` : who.join(', ');
  return {
    text: `the endpoints answer differently: ${statuses.map((status) => `HTTP ${status} by ${named([...new Set(byStatus.get(status))])}`).join('; ')}`,
    pods: [...new Set(statuses.filter((status) => status >= 400).flatMap((status) => byStatus.get(status) ?? []))],
  };
}
