import type { EndpointSlice, Service, ServicePort } from '../service/types.ts';

export type Family = 'IPv4' | 'IPv6';

/** One address that a proxy may send a port's packets to. */
export interface Endpoint {
  address: string;
  port: number;
  ready: boolean;
  /** It would answer, ready or not. */
  serving: boolean;
  /** It is on its way out. */
  terminating: boolean;
  pod?: string | undefined;
  node?: string | undefined;
  /** Zones whose clients are to come here; undefined where all may. */
  zones?: string[] | undefined;
  /** Name of its slice, and who writes that. */
  slice: string;
  managedBy: string;
}

export const familyOf = (address: string): Family => (address.includes(':') ? 'IPv6' : 'IPv4');

/** Where a port is unnamed, `discovery/v1` and proxies know it as ''. */
const nameOf = ({ name }: { name?: string | undefined }) => name ?? '';

/**
 * The endpoints of one Service port, from all of its slices, each address once. A slice's port belongs to the Service's
 * port of the same name ('' for the one without), and protocol (EndpointSlice API; kube-proxy's EndpointSliceCache).
 * A condition that is missing reads as ready and serving, and as not terminating; FQDN slices are not for proxies.
 */
export function endpointsOf(slices: readonly EndpointSlice[] = [], port: ServicePort): Endpoint[] {
  return joined(slices, ({ ports }) =>
    (ports ?? [])
      .filter((own) => nameOf(own) === nameOf(port) && (own.protocol ?? 'TCP') === (port.protocol ?? 'TCP'))
      .flatMap(({ port: number }) => (number === undefined ? [] : [number])),
  );
}

/** Every address of the slices, whatever its ports are: what the name of a headless Service stands for. */
export const addressesOf = (slices: readonly EndpointSlice[] = []): Endpoint[] => joined(slices, () => [0]);

function joined(slices: readonly EndpointSlice[], portsOf: (slice: EndpointSlice) => number[]): Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const slice of slices) {
    if (slice.addressType === 'FQDN') continue;
    for (const port of portsOf(slice)) {
      for (const { addresses, conditions, targetRef, nodeName, hints } of slice.endpoints ?? []) {
        const [address] = addresses; // a proxy uses the first one only
        if (address === undefined) continue;
        const ready = conditions?.ready ?? true;
        if (found.get(`${address} ${port}`)?.ready) continue;
        found.set(`${address} ${port}`, {
          address,
          port,
          ready,
          serving: conditions?.serving ?? ready,
          terminating: conditions?.terminating ?? false,
          pod: targetRef?.kind === 'Pod' ? targetRef.name : undefined,
          node: nodeName,
          zones: hints?.forZones?.map(({ name }) => name),
          slice: slice.metadata.name,
          managedBy: slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '',
        });
      }
    }
  }
  return [...found.values()];
}

/**
 * What a proxy uses, family by family: the ready ones, and where there are none, those that still serve while they
 * terminate (KEP-1669; kube-proxy's CategorizeEndpoints).
 */
export function inRotation(endpoints: readonly Endpoint[]): Endpoint[] {
  return (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const own = endpoints.filter(({ address }) => familyOf(address) === family);
    const ready = own.filter((endpoint) => endpoint.ready);
    return ready.length > 0 ? ready : own.filter(({ serving, terminating }) => serving && terminating);
  });
}

/** Who copies an Endpoints object that somebody has written into slices; a change to those does not last. */
export const copier = 'endpointslicemirroring-controller.k8s.io';

export const isCopy = ({ metadata }: EndpointSlice): boolean =>
  metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === copier;

/** The families that the Service has addresses of; both where nothing says. */
export function familiesOf({ spec }: Service): Family[] {
  const { ipFamilies = [], clusterIPs = [] } = spec;
  const named = ipFamilies.length > 0 ? ipFamilies : clusterIPs.filter((address) => address !== 'None').map(familyOf);
  const families = (['IPv4', 'IPv6'] as const).filter((family) => named.includes(family));
  return families.length > 0 ? families : ['IPv4', 'IPv6'];
}

export const isHeadless = ({ spec }: Service): boolean => spec.clusterIP === 'None' && spec.type !== 'ExternalName';

/**
 * The endpoints to which a packet for this port can go. Through a proxy that is what is in rotation, of the Service's
 * own families; the name of a headless Service stands for every ready address, and its port is the pod's own.
 */
export function within(service: Service, slices: readonly EndpointSlice[] | undefined, port: ServicePort): Endpoint[] {
  const families = familiesOf(service);
  const own = (endpoints: Endpoint[]) => endpoints.filter(({ address }) => families.includes(familyOf(address)));
  if (!isHeadless(service)) return inRotation(own(endpointsOf(slices, port)));
  return own(addressesOf(slices))
    .filter(({ ready }) => ready)
    .map((endpoint) => ({ ...endpoint, port: port.port }));
}
