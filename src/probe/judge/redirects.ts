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
            message: `port ${port.port} redirects to ${location}, which is elsewhere`,
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

/** To another host, or to a port that is not the one asked at. */
function leadsAway(location: string, { host, port, speaks }: Check): boolean {
  const [, scheme = '', where = '', number] = /^(https?):\/\/([^/:[\]]+|\[[^\]]*\])(?::(\d+))?/i.exec(location) ?? [];
  if (where === '') return false;
  const at = Number(number ?? (scheme.toLowerCase() === 'https' ? 443 : 80));
  return where.replaceAll(/[[\]]/g, '') !== host || at !== port || scheme.toLowerCase() !== speaks;
}
