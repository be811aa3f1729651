import { editDistance } from '../../service/similar.ts';
import type { ServicePort } from '../../service/types.ts';
import { jsonPatch, kubectl } from '../command.ts';
import type { Case } from '../case.ts';
import { isHeadless } from '../endpoints.ts';
import { type Facts, namespaceOf, type Pod } from '../facts.ts';
import { type Finding, type Fix, portKey } from '../finding.ts';
import { type DeclaredPort, findPort, hasEnded, portsOf } from '../pods.ts';

/** S07: a named targetPort that some or all matching pods lack, or have for another protocol only. */
export function namedPortMissing({ facts, ports }: Case): Finding[] {
  const pods = facts.selected.filter((pod) => !hasEnded(pod));
  if (pods.length === 0) return [];
  return ports.flatMap((port) => {
    const { targetPort, protocol = 'TCP' } = port;
    if (typeof targetPort !== 'string') return [];
    const without = pods.filter((pod) => findPort(pod, targetPort, protocol) === undefined);
    return without.length === 0 ? [] : [told(facts, port, targetPort, pods, without)];
  });
}

function told(
  facts: Facts,
  port: ServicePort,
  targetPort: string,
  pods: readonly Pod[],
  without: readonly Pod[],
): Finding {
  const { service } = facts;
  const namespace = namespaceOf(service);
  const { protocol = 'TCP' } = port;
  const all = without.length === pods.length;
  const declared = unique(without.flatMap(portsOf));
  const otherProtocol = declared.some(({ name }) => name === targetPort);
  const headless = isHeadless(service);
  return {
    id: 'S07',
    // The name of a headless Service leads to the pods all the same, whatever their ports are called.
    severity: all && !headless ? 'error' : 'warning',
    confidence: 'certain',
    reason: otherProtocol ? 'protocol' : 'missing',
    ports: [portKey(port)],
    message: `targetPort "${targetPort}" (${protocol}) is no port of ${without.length} of ${pods.length} matching ${pods.length === 1 ? 'pod' : 'pods'}${all ? '' : ', which get no traffic'}`,
    objects: [
      { kind: 'Service', name: service.metadata.name, namespace },
      ...without.slice(0, 5).map(({ metadata }) => ({ kind: 'Pod', name: metadata.name, namespace })),
    ],
    evidence: [
      `${without
        .slice(0, 3)
        .map(({ metadata }) => metadata.name)
        .join(
          ', ',
        )}${without.length > 3 ? `, and ${without.length - 3} more` : ''} ${without.length === 1 ? 'declares' : 'declare'} ${declared.map(portText).join(', ') || 'no ports'}`,
    ],
    fix: fixes(facts, port, targetPort, declared, all),
  };
}

function fixes(
  { service }: Facts,
  port: ServicePort,
  targetPort: string,
  declared: readonly DeclaredPort[],
  all: boolean,
): Fix[] {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const look: Fix = {
    command: kubectl(namespace, 'edit', 'svc', name),
    why: 'name a port that the pods declare, or its number',
  };
  const index = (service.spec.ports ?? []).findIndex((one) => portKey(one) === portKey(port));
  // Where another port of the Service leads already is not what this one means.
  const taken = new Set(
    (service.spec.ports ?? []).flatMap((one) =>
      portKey(one) === portKey(port) ? [] : [`${one.targetPort ?? one.port}/${one.protocol ?? 'TCP'}`],
    ),
  );
  const usable = declared.filter(
    ({ name: called, port: number, protocol }) =>
      protocol === (port.protocol ?? 'TCP') &&
      !taken.has(`${called}/${protocol}`) &&
      !taken.has(`${number}/${protocol}`),
  );
  const meant = usable
    .filter((one) => usable.length === 1 || one.port === port.port || near(one.name, targetPort))
    .sort((a, b) => Number(near(b.name, targetPort)) - Number(near(a.name, targetPort)))[0];
  if (!all || !meant) return [look];
  const value = meant.name ?? meant.port;
  return [
    {
      command: jsonPatch(namespace, 'svc', name, { op: 'replace', path: `/spec/ports/${index}/targetPort`, value }),
      why: `send it to ${portText(meant)}`,
      mends: true,
    },
  ];
}

const near = (name: string | undefined, targetPort: string): boolean =>
  name !== undefined && editDistance(name, targetPort) <= 2;

const portText = ({ name, port, protocol }: DeclaredPort): string =>
  `${name === undefined ? '' : `${name} `}${port}/${protocol}`;

function unique(ports: readonly DeclaredPort[]): DeclaredPort[] {
  const byText = new Map(ports.map((port) => [portText(port), port]));
  return [...byText.values()];
}
