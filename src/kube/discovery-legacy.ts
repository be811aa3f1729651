import { ServerError } from '../errors.ts';
import type { Kind } from '../service/kinds.ts';
import type { Ask } from './transport.ts';

/** meta.k8s.io/v1 APIVersions (of /api) and APIGroupList (of /apis). */
export interface LegacyRoot {
  versions?: string[];
  groups?: { name: string; versions: GroupVersion[]; preferredVersion?: GroupVersion }[];
}

interface GroupVersion {
  groupVersion: string;
  version: string;
}

interface ResourceList {
  resources?: { name: string; singularName?: string; kind: string; shortNames?: string[]; namespaced: boolean }[];
}

/** Discovery of a server that does not answer in one list: one request for each version of each group, side by side. */
export async function discoverOneByOne(ask: Ask, roots: readonly LegacyRoot[]): Promise<Kind[]> {
  const lists = roots.flatMap(({ versions = [], groups = [] }) => [
    ...versions.map((version) => ({ group: '', version, path: `/api/${version}` })),
    ...groups.flatMap(({ name, versions: all, preferredVersion }) =>
      [...all]
        .sort(
          (a, b) => Number(b.version === preferredVersion?.version) - Number(a.version === preferredVersion?.version),
        )
        .map(({ version, groupVersion }) => ({ group: name, version, path: `/apis/${groupVersion}` })),
    ),
  ]);
  const kinds = await Promise.all(
    lists.map(async ({ group, version, path }) => {
      const { resources = [] } = await listOf(ask, path);
      return resources
        .filter(({ name }) => !name.includes('/')) // a subresource
        .map(({ name, singularName, kind, shortNames = [], namespaced }) => ({
          group,
          version,
          kind,
          plural: name,
          singular: singularName || kind.toLowerCase(),
          shortNames,
          namespaced,
        }));
    }),
  );
  return kinds.flat();
}

/** A group whose own server is away hides its resources, not those of the others. */
async function listOf(ask: Ask, path: string): Promise<ResourceList> {
  try {
    return await ask<ResourceList>({ method: 'GET', path: `${path}?timeout=32s` });
  } catch (error) {
    if (error instanceof ServerError) return {};
    throw error;
  }
}
