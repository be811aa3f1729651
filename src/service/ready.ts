import type { EndpointSlice } from './types.ts';

/** How many endpoints of a Service take traffic, and how many there are. */
export interface Readiness {
  ready: number;
  all: number;
}

/** The label of a slice that names its Service (discovery.k8s.io/v1). */
export const serviceNameLabel = 'kubernetes.io/service-name';

/**
 * What slices say of each Service, by `NAMESPACE/NAME`. An endpoint that stands in two slices of a kind counts once, a
 * dual-stack one once for both its addresses, one that is ending not at all; where a slice says nothing of ready, it is
 * (EndpointConditions).
 */
export function readinessOf(slices: readonly EndpointSlice[]): Map<string, Readiness> {
  const byService = new Map<string, Map<string, Map<string, boolean>>>();
  for (const { metadata, addressType, endpoints } of slices) {
    const name = metadata.labels?.[serviceNameLabel];
    if (name === undefined) continue;
    const families = entry(byService, `${metadata.namespace ?? ''}/${name}`, () => new Map());
    const known = entry(families, addressType, () => new Map<string, boolean>());
    for (const { addresses, conditions } of endpoints ?? []) {
      const address = addresses[0] ?? '';
      if (conditions?.terminating === true) continue;
      known.set(address, known.get(address) === true || conditions?.ready !== false);
    }
  }
  return new Map([...byService].map(([key, families]) => [key, fullest([...families.values()])]));
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function fullest(families: readonly ReadonlyMap<string, boolean>[]): Readiness {
  const counts = families.map((known) => ({ all: known.size, ready: [...known.values()].filter(Boolean).length }));
  return counts.reduce((best, one) => (one.all > best.all ? one : best), { all: 0, ready: 0 });
}
