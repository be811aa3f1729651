import type { ServicePort } from '../../service/types.ts';
import type { Case } from '../case.ts';
import { kubectl, patchService } from '../command.ts';
import { type Facts, hasSelector, isReady, namespaceOf, type Pod } from '../facts.ts';
import { type Finding, type Fix, portKey } from '../finding.ts';
import { isControllersOwn, type Labels, labelText } from '../labels.ts';
import { findPort, hasEnded, isLeaving, makerOf, portsOf } from '../pods.ts';
import { failed, passed, triesOf } from '../vantage.ts';

/**
 * S11: the selector matches pods of several workloads. Often that is wanted (a canary, blue and green), so it is a note;
 * an error for a port at which the pods of one answer, and those of another refuse that never say they have it.
 */
export function severalWorkloads({ facts, ports, seen }: Case): Finding[] {
  const { service, selected } = facts;
  if (!hasSelector(service)) return [];
  const groups = byMaker(selected.filter((pod) => !hasEnded(pod) && !isLeaving(pod)));
  if (groups.size < 2) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const selector = labelText(service.spec.selector ?? {});
  const makers = [...groups.keys()];
  const found = {
    id: 'S11',
    evidence: makers.slice(0, 5).map(
      (maker) =>
        `${maker}: ${(groups.get(maker) ?? [])
          .map(({ metadata }) => metadata.name)
          .slice(0, 3)
          .join(', ')}`,
    ),
    objects: [
      { kind: 'Service', name, namespace },
      ...makers.slice(0, 5).map((maker) => {
        const [kind = '', made = ''] = maker.split(' ');
        return { kind, name: made, namespace };
      }),
    ],
  };
  const strangers = ports.flatMap((port) => {
    const bad = makers.filter((maker) => isStranger(groups.get(maker) ?? [], port, seen));
    const good = makers.filter((maker) => answers(groups.get(maker) ?? [], port, seen));
    if (bad.length === 0 || good.length === 0) return [];
    return [
      {
        ...found,
        severity: 'error' as const,
        confidence: 'certain' as const,
        reason: 'stranger',
        ports: [portKey(port)],
        message: `selector ${selector} matches the pods of ${bad.join(', ')} too, which refuse and declare no such port; those of ${good.join(', ')} answer`,
        fix: narrowed(facts, pick(groups, good), pick(groups, bad)),
      },
    ];
  });
  if (strangers.length > 0) return strangers;
  return [
    {
      ...found,
      severity: 'info',
      confidence: 'certain',
      message: `selector ${selector} matches pods of ${makers.length} workloads: ${makers.slice(0, 5).join(', ')}`,
      fix: [
        { command: kubectl(namespace, 'get', 'pods', '-l', selector, '--show-labels'), why: 'whether all are meant' },
      ],
    },
  ];
}

/** Pods by who makes them; a pod of its own belongs to nobody. */
function byMaker(pods: readonly Pod[]): Map<string, Pod[]> {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const maker = makerOf(pod);
    if (!maker) continue;
    const key = `${maker.kind} ${maker.name}`;
    groups.set(key, [...(groups.get(key) ?? []), pod]);
  }
  return groups;
}

const pick = (groups: ReadonlyMap<string, Pod[]>, makers: readonly string[]): Pod[] =>
  makers.flatMap((maker) => groups.get(maker) ?? []);

const triesAt = (pods: readonly Pod[], port: ServicePort, seen: Case['seen']) =>
  triesOf(seen, port).filter(({ endpoint }) => pods.some(({ metadata }) => metadata.name === endpoint?.pod));

const answers = (pods: readonly Pod[], port: ServicePort, seen: Case['seen']): boolean => {
  const tries = triesAt(pods, port, seen);
  return tries.length > 0 && tries.every(passed);
};

/** All its pods are well, none answers at the port, and none says that it would: it is another application. */
function isStranger(pods: readonly Pod[], port: ServicePort, seen: Case['seen']): boolean {
  const tries = triesAt(pods, port, seen);
  const { protocol = 'TCP', targetPort = port.port } = port;
  const declares = (pod: Pod) => {
    const number = findPort(pod, targetPort, protocol);
    return portsOf(pod).some((own) => own.port === number && own.protocol === protocol);
  };
  return tries.length > 0 && tries.every(failed) && pods.every((pod) => isReady(pod) && !declares(pod));
}

/** A label that all of those have that answer, and none of the others. */
function narrowed({ service }: Facts, good: readonly Pod[], bad: readonly Pod[]): Fix[] {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const [first] = good;
  const labels: Labels = first?.metadata.labels ?? {};
  const telling = Object.entries(labels).find(
    ([key, value]) =>
      !isControllersOwn(key) &&
      good.every(({ metadata }) => metadata.labels?.[key] === value) &&
      bad.every(({ metadata }) => metadata.labels?.[key] !== value),
  );
  if (!telling)
    return [
      {
        command: kubectl(namespace, 'get', 'pods', '--show-labels'),
        why: 'find, or add, a label that tells them apart',
      },
    ];
  const [key, value] = telling;
  return [
    {
      command: patchService(namespace, name, { spec: { selector: { [key]: value } } }),
      why: 'select those that answer alone',
      mends: true,
    },
  ];
}
