import { jsonPatch } from '../../diagnosis/command.ts';
import { isHeadless } from '../../diagnosis/endpoints.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import { type Finding, portKey } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import { declaredScheme } from '../pod/scheme.ts';
import { ofPort } from './of-port.ts';
import type { Seen } from './seen.ts';

/** P01: of two ports each leads to what the other promises, so that one patch puts both right. */
export function swappedPorts({ facts, spoken }: Pick<Seen, 'facts' | 'spoken'>, port: ServicePort): Finding[] {
  const { service } = facts;
  const all = service.spec.ports ?? [];
  const promised = promise(port);
  const is = spoken.get(portKey(port));
  const [other, ...more] = all.filter(
    (one) => promise(one) !== undefined && promise(one) === is && spoken.get(portKey(one)) === promised,
  );
  // Nothing turns the ports of a headless Service into others.
  if (!promised || promised === is || !other || more.length > 0 || isHeadless(service)) return [];
  if (other.targetPort === port.targetPort) return [];
  const [first, second] = all.indexOf(other) < all.indexOf(port) ? [other, port] : [port, other];
  return [
    {
      ...ofPort(port, 'P01', {
        severity: 'warning',
        confidence: 'certain',
        reason: 'swapped',
        message: `ports ${first.port} and ${second.port} are swapped: each leads to what the other promises`,
        evidence: [first, second].map(
          (one) =>
            `port ${one.port}${one.name ? ` "${one.name}"` : ''} leads to ${one.targetPort}, which speaks ${spoken.get(portKey(one))}`,
        ),
        fix: [{ command: exchange(facts, first, second), why: 'exchange their target ports', mends: true }],
      }),
      ports: [portKey(first), portKey(second)],
    },
  ];
}

/** What a port says of itself, else what 80 and 443 stand for. */
const promise = (port: ServicePort) =>
  declaredScheme(port) ?? (port.port === 80 ? 'http' : port.port === 443 ? 'https' : undefined);

function exchange({ service }: Facts, first: ServicePort, second: ServicePort): string {
  const all = service.spec.ports ?? [];
  const target = (of: ServicePort, from: ServicePort) =>
    ({ op: 'replace', path: `/spec/ports/${all.indexOf(of)}/targetPort`, value: from.targetPort }) as const;
  return jsonPatch(namespaceOf(service), 'svc', service.metadata.name, target(first, second), target(second, first));
}
