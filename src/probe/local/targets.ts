import { type Facts, namespaceOf, type Node } from '../../diagnosis/facts.ts';
import type { ServicePort } from '../../service/types.ts';
import { familyOf, firstScheme, howOf, type Target, type TargetWishes, type Via } from '../pod/targets.ts';

/** The ways that lead to a Service from outside its cluster. */
export const outsideWays = ['node-port', 'load-balancer', 'external-ip'] as const satisfies readonly Via[];

/** One address that is tried from the machine that runs kubesvc. */
export type LocalTarget = Omit<Target, 'group' | 'space' | 'scheme' | 'how'> & {
  /** `auto:http` begins with http and finds out. */
  scheme: Target['scheme'];
  how: 'tcp' | 'udp' | 'dns';
  /** A node has several addresses, and whoever reaches one of them reaches the node. */
  place: string;
};

export type LocalWishes = Pick<TargetWishes, 'path' | 'scheme' | 'family' | 'payload' | 'brief'> & {
  /** Of the ways from outside, those that were asked for by name; all where none of them was. */
  ways?: readonly Via[] | undefined;
};

/** More nodes are not tried, unless node ports were asked for by name. */
const mostNodes = 5;

/** Everything that the world outside may connect to. What is of the cluster's own network alone is left to the pod. */
export function localTargetsOf(
  asked: readonly { facts: Facts; ports: readonly ServicePort[] }[],
  wishes: LocalWishes,
): LocalTarget[] {
  return asked
    .flatMap(({ facts, ports }) => ports.flatMap((port) => ofPort(facts, port, wishes)))
    .map((draft, index) => ({ ...draft, id: `l${index}` }));
}

function ofPort(facts: Facts, port: ServicePort, wishes: LocalWishes): Omit<LocalTarget, 'id'>[] {
  const { service, nodes = [] } = facts;
  const { externalIPs = [], ipFamilies = [], type } = service.spec;
  if (type === 'ExternalName' || port.protocol === 'SCTP') return [];
  const { family, path, ways = [] } = wishes;
  const named = outsideWays.filter((way) => ways.includes(way));
  const wanted = (way: Via) => named.length === 0 || named.some((one) => one === way);
  const how = howOf(port, wishes);
  const base = {
    how: how === 'udp' || how === 'dns' ? how : 'tcp',
    scheme: firstScheme(port, wishes),
    path,
    service: `${namespaceOf(service)}/${service.metadata.name}`,
    servicePort: port,
  } as const;
  const at = (via: Via, host: string, place: string, number: number) =>
    wanted(via) && (!family || !isAddress(host) || familyOf(host) === family)
      ? [{ ...base, via, host, place, port: number }]
      : [];
  const { nodePort } = port;
  const some = ways.includes('node-port') ? nodes : nodes.slice(0, mostNodes);
  const ofNodes = nodePort
    ? some.flatMap((node) =>
        addressesOf(node)
          .filter((host) => ipFamilies.length === 0 || ipFamilies.includes(familyOf(host) === 6 ? 'IPv6' : 'IPv4'))
          .flatMap((host) => at('node-port', host, `${node.name} ${familyOf(host)}`, nodePort)),
      )
    : [];
  const ingress = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  return [
    ...ingress.flatMap((host) => at('load-balancer', host, host, port.port)),
    ...externalIPs.flatMap((host) => at('external-ip', host, host, port.port)),
    ...ofNodes,
  ];
}

const addressesOf = ({ addresses, external }: Node): string[] => [...new Set([...external, ...addresses])];

const isAddress = (host: string) => /^[\d.]+$|:/.test(host);
