import { command, jsonPatch, kubectl } from '../../diagnosis/command.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import { type Finding, portKey } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import { declaredScheme, scheme } from '../pod/scheme.ts';
import type { Check } from './checks.ts';
import { detected } from './detect.ts';
import { ofPort } from './of-port.ts';
import { toolWords } from './words.ts';

/** P01: what speaks at a port is not what the port says of itself. */
export function otherProtocol(port: ServicePort, checks: readonly Check[], { service }: Facts): Finding[] {
  const wrong = mismatch(port, checks);
  if (!wrong) return [];
  const index = (service.spec.ports ?? []).findIndex((one) => portKey(one) === portKey(port));
  return [
    ofPort(port, 'P01', {
      severity: 'warning',
      confidence: 'certain',
      reason: wrong.is,
      message: `port ${port.port} ${declaration(port)}, and speaks ${wrong.is}`,
      evidence: checks
        .filter(({ layer, raw }) => layer === 'l7' && raw !== '')
        .slice(0, 2)
        .map(({ speaks, raw }) => `${speaks}: ${toolWords(raw)}`),
      fix: [
        {
          command: jsonPatch(namespaceOf(service), 'svc', service.metadata.name, {
            op: 'add',
            path: `/spec/ports/${index}/appProtocol`,
            value: appProtocols[wrong.is] ?? wrong.is,
          }),
          why: 'clients and proxies choose the protocol by it',
        },
      ],
    }),
  ];
}

const appProtocols: Partial<Record<string, string>> = { h2c: 'kubernetes.io/h2c', 'server-first': 'tcp' };

/** What the port says that it speaks, where that is not what answers. */
function mismatch(port: ServicePort, checks: readonly Check[]): { declared: string; is: string } | undefined {
  const declared = declaredScheme(port);
  const is = detected(checks, port.protocol ?? 'TCP');
  if (!declared || declared === 'udp' || is === 'unknown' || is === 'udp' || declared === is) return undefined;
  // A port that was not asked over TLS, or said nothing that can be told from silence, is not called wrong.
  return is === 'tcp' ? undefined : { declared, is };
}

/** `is named "http"`, `is declared as http (appProtocol kubernetes.io/ws)`. */
const declaration = (port: ServicePort): string =>
  port.appProtocol
    ? `is declared as ${declaredScheme(port)} (appProtocol ${port.appProtocol})`
    : `is named "${port.name}"`;

export const seconds = ({ took = 0 }: Check): string => `${Math.round(took / 1000)} s`;

export const speakers = (checks: readonly Check[]): Check[] =>
  checks.filter(({ layer, speaks }) => layer === 'l7' && (speaks === 'http' || speaks === 'https'));

/** Something came back, whatever it was; else wget's own words stand alone. */
const hasSpoken = ({ speaks, raw }: Check): boolean => speaks === 'http' && !/^[\s|]*(wget: |$)/.test(raw);

/** IANA's http, https, http-alt (twice) and https-alt. */
const webPorts = new Set([80, 443, 8008, 8080, 8443]);

/** P01: the port says that it speaks HTTP, and what was asked over its connections got no answer of any kind. */
export function unanswered(port: ServicePort, checks: readonly Check[], { service, selected }: Facts): Finding[] {
  const declared = declaredScheme(port);
  const all = speakers(checks);
  const asked = all.some(({ speaks }) => speaks === declared) ? all.filter(({ speaks }) => speaks === declared) : all;
  const [first] = asked;
  if (!first || declared === 'udp' || detected(checks, port.protocol ?? 'TCP') !== 'tcp') return [];
  if (all.some(({ status, outcome }) => status !== undefined || outcome === 'ok' || outcome === 'not-run')) return [];
  const waited = asked.find(({ outcome }) => outcome === 'timeout');
  // A port that says nothing of itself may speak what was not asked, but for the numbers that are HTTP's own.
  const isWeb = webPorts.has(port.port) && scheme(port) !== 'tcp';
  if (!declared && (!isWeb || all.some(hasSpoken))) return [];
  const namespace = namespaceOf(service);
  const [pod] = selected;
  return [
    ofPort(port, 'P01', {
      severity: 'warning',
      confidence: declared ? 'certain' : 'possible',
      reason: waited ? 'silent' : 'closed',
      message: `port ${port.port} ${declared ? `${declaration(port)}, ` : ''}takes connections, and ${waited ? `gives no answer to a request within ${seconds(waited)}` : 'closes them without an answer'}`,
      evidence: asked.slice(0, 2).map(({ speaks, raw }) => `${speaks}: ${toolWords(raw)}`),
      fix: [
        ...(waited
          ? [
              {
                command: command(
                  'kubesvc',
                  'probe',
                  `${service.metadata.name}:${port.port}`,
                  '-n',
                  namespace,
                  `--timeout=${Math.max(15, 2 * Math.ceil((waited.took ?? 0) / 1000))}s`,
                ),
                why: 'whether it only takes longer',
              },
            ]
          : []),
        ...(pod
          ? [
              {
                command: kubectl(namespace, 'logs', pod.metadata.name, '--tail=50'),
                why: 'what the application says of it; one that answers for its own host name alone wants --host-header, one behind a load balancer may want the PROXY protocol',
              },
            ]
          : []),
      ],
    }),
  ];
}
