import { kubectl } from '../../diagnosis/command.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import { type Finding, portKey } from '../../diagnosis/finding.ts';
import type { Check } from './checks.ts';
import { detected, endsAfterHandshake } from './detect.ts';
import type { Seen } from './seen.ts';
import { muteEndpoints } from './endpoints.ts';
import { by } from './verdict.ts';
import { declaredScheme } from '../pod/scheme.ts';
import type { ServicePort } from '../../service/types.ts';

/** P01, P03, H01, H02: what was said over connections that stood. */
export function answerFindings({ facts, port, checks, expectation, verdict }: Seen): Finding[] {
  if (!port) return [];
  const ports = [portKey(port)];
  const { name } = facts.service.metadata;
  const namespace = namespaceOf(facts.service);
  const found: Finding[] = [];
  const wrong = mismatch(port, checks);
  if (wrong) {
    const index = (facts.service.spec.ports ?? []).findIndex((one) => portKey(one) === ports[0]);
    const patch = JSON.stringify([
      { op: 'add', path: `/spec/ports/${index}/appProtocol`, value: appProtocols[wrong.is] ?? wrong.is },
    ]);
    found.push({
      id: 'P01',
      severity: 'warning',
      confidence: 'certain',
      reason: wrong.is,
      ports,
      message: `port ${port.port} ${declaration(port)}, and speaks ${wrong.is}`,
      evidence: checks
        .filter(({ layer, raw }) => layer === 'l7' && raw !== '')
        .slice(0, 2)
        .map(({ speaks, raw }) => `${speaks}: ${raw.replace(/[\s|]+$/, '').trim()}`),
      fix: [
        {
          command: `kubectl -n ${namespace} patch svc ${name} --type=json -p '${patch}'`,
          why: 'clients and proxies choose the protocol by it',
        },
      ],
    });
  }
  // A mesh that cuts off strangers is told of as that.
  if (verdict.shape !== 'PROTOCOL') found.push(...unanswered(port, checks, facts));
  found.push(...mute(port, checks, facts));
  const certificate = checks.find(
    ({ speaks, raw }) =>
      speaks === 'https' && /error:0A000410|error:0A00045C|alert handshake failure|certificate required/.test(raw),
  );
  if (certificate)
    found.push({
      id: 'P03',
      severity: 'warning',
      confidence: 'likely',
      ports,
      message: `port ${port.port} speaks TLS and refuses clients without a certificate`,
      evidence: [certificate.raw],
      fix: [],
    });
  const statuses = [...new Set(answersOf(checks).flatMap(({ status }) => status ?? []))];
  const uncertified = !certificate && wantsCertificate(checks);
  if (uncertified) found.push(refusesStrangers(port, statuses, facts));
  const bad = statuses.filter((status) => status >= 400);
  const divided = dividedBy(checks);
  const missed = expectation !== undefined && !expectation.met && verdict.word !== 'unreachable';
  if (missed || (bad.length > 0 && !uncertified)) {
    const severe = missed || divided !== undefined || bad.some((status) => status >= 500);
    found.push({
      id: 'H01',
      severity: severe ? 'warning' : 'info',
      confidence: 'certain',
      reason: missed ? 'expectation' : String(bad[0]),
      ports,
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
    });
  }
  const circle = checks.find(({ layer, raw }) => layer === 'l7' && /too many redirections/.test(raw));
  if (circle)
    found.push({
      id: 'H02',
      severity: 'warning',
      confidence: 'certain',
      reason: 'loop',
      ports,
      message: `port ${port.port} redirects in a circle: a client that follows comes to no page`,
      evidence: [circle.raw.replace(/[\s|]+$/, '').trim()],
      fix: [
        {
          command: `kubesvc probe ${name}:${port.port} -n ${namespace} --path / --show-response`,
          why: 'see the answer; a server behind a proxy that ends TLS goes by X-Forwarded-Proto',
        },
      ],
    });
  const away = checks.find(
    ({ layer, status = 0, raw }) => layer === 'l7' && status >= 300 && status < 400 && /Location: /i.test(raw),
  );
  const [, location = ''] = /Location: ([^ |~]+)/i.exec(away?.raw ?? '') ?? [];
  if (away && leadsAway(location, away))
    found.push({
      id: 'H02',
      severity: 'info',
      confidence: 'certain',
      ports,
      message: `port ${port.port} redirects to ${location}, which is elsewhere`,
      evidence: [],
      fix: [],
    });
  return found;
}

/**
 * TLS stands, and what follows is what servers say to clients without a certificate: HTTP 400 (nginx, in place of its own
 * codes 495 and 496), or the end of the connection (TLS 1.3 sends its alert after the handshake) where plain HTTP is told
 * that it is no TLS (400, as Go's net/http does).
 */
function wantsCertificate(checks: readonly Check[]): boolean {
  const secure = speakers(checks).filter(({ speaks, outcome }) => speaks === 'https' && outcome !== 'not-run');
  const answered = secure.filter(({ status }) => status !== undefined);
  if (answered.length > 0) return answered.every(({ status }) => status === 400);
  return endsAfterHandshake(checks);
}

function refusesStrangers(port: ServicePort, statuses: readonly number[], { service, selected }: Facts): Finding {
  const [pod] = selected;
  const by400 = statuses.includes(400);
  return {
    id: 'P03',
    severity: 'warning',
    confidence: by400 ? 'possible' : 'likely',
    reason: by400 ? 'http-400' : 'closed',
    ports: [portKey(port)],
    message: by400
      ? `port ${port.port} speaks TLS and answers HTTP 400 to every request, as nginx does to clients without a certificate`
      : `port ${port.port} speaks TLS and ends the connection after the handshake, as servers do to clients without a certificate`,
    evidence: [],
    fix: pod
      ? [
          {
            command: kubectl(namespaceOf(service), 'logs', pod.metadata.name, '--tail=20'),
            why: 'what the server says of it; clients need a certificate that it accepts',
          },
        ]
      : [],
  };
}

/** `is named "http"`, `is declared as http (appProtocol kubernetes.io/ws)`. */
const declaration = (port: ServicePort): string =>
  port.appProtocol
    ? `is declared as ${declaredScheme(port)} (appProtocol ${port.appProtocol})`
    : `is named "${port.name}"`;

const seconds = ({ took = 0 }: Check): string => `${Math.round(took / 1000)} s`;

const speakers = (checks: readonly Check[]): Check[] =>
  checks.filter(({ layer, speaks }) => layer === 'l7' && (speaks === 'http' || speaks === 'https'));

/** IANA's http, https, http-alt (twice) and https-alt. */
const webPorts = new Set([80, 443, 8008, 8080, 8443]);

/** P01: the port says that it speaks HTTP, and what was asked over its connections got no answer of any kind. */
function unanswered(port: ServicePort, checks: readonly Check[], { service, selected }: Facts): Finding[] {
  const declared = declaredScheme(port);
  const all = speakers(checks);
  const asked = all.some(({ speaks }) => speaks === declared) ? all.filter(({ speaks }) => speaks === declared) : all;
  const [first] = asked;
  if (!first || declared === 'udp' || detected(checks, port.protocol ?? 'TCP') !== 'tcp') return [];
  if (all.some(({ status, outcome }) => status !== undefined || outcome === 'ok' || outcome === 'not-run')) return [];
  const waited = asked.find(({ outcome }) => outcome === 'timeout');
  // A port that says nothing of itself may speak what was not asked, but for the numbers that are HTTP's own.
  if (!declared && !webPorts.has(port.port)) return [];
  const namespace = namespaceOf(service);
  const [pod] = selected;
  return [
    {
      id: 'P01',
      severity: 'warning',
      confidence: declared ? 'certain' : 'possible',
      reason: waited ? 'silent' : 'closed',
      ports: [portKey(port)],
      message: `port ${port.port} ${declared ? `${declaration(port)}, ` : ''}takes connections, and ${waited ? `gives no answer to a request within ${seconds(waited)}` : 'closes them without an answer'}`,
      evidence: asked.slice(0, 2).map(({ speaks, raw }) => `${speaks}: ${raw.replace(/[\s|]+$/, '').trim()}`),
      fix: pod
        ? [
            {
              command: kubectl(namespace, 'logs', pod.metadata.name, '--tail=50'),
              why: 'what the application says of it; one that answers for its own host name alone wants --host-header, one behind a load balancer may want the PROXY protocol',
            },
          ]
        : [],
    },
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
    {
      id: 'H01',
      severity: 'error',
      confidence: 'certain',
      reason: first.outcome === 'timeout' ? 'silent' : 'closed',
      ports: [portKey(port)],
      message: `${who.slice(0, 3).join(', ')}${who.length > 3 ? ` and ${who.length - 3} more` : ''} ${who.length === 1 ? 'takes' : 'take'} connections and ${first.outcome === 'timeout' ? `${who.length === 1 ? 'gives' : 'give'} no answer within ${seconds(first)}` : `${who.length === 1 ? 'ends' : 'end'} them without an answer`}, while ${others} other ${others === 1 ? 'endpoint answers' : 'endpoints answer'}`,
      objects: pods.slice(0, 5).map((name) => ({ kind: 'Pod', name, namespace })),
      evidence: silent
        .slice(0, 4)
        .map(({ host, port: at, raw }) => `${host}:${at} ${raw.replace(/[\s|]+$/, '').trim() || 'says nothing'}`),
      fix: pod ? [{ command: kubectl(namespace, 'logs', pod, '--tail=50'), why: 'what it says of it' }] : [],
    },
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

const appProtocols: Partial<Record<string, string>> = { h2c: 'kubernetes.io/h2c', 'server-first': 'tcp' };

/** HTTP answers; where TLS speaks, only those over TLS. */
function answersOf(checks: readonly Check[]): Check[] {
  const secure = checks.filter(({ speaks, status }) => speaks === 'https' && status !== undefined);
  return secure.length > 0 ? secure : checks.filter(({ speaks, status }) => speaks === 'http' && status !== undefined);
}

/** To another host, or to a port that is not the one asked at. */
function leadsAway(location: string, { host, port, speaks }: Check): boolean {
  const [, scheme = '', where = '', number] = /^(https?):\/\/([^/:[\]]+|\[[^\]]*\])(?::(\d+))?/i.exec(location) ?? [];
  if (where === '') return false;
  const at = Number(number ?? (scheme.toLowerCase() === 'https' ? 443 : 80));
  return where.replaceAll(/[[\]]/g, '') !== host || at !== port || scheme.toLowerCase() !== speaks;
}

/** What `--path`, `--expect-status` and `--expect-body` want of an HTTP answer. */
export interface Expectation {
  /** Inclusive ranges. */
  statuses: [number, number][] | undefined;
  body: RegExp | undefined;
}

/** Whether a port's answers are as expected; undefined where nothing is expected. */
export function expected(
  checks: readonly Check[],
  bodies: readonly string[],
  { statuses, body }: Expectation,
): { met: boolean; text: string } | undefined {
  if (!statuses && !body) return undefined;
  const seen = answersOf(checks).flatMap(({ status }) => status ?? []);
  if (seen.length === 0) return { met: false, text: 'does not answer HTTP, of which something was expected' };
  const off = statuses && seen.find((status) => !statuses.some(([from, to]) => status >= from && status <= to));
  if (off !== undefined)
    return { met: false, text: `answers HTTP ${off}, where ${ranges(statuses ?? [])} was expected` };
  if (body && !bodies.some((text) => body.test(text)))
    return { met: false, text: `answers with what does not match /${body.source}/` };
  return { met: true, text: '' };
}

const ranges = (statuses: readonly [number, number][]) =>
  statuses.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');

/** What the port says that it speaks, where that is not what answers. */
function mismatch(port: ServicePort, checks: readonly Check[]): { declared: string; is: string } | undefined {
  const declared = declaredScheme(port);
  const is = detected(checks, port.protocol ?? 'TCP');
  if (!declared || declared === 'udp' || is === 'unknown' || is === 'udp' || declared === is) return undefined;
  // A port that was not asked over TLS, or said nothing that can be told from silence, is not called wrong.
  return is === 'tcp' ? undefined : { declared, is };
}
