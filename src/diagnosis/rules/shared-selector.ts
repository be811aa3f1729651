import { kubectl } from '../command.ts';
import type { Case } from '../case.ts';
import { hasSelector, namespaceOf } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { labelText } from '../labels.ts';

/** S08: another Service sends the same ports to the same pods, which is often on purpose, and good to know. */
export function sharedSelector({ facts, ports }: Case): Finding[] {
  const { service, services = [] } = facts;
  if (!hasSelector(service)) return [];
  const namespace = namespaceOf(service);
  const own = labelText(sorted(service.spec.selector ?? {}));
  const keys = new Set(ports.map(portKey));
  const others = services.filter(
    ({ spec }) =>
      spec.type !== 'ExternalName' &&
      labelText(sorted(spec.selector ?? {})) === own &&
      (spec.ports ?? []).some((port) => keys.has(portKey(port))),
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
      evidence: [`${names.slice(0, 5).join(', ')}: ${own}`],
      fix: [{ command: kubectl(namespace, 'get', 'svc', '-o', 'wide'), why: 'see all selectors' }],
    },
  ];
}

const sorted = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
