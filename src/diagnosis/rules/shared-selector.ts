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
  const selector = service.spec.selector ?? {};
  const keys = new Set(ports.map(portKey));
  const others = services.filter(
    ({ spec }) =>
      spec.type !== 'ExternalName' &&
      isSame(selector, spec.selector ?? {}) &&
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
      evidence: [`${names.slice(0, 5).join(', ')}: ${labelText(sorted(selector))}`],
      fix: [{ command: kubectl(namespace, 'get', 'svc', '-o', 'wide'), why: 'see all selectors' }],
    },
  ];
}

/** Without making texts of them: of a thousand Services each is held against each. */
const isSame = (one: Record<string, string>, other: Record<string, string>): boolean => {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
};

const sorted = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
