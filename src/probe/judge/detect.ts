import type { Check } from './checks.ts';

export type Detected = 'http' | 'https' | 'h2c' | 'redis' | 'server-first' | 'tcp' | 'udp' | 'unknown';

/** What speaks at a port, from what was asked over connections that stood. */
export function detected(checks: readonly Check[], protocol: string): Detected {
  const open = checks.some(
    ({ layer, outcome, via }) => layer === 'l4' && outcome === 'ok' && via !== 'control' && via !== 'other-port',
  );
  if (!open) return 'unknown';
  if (protocol === 'UDP') return 'udp';
  const answers = checks.filter(({ layer }) => layer === 'l7');
  const secure = answers.filter(({ speaks }) => speaks === 'https');
  const plain = answers.filter(({ speaks, status }) => speaks === 'http' && status !== undefined);
  // A TLS port says 400 to plain HTTP: what it says over TLS counts.
  if (secure.some(({ status, outcome, raw }) => status !== undefined || outcome === 'ok' || isHandshake(raw)))
    return 'https';
  if (endsAfterHandshake(answers)) return 'https';
  if (plain.length > 0) return 'http';
  if (answers.some(({ speaks, outcome }) => speaks === 'h2c' && outcome === 'ok')) return 'h2c';
  if (answers.some(({ speaks, outcome }) => speaks === 'redis' && outcome === 'ok')) return 'redis';
  if (answers.some(({ speaks, outcome }) => speaks === 'banner' && outcome === 'ok')) return 'server-first';
  return 'tcp';
}

/** Plain HTTP is told that it is no TLS (400), and TLS stands and ends without an answer: no certificate was shown. */
export function endsAfterHandshake(checks: readonly Check[]): boolean {
  const of = (scheme: Check['speaks']) =>
    checks.filter(({ layer, speaks, outcome }) => layer === 'l7' && speaks === scheme && outcome !== 'not-run');
  const [plain, secure] = [of('http'), of('https')];
  return (
    plain.some(({ status }) => status === 400) &&
    plain.every(({ status }) => status === undefined || status === 400) &&
    secure.length > 0 &&
    secure.every(({ outcome, status, raw }) => outcome === 'empty' && status === undefined && !/error:0A/.test(raw))
  );
}

/** The far end took part in a handshake: an alert (0410, 045C), or a certificate that does not verify (0086). */
export const isHandshake = (raw: string): boolean =>
  /error:0A000(410|086)|error:0A00045C|error:0A000412|alert (handshake|certificate|unknown)|certificate verif/i.test(
    raw,
  );
