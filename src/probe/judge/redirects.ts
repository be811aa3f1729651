import { command } from '../../diagnosis/command.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Check } from './checks.ts';
import { ofPort } from './of-port.ts';
import { toolWords } from './words.ts';

/** H02: where a server sends its clients: in a circle, or elsewhere. */
export function redirects(port: ServicePort, checks: readonly Check[], { service }: Facts): Finding[] {
  const asked = checks.filter(({ layer }) => layer === 'l7');
  const circle = asked.find(({ raw }) => /too many redirections/.test(raw));
  const away = asked.find(({ status = 0, raw }) => status >= 300 && status < 400 && /Location: /i.test(raw));
  const [, location = ''] = /Location: ([^ |~]+)/i.exec(away?.raw ?? '') ?? [];
  return [
    ...(circle ? [inCircle(port, circle, service)] : []),
    ...(away && leadsAway(location, away)
      ? [
          ofPort(port, 'H02', {
            severity: 'info',
            confidence: 'certain',
            message: `port ${port.port} redirects to ${whereTo(location, away, service)}`,
            fix: [],
          }),
        ]
      : []),
  ];
}

const inCircle = (port: ServicePort, { raw }: Check, service: Facts['service']): Finding =>
  ofPort(port, 'H02', {
    severity: 'warning',
    confidence: 'certain',
    reason: 'loop',
    message: `port ${port.port} redirects in a circle: a client that follows comes to no page`,
    evidence: [toolWords(raw)],
    fix: [
      {
        command: command(
          'kubesvc',
          'probe',
          `${service.metadata.name}:${port.port}`,
          '-n',
          namespaceOf(service),
          '--path',
          '/',
          '--show-response',
        ),
        why: 'see the answer; a server behind a proxy that ends TLS goes by X-Forwarded-Proto',
      },
    ],
  });

interface Place {
  scheme: string;
  host: string;
  port: number;
}

/** None where it stays on its host, scheme and port: a path. */
function placeOf(location: string): Place | undefined {
  const [, scheme = '', where = '', number] = /^(https?):\/\/([^/:[\]]+|\[[^\]]*\])(?::(\d+))?/i.exec(location) ?? [];
  const word = scheme.toLowerCase();
  const host = where.replaceAll(/[[\]]/g, '');
  return where === '' ? undefined : { scheme: word, host, port: Number(number ?? (word === 'https' ? 443 : 80)) };
}

/** To another host, or to a port that is neither the one asked at nor, of an endpoint, the Service's own. */
function leadsAway(location: string, { host, port, servicePort, speaks }: Check): boolean {
  const place = placeOf(location);
  if (!place) return false;
  return place.host !== host || ![port, servicePort?.port].includes(place.port) || place.scheme !== speaks;
}

/** A server that sends to its own host again means the one by which it was asked: the Service. */
function whereTo(location: string, { host }: Check, { spec }: Facts['service']): string {
  const place = placeOf(location);
  if (place?.host !== host) return `${location}, which is elsewhere`;
  const has = (spec.ports ?? []).some(({ port, protocol = 'TCP' }) => port === place.port && protocol === 'TCP');
  return `${place.scheme} at port ${place.port} of the same host, ${has ? 'which the Service has' : 'and the Service has no such port'}`;
}
