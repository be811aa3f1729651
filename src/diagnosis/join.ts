import type { EndpointSlice, KubeObject, Service } from '../service/types.ts';
import {
  type Explained,
  type Facts,
  hasSelector,
  isReady,
  matches,
  namespaceOf,
  type NetworkPolicy,
  type Node,
  type Pod,
  type Skipped,
  type System,
} from './facts.ts';

type Labels = Record<string, string>;

/** Everything that was read, of one Service or of many, before each is given its own part of it. */
export interface World {
  now: Date;
  /** Those that are asked about. */
  services: Service[];
  /** All Services of their namespaces. */
  neighbours: Service[] | undefined;
  slices: EndpointSlice[] | undefined;
  pods: Pod[] | undefined;
  policies: NetworkPolicy[] | undefined;
  foreignPolicies: KubeObject[];
  peerAuthentications: KubeObject[];
  namespaces: KubeObject[];
  nodes: Node[] | undefined;
  system: System;
  explained: Explained | undefined;
  /** By externalName. */
  externalTargets: ReadonlyMap<string, Facts['externalTarget']>;
  /** The API group of OpenShift's security constraints is served. */
  openShift: boolean;
  skipped: Skipped[];
}

const serviceLabel = 'kubernetes.io/service-name';

/** The facts of each Service, in the order of the Services. Linear: everything is looked up in one index of its kind. */
export function join(world: World): Facts[] {
  const slices = grouped(world.slices, ownerOf);
  const pods = grouped(world.pods, namespaceOf);
  const labelled = grouped(world.pods, labelKeys);
  const neighbours = grouped(world.neighbours, namespaceOf);
  const alike = grouped(world.neighbours?.filter(hasSelector), selectorKey);
  const unclaimed = grouped(unclaimedOf(world), namespaceOf);
  const workloads = grouped(world.explained?.workloads, namespaceOf);
  const events = grouped(world.explained?.events, ({ namespace }) => namespace);
  const namespaces = Object.fromEntries(world.namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const ranged = new Set(
    world.namespaces
      .filter(({ metadata }) => metadata.annotations?.['openshift.io/sa.scc.uid-range'] !== undefined)
      .map(({ metadata }) => metadata.name),
  );
  const leaving = new Set(
    world.namespaces
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
      .map(({ metadata }) => metadata.name),
  );
  return world.services.map((service): Facts => {
    const namespace = namespaceOf(service);
    const { name } = service.metadata;
    const here = neighbours && (neighbours.get(namespace) ?? []);
    return {
      now: world.now,
      service,
      slices: slices && (slices.get(`${namespace}/${name}`) ?? []),
      pods: pods && (pods.get(namespace) ?? []),
      selected: labelled ? selectedBy(service, labelled) : [],
      policies: world.policies,
      foreignPolicies: world.foreignPolicies.filter((policy) => (policy.metadata.namespace ?? namespace) === namespace),
      peerAuthentications: world.peerAuthentications,
      namespaces,
      namespaceLeaving: leaving.has(namespace),
      nodes: world.nodes,
      services: here,
      alike: hasSelector(service) ? (alike?.get(selectorKey(service)) ?? []) : [],
      system: world.system,
      externalTarget: world.externalTargets.get(service.spec.externalName ?? ''),
      explained: world.explained && {
        workloads: workloads && (workloads.get(namespace) ?? []),
        events: events && (events.get(namespace) ?? []),
        unclaimed: unclaimed && (unclaimed.get(namespace) ?? []),
        elsewhere: world.explained.elsewhere,
      },
      openShift: world.openShift || ranged.has(namespace),
      skipped: world.skipped,
    };
  });
}

/** Slices that name no Service, or one that is not there; where that cannot be known, only the former. */
function unclaimedOf({ explained, neighbours, services }: World): EndpointSlice[] | undefined {
  const there = new Set([...services, ...(neighbours ?? [])].map((one) => `${namespaceOf(one)}/${one.metadata.name}`));
  return explained?.unclaimed?.filter((slice) => {
    const named = slice.metadata.labels?.[serviceLabel] !== undefined;
    return !named || (neighbours !== undefined && !there.has(ownerOf(slice)));
  });
}

const ownerOf = (slice: EndpointSlice) => `${namespaceOf(slice)}/${slice.metadata.labels?.[serviceLabel] ?? ''}`;

const selectorKey = (service: Service) =>
  `${namespaceOf(service)}\0${JSON.stringify(Object.entries(service.spec.selector ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

/** The keys under which a pod is found by its labels. */
const labelKeys = (pod: Pod) =>
  Object.entries(pod.metadata.labels ?? {}).map(([key, value]) => labelKey(namespaceOf(pod), key, value));

const labelKey = (namespace: string, key: string, value: string) => `${namespace}\0${key}\0${value}`;

function grouped<T>(
  objects: readonly T[] | undefined,
  keysOf: (object: T) => string | string[],
): Map<string, T[]> | undefined {
  if (!objects) return undefined;
  const groups = new Map<string, T[]>();
  for (const object of objects) {
    for (const key of [keysOf(object)].flat()) {
      const group = groups.get(key);
      if (group) group.push(object);
      else groups.set(key, [object]);
    }
  }
  return groups;
}

/** The rarest of the selector's labels leads to few pods, of which the others are asked for. */
function selectedBy(service: Service, labelled: ReadonlyMap<string, Pod[]>): Pod[] {
  if (!hasSelector(service)) return [];
  const selector: Labels = service.spec.selector ?? {};
  const buckets = Object.entries(selector).map(
    ([key, value]) => labelled.get(labelKey(namespaceOf(service), key, value)) ?? [],
  );
  const rarest = buckets.reduce((least, bucket) => (bucket.length < least.length ? bucket : least));
  return rarest.filter(({ metadata }) => matches(selector, metadata.labels ?? {}));
}

/**
 * Whether there is something that workloads, events and unclaimed slices would explain: a healthy Service is spared
 * reading them.
 */
export function wantsExplaining({ service, slices = [], selected, pods }: Facts): boolean {
  const { type, ports = [] } = service.spec;
  if (type === 'ExternalName') return false;
  const pending = type === 'LoadBalancer' && (service.status?.loadBalancer?.ingress ?? []).length === 0;
  const addresses = slices.flatMap(({ endpoints }) => endpoints ?? []);
  const quiet = addresses.length > 0 && addresses.every(({ conditions }) => conditions?.ready ?? true);
  // Pods in slices that nobody keeps any more: what had they been selected by?
  const kept = new Set(pods?.map(({ metadata }) => metadata.name));
  const abandoned =
    pods !== undefined &&
    !hasSelector(service) &&
    addresses.some(({ targetRef }) => targetRef?.kind === 'Pod' && !kept.has(targetRef.name ?? ''));
  const served = ports.every(({ name = '' }) =>
    slices.some((slice) => (slice.ports ?? []).some((port) => (port.name ?? '') === name)),
  );
  return pending || !quiet || !served || abandoned || selected.some((pod) => !isReady(pod));
}

/** Whether nodes matter: where traffic is bound to a node, comes in through one, or a node may be why a pod is not ready. */
export function wantsNodes({ service, selected, slices = [] }: Facts): boolean {
  const { ports = [], internalTrafficPolicy, externalTrafficPolicy } = service.spec;
  return (
    ports.some(({ nodePort }) => nodePort) ||
    internalTrafficPolicy === 'Local' ||
    externalTrafficPolicy === 'Local' ||
    slices.some(({ endpoints }) => (endpoints ?? []).some(({ hints }) => hints)) ||
    selected.some((pod) => !isReady(pod)) ||
    // What somebody has written into a slice may well be a node's address.
    slices.some(({ endpoints }) => (endpoints ?? []).some(({ targetRef }) => targetRef === undefined))
  );
}
