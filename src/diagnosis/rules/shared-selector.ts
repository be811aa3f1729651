import { kubectl } from '../command.ts';
import type { Case } from '../case.ts';
import type { ServicePort } from '../../service/types.ts';
import { namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { labelText } from '../labels.ts';

/** S08: another Service sends the same ports to the same pods, which is often on purpose, and good to know. */
export function sharedSelector({ facts, ports }: Case): Finding[] {
  const { service, alike } = facts;
  const namespace = namespaceOf(service);
  const selector = service.spec.selector ?? {};
  const isOurs = among(ports);
  const others = alike.filter(
    ({ metadata, spec }) =>
      metadata.name !== service.metadata.name && spec.type !== 'ExternalName' && (spec.ports ?? []).some(isOurs),
  );
  if (others.length === 0) return [];
  const names = others.map(({ metadata }) => metadata.name);
  return [
    {
      id: 'S08',
      severity: 'info',
      confidence: 'certain',
      message: `${names.length === 1 ? `Service ${names[0]} has` : `${names.length} other Services have`} the same selector and port`,
      objects: names.slice(0, 5).map((name) => ({ kind: 'Service', name, namespace })),
      evidence: [`${names.slice(0, 5).join(', ')}: ${labelText(sorted(selector))}`],
      fix: [{ command: kubectl(namespace, 'get', 'svc', '-o', 'wide'), why: 'see all selectors' }],
    },
  ];
}

/** Makes nothing while it compares: of a thousand Services with one selector each is held against each. */
function among(ports: readonly ServicePort[]): (port: ServicePort) => boolean {
  const protocols = new Map<number, string[]>();
  for (const { port, protocol = 'TCP' } of ports) protocols.set(port, [...(protocols.get(port) ?? []), protocol]);
  return ({ port, protocol = 'TCP' }) => protocols.get(port)?.includes(protocol) ?? false;
}

const sorted = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
