import type { EndpointSlice, ServicePort } from '../service/types.ts';

/** One address that a proxy may send a port's packets to. */
export interface Endpoint {
  address: string;
  port: number;
  ready: boolean;
  /** It would answer, but is on its way out. */
  serving: boolean;
  pod?: string | undefined;
  node?: string | undefined;
}

/**
 * The endpoints of one Service port, from all of its slices, each address once. A slice's port belongs to the Service's
 * port of the same name ('' for the one without), and protocol (EndpointSlice API; kube-proxy's EndpointSliceCache).
 * A condition that is missing reads as ready and serving, and as not terminating; FQDN slices are not for proxies.
 */
export function endpointsOf(slices: readonly EndpointSlice[] = [], port: ServicePort): Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const { addressType, endpoints = [], ports = [] } of slices) {
    if (addressType === 'FQDN') continue;
    const own = (ports ?? []).filter(
      ({ name = '', protocol = 'TCP' }) => name === (port.name ?? '') && protocol === (port.protocol ?? 'TCP'),
    );
    for (const { port: number } of own) {
      if (number === undefined) continue;
      for (const { addresses, conditions = {}, targetRef, nodeName } of endpoints ?? []) {
        const [address] = addresses; // a proxy uses the first one only
        if (address === undefined) continue;
        const ready = conditions.ready ?? true;
        const serving = conditions.serving ?? ready;
        const before = found.get(`${address} ${number}`);
        if (before?.ready) continue;
        const pod = targetRef?.kind === 'Pod' ? targetRef.name : undefined;
        found.set(`${address} ${number}`, { address, port: number, ready, serving, pod, node: nodeName });
      }
    }
  }
  return [...found.values()];
}

/** What a proxy uses: the ready ones, and where there are none, those that still serve while they terminate (KEP-1669). */
export function inRotation(endpoints: readonly Endpoint[]): Endpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter((endpoint) => endpoint.serving);
}
