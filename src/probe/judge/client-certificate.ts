import { kubectl } from '../../diagnosis/command.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Check } from './checks.ts';
import { endsAfterHandshake } from './detect.ts';
import { answersOf } from './expectation.ts';
import { ofPort } from './of-port.ts';
import { speakers } from './protocol.ts';

/** P03: the server wants a certificate of its clients, by its alert, or by how it treats those that have none. */
export function wantsCertificate(port: ServicePort, checks: readonly Check[], facts: Facts): Finding[] {
  const alert = checks.find(
    ({ speaks, raw }) =>
      speaks === 'https' && /error:0A000410|error:0A00045C|alert handshake failure|certificate required/.test(raw),
  );
  if (alert)
    return [
      ofPort(port, 'P03', {
        severity: 'warning',
        message: `port ${port.port} speaks TLS and refuses clients without a certificate`,
        evidence: [alert.raw],
        fix: [],
      }),
    ];
  return turnsAway(checks) ? [refusesStrangers(port, checks, facts)] : [];
}

/**
 * TLS stands, and what follows is what servers say to clients without a certificate: HTTP 400 (nginx, in place of its own
 * codes 495 and 496), or the end of the connection (TLS 1.3 sends its alert after the handshake) where plain HTTP is told
 * that it is no TLS (400, as Go's net/http does).
 */
function turnsAway(checks: readonly Check[]): boolean {
  const secure = speakers(checks).filter(({ speaks, outcome }) => speaks === 'https' && outcome !== 'not-run');
  const answered = secure.filter(({ status }) => status !== undefined);
  if (answered.length > 0) return answered.every(({ status }) => status === 400);
  return endsAfterHandshake(checks);
}

function refusesStrangers(port: ServicePort, checks: readonly Check[], { service, selected }: Facts): Finding {
  const [pod] = selected;
  const by400 = answersOf(checks).some(({ status }) => status === 400);
  return ofPort(port, 'P03', {
    severity: 'warning',
    confidence: by400 ? 'possible' : 'likely',
    reason: by400 ? 'http-400' : 'closed',
    message: by400
      ? `port ${port.port} speaks TLS and answers HTTP 400 to every request, as nginx does to clients without a certificate`
      : `port ${port.port} speaks TLS and ends the connection after the handshake, as servers do to clients without a certificate`,
    fix: pod
      ? [
          {
            command: kubectl(namespaceOf(service), 'logs', pod.metadata.name, '--tail=20'),
            why: 'what the server says of it; clients need a certificate that it accepts',
          },
        ]
      : [],
  });
}
