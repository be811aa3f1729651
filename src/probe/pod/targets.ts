import { type Endpoint, endpointsOf, inRotation } from '../../diagnosis/endpoints.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import { lastChange } from '../../diagnosis/lately.ts';
import type { ServicePort } from '../../service/types.ts';
import { otherFamilies, otherPorts } from './other-places.ts';
import { declaredScheme, scheme as schemeOf, type Scheme } from './scheme.ts';

export type Via =
  | 'control'
  | 'dns'
  | 'cluster-ip'
  | 'name'
  | 'pod-name'
  | 'endpoints'
  | 'other-port'
  | 'node-port'
  | 'load-balancer'
  | 'external-ip'
  | 'external-name';

/** One thing the pod tries. What it tries is data for the runner; nothing of it becomes part of a command. */
export interface Target {
  /** Unique in a run; its first letter says how the runner goes about it (see runner.sh.ts). */
  id: string;
  /** Groups run side by side, what is in one runs in order; 0 are the controls. */
  group: number;
  via: Via;
  /** `name`: does it resolve; `cname`: to which name; `tcp`: connect, then ask; `udp`, `dns`: send, wait for an answer. */
  how: 'name' | 'cname' | 'tcp' | 'udp' | 'dns';
  /** A name or an address; `@api` and `@domain` are filled in by the pod, which knows them. */
  host: string;
  port: number;
  /** What to ask with, once connected; `auto:http` begins with http and finds out. */
  scheme: Scheme | 'ntp' | `auto:${Scheme}`;
  path: string;
  /** The namespace of the Service, where a whole one may turn out to drop everything. */
  space: string;
  /** `shop/web`, of which Service; absent for controls. */
  service?: string | undefined;
  /** Of which port of the Service; absent for controls and names. */
  servicePort?: ServicePort | undefined;
  endpoint?: Endpoint | undefined;
  /** So many whole seconds it may be asked again while it fails: proxies and DNS may not have followed yet. */
  patience?: number | undefined;
}

export interface TargetWishes {
  path: string;
  scheme: Scheme | 'auto';
  /** Only these ways; controls and names come along. */
  via?: readonly Via[] | undefined;
  /** Address families; both where absent. */
  family?: 4 | 6 | undefined;
  /** Where the pod runs: a short name means something in the Service's own namespace only. */
  namespace: string;
  /** Many Services: the front and its name, and endpoints where that fails. */
  brief: boolean;
  /** A payload of the user's own; else only DNS and NTP can be asked over UDP. */
  payload: boolean;
}

type Draft = Omit<Target, 'id' | 'group'> & { letter: string };

/** More than these are not tried one by one, unless asked for with --via. */
const mostEndpoints = 20;
const mostNodes = 5;
const mostBrief = 3;

export const controls: readonly Omit<Draft, 'space' | 'path'>[] = [
  { letter: 'c', via: 'control', how: 'tcp', host: '@api', port: 443, scheme: 'tcp' },
  { letter: 'd', via: 'control', how: 'name', host: 'kubernetes.default.svc', port: 443, scheme: 'tcp' },
];

/** The checks of all Services of a run: controls first, then a group for each Service's names and for each of its ports. */
export function targetsOf(
  asked: readonly { facts: Facts; ports: readonly ServicePort[] }[],
  wishes: TargetWishes,
): Target[] {
  const groups: Draft[][] = [controls.map((draft) => ({ ...draft, path: '/', space: '' }))];
  for (const { facts, ports } of asked) {
    const names = wishes.brief && ports.length > 0 ? [] : namesOf(facts, ports, wishes);
    if (names.length > 0) groups.push(names);
    groups.push(...ports.map((port) => ofPort(facts, port, wishes)).filter((group) => group.length > 0));
  }
  const drafts = groups.flatMap((group, number) => group.map((draft) => ({ draft, number })));
  return drafts.map(({ draft: { letter, ...target }, number }, index) => ({
    ...target,
    id: `${letter}${index}`,
    group: number,
  }));
}

/** The forms in which an application may write the name; the last has no search list to go through. */
function namesOf(facts: Facts, ports: readonly ServicePort[], { namespace, via }: TargetWishes): Draft[] {
  const { service, slices = [] } = facts;
  const { name } = service.metadata;
  const own = namespaceOf(service);
  if (via && !via.includes('dns') && !via.includes('name')) return [];
  const base = {
    path: '/',
    space: own,
    service: `${own}/${name}`,
    port: ports[0]?.port ?? 0,
    scheme: 'tcp',
    patience: patienceWith(facts),
  } as const;
  const full = `${name}.${own}.svc.@domain`;
  const lookUp = (host: string, of: Via = 'dns'): Draft => ({ ...base, letter: 'd', via: of, how: 'name', host });
  const forms = [...(namespace === own ? [name] : []), `${name}.${own}`, full, `${full}.`].map((host) => lookUp(host));
  const external: Draft[] =
    service.spec.type === 'ExternalName'
      ? [{ ...base, letter: 'd', via: 'external-name', how: 'cname', host: `${full}.` }]
      : [];
  const headless = service.spec.clusterIP === 'None';
  const hosts = headless ? slices.flatMap(({ endpoints }) => endpoints ?? []) : [];
  const named = [...new Set(hosts.flatMap(({ hostname }) => hostname ?? []))].slice(0, mostEndpoints);
  return [...external, ...forms, ...named.map((host) => lookUp(`${host}.${full}`, 'pod-name'))];
}

/** So long after a change proxies and DNS are waited for, in seconds. */
const mostPatience = 10;
const leastPatience = 3;

/**
 * With the fronts and names of a Service, seconds from the first attempt; none where nothing has changed just now, nor with an
 * ExternalName: no proxy has to follow it, DNS has before the pod runs, and what its host lacks does not come by waiting.
 */
function patienceWith(facts: Facts): number | undefined {
  if (facts.service.spec.type === 'ExternalName') return undefined;
  const ago = (lastChange(facts)?.ago ?? Infinity) / 1000;
  return ago < mostPatience ? Math.max(leastPatience, Math.ceil(mostPatience - ago)) : undefined;
}

export const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);

function ofPort(facts: Facts, port: ServicePort, wishes: TargetWishes): Draft[] {
  const { service, slices } = facts;
  const { clusterIP, clusterIPs = [], externalIPs = [], type } = service.spec;
  const namespace = namespaceOf(service);
  const wanted = (way: Via) => !wishes.via || wishes.via.includes(way);
  const ofFamily = (address: string) => !wishes.family || familyOf(address) === wishes.family;
  const front: Omit<Draft, 'letter' | 'via' | 'host' | 'port'> = {
    how: howOf(port, wishes),
    scheme: firstScheme(port, wishes),
    path: wishes.path,
    space: namespace,
    service: `${namespace}/${service.metadata.name}`,
    servicePort: port,
    patience: patienceWith(facts),
  };
  const byName = namespace === wishes.namespace ? service.metadata.name : `${service.metadata.name}.${namespace}`;
  const at = (letter: string, way: Via, host: string, number = port.port): Draft[] =>
    wanted(way) ? [{ ...front, letter, via: way, host, port: number }] : [];
  if (type === 'ExternalName') return at('f', 'external-name', byName);

  const headless = clusterIP === 'None' || clusterIP === undefined;
  const fronts = headless
    ? at('f', 'name', byName)
    : [
        ...clusterIPs.filter(ofFamily).flatMap((host) => at('f', 'cluster-ip', host)),
        // UDP through a name proves nothing that its look-up and the address do not.
        ...(front.how === 'tcp'
          ? at('n', 'name', byName).map((draft) =>
              // Of many, that the name leads to an address is enough: the address itself has been tried.
              wishes.brief && !wishes.via ? ({ ...draft, via: 'dns', how: 'name', scheme: 'tcp' } as const) : draft,
            )
          : []),
      ];
  const rotation = sampled(inRotation(endpointsOf(slices, port)), wishes).filter(({ address }) => ofFamily(address));
  const endpoints = rotation.flatMap((endpoint) =>
    at(wishes.brief && !wishes.via ? 'y' : 'e', 'endpoints', endpoint.address, endpoint.port).map((draft) => ({
      ...draft,
      scheme: endpointScheme(port, draft.scheme, rotation.length),
      endpoint,
      patience: undefined,
    })),
  );
  if (wishes.brief && !wishes.via) return [...fronts, ...endpoints];
  const others = (
    front.how === 'tcp' && wanted('endpoints')
      ? [...otherFamilies(facts, rotation), ...otherPorts(facts, rotation)]
      : []
  ).map((other): Draft => ({ ...front, letter: 'o', via: 'other-port', ...other, patience: undefined }));
  const ingress = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  return [
    ...fronts,
    ...endpoints,
    ...nodePorts(facts, port, wishes).flatMap((host) => at('e', 'node-port', host, port.nodePort)),
    ...ingress.filter(ofFamily).flatMap((host) => at('e', 'load-balancer', host)),
    ...externalIPs.filter(ofFamily).flatMap((host) => at('e', 'external-ip', host)),
    ...others,
  ];
}

/** At most twenty, taken from the nodes in turn, so that none is left out while another has several. */
function sampled(endpoints: readonly Endpoint[], { via, brief }: TargetWishes): Endpoint[] {
  const most = brief && !via ? mostBrief : via?.includes('endpoints') ? Infinity : mostEndpoints;
  const byNode = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const node = `${endpoint.node ?? ''} ${familyOf(endpoint.address)}`;
    byNode.set(node, [...(byNode.get(node) ?? []), endpoint]);
  }
  const queues = [...byNode.values()];
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const inTurn = Array.from({ length: longest }, (_, index) => queues.flatMap((queue) => queue[index] ?? [])).flat();
  return inTurn.slice(0, most);
}

/** Addresses of nodes; a node port is open for the families of the Service alone. */
function nodePorts({ service, nodes = [] }: Facts, port: ServicePort, { via, family }: TargetWishes): string[] {
  if (!port.nodePort) return [];
  const { ipFamilies = [] } = service.spec;
  const some = via?.includes('node-port') ? nodes : nodes.slice(0, mostNodes);
  return some
    .flatMap(({ addresses }) => addresses)
    .filter((address) => ipFamilies.length === 0 || ipFamilies.includes(familyOf(address) === 6 ? 'IPv6' : 'IPv4'))
    .filter((address) => !family || familyOf(address) === family);
}

/** In a batch what a port most likely speaks is asked for and no more: finding out takes seconds. */
export function firstScheme(
  port: ServicePort,
  { scheme, brief }: Pick<TargetWishes, 'scheme' | 'brief'>,
): Target['scheme'] {
  if (port.protocol === 'UDP') return port.port === 123 ? 'ntp' : 'udp';
  if (scheme !== 'auto') return scheme;
  const likely = schemeOf(port);
  return brief ? likely : `auto:${likely}`;
}

/**
 * What an endpoint is asked with where the front has not told what speaks: HTTP, where the port says so, or where nothing
 * speaks against it and another endpoint may be the one that answers.
 */
function endpointScheme(port: ServicePort, scheme: Target['scheme'], endpoints: number): Target['scheme'] {
  const declared = declaredScheme(port);
  if (declared === 'http' || declared === 'https') return scheme === `auto:${declared}` ? declared : scheme;
  return endpoints > 1 && scheme === 'auto:http' ? 'http' : scheme;
}

export function howOf(
  { protocol = 'TCP', port, targetPort, name }: ServicePort,
  { payload }: Pick<TargetWishes, 'payload'>,
): Target['how'] {
  if (protocol !== 'UDP') return 'tcp';
  const isDns = !payload && (port === 53 || targetPort === 53 || targetPort === 'dns' || name === 'dns');
  return isDns ? 'dns' : 'udp';
}
