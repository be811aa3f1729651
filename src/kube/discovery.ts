import type { Kind } from '../service/kinds.ts';
import type { LegacyRoot } from './discovery-legacy.ts';
import type { Ask } from './transport.ts';

/** apidiscovery.k8s.io/v2 APIGroupDiscoveryList, as far as kinds need it. */
interface GroupList {
  kind?: string;
  items?: { metadata?: { name?: string }; versions?: Version[] }[];
}

interface Version {
  version: string;
  resources?: {
    resource: string;
    singularResource?: string;
    shortNames?: string[];
    scope?: string;
    responseKind?: { kind?: string };
  }[];
}

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/**
 * All resources of a server in two requests, in the order in which kubectl prefers them: core first, then group by group,
 * the preferred version first. Servers before 1.27 are asked group by group.
 */
export async function discover(ask: Ask): Promise<Kind[]> {
  const lists = await Promise.all(
    ['/api', '/apis'].map((path) =>
      ask<GroupList & LegacyRoot>({ method: 'GET', path: `${path}?timeout=32s`, accept: aggregated }),
    ),
  );
  if (lists.some(({ kind }) => kind !== 'APIGroupDiscoveryList')) {
    return (await import('./discovery-legacy.ts')).discoverOneByOne(ask, lists);
  }
  return lists.flatMap(({ items = [] }) =>
    items.flatMap(({ metadata = {}, versions = [] }) => versions.flatMap((one) => kindsOf(metadata.name ?? '', one))),
  );
}

function kindsOf(group: string, { version, resources = [] }: Version): Kind[] {
  return resources.flatMap(({ resource, singularResource, shortNames = [], scope, responseKind }) => {
    const kind = responseKind?.kind;
    if (kind === undefined || kind === '') return [];
    const singular = singularResource || kind.toLowerCase();
    return { group, version, kind, plural: resource, singular, shortNames, namespaced: scope !== 'Cluster' };
  });
}
