import type { Facts } from '../diagnosis/facts.ts';
import { join, wantsExplaining, wantsNodes, type World } from '../diagnosis/join.ts';
import { serviceNamed } from '../diagnosis/rules/external-name.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import type { EndpointSlice, Service } from '../service/types.ts';
import { backgroundOf } from './read/background.ts';
import { explanation } from './read/explanation.ts';
import { nodeOf, type WireNode } from './read/nodes.ts';
import { lighten, reader, type Reader, serviceLabel } from './read/reader.ts';

export interface SnapshotWishes {
  /** The namespace of the pod that is to ask; the Service's own where it is absent. */
  vantage?: string | undefined;
  /** For where the server's own clock is not to be seen. */
  now: Date;
  signal: AbortSignal;
}

/** Where the Services of a batch are; without a namespace, everywhere. */
export interface Batch {
  namespace?: string | undefined;
  labelSelector?: string | undefined;
}

/**
 * Everything that the API knows of one Service, read side by side. What may not be read is named in `skipped` and
 * narrows what can be said; only the Service itself must be there. What only explains trouble is read where there is some.
 */
export async function snapshot(kube: KubeClient, name: string, wishes: SnapshotWishes): Promise<Facts> {
  const { namespace } = kube;
  const read = reader(kube, wishes.signal);
  const [service, world] = await Promise.all([
    kube.read<Service>(kinds.Service, { namespace, name }, wishes.signal),
    backgroundOf(read, wishes, {
      within: [namespace],
      sliceSelector: `${serviceLabel}=${name}`,
    }),
  ]);
  const now = kube.serverTime() ?? wishes.now;
  const [facts] = await explained(read, { ...world, now, services: [service] }, namespace);
  if (!facts) throw new Error('one Service has one set of facts');
  return facts;
}

/** The facts of many Services from as many lists as one takes, joined in memory. */
export async function snapshotMany(
  kube: KubeClient,
  { namespace, labelSelector }: Batch,
  wishes: SnapshotWishes,
): Promise<Facts[]> {
  const read = reader(kube, wishes.signal);
  const asked = kube.list<Service>(kinds.Service, { namespace, labelSelector, signal: wishes.signal });
  const [{ items: services }, world] = await Promise.all([
    asked,
    backgroundOf(read, wishes, {
      within: namespace === undefined ? undefined : [namespace],
      ...(labelSelector === undefined && { neighbours: asked.then(({ items }) => items) }),
    }),
  ]);
  for (const service of services) lighten(service);
  const now = kube.serverTime() ?? wishes.now;
  return explained(read, { ...world, now, services: sharedWith(world.neighbours, services) }, namespace, world.slices);
}

/** A Service that stands in both lists is held once. */
function sharedWith(neighbours: readonly Service[] | undefined, services: readonly Service[]): Service[] {
  const known = new Map(neighbours?.map((one) => [one.metadata.uid, one]));
  return services.map((one) => known.get(one.metadata.uid) ?? one);
}

/** Joins, and reads what explains trouble where there is some. `all`: every slice, where they are read already. */
async function explained(
  read: Reader,
  world: World,
  namespace: string | undefined,
  all?: readonly EndpointSlice[],
): Promise<Facts[]> {
  const facts = join(world);
  const [nodes, why, externalTargets] = await Promise.all([
    facts.some(wantsNodes) ? read.list<WireNode>('nodes', kinds.Node, {}) : undefined,
    facts.some(wantsExplaining) ? explanation(read, facts, namespace, all) : undefined,
    targetsOf(read, world.services),
  ]);
  if (!nodes && !why && externalTargets.size === 0) return facts;
  return join({ ...world, nodes: nodes?.map(nodeOf), explained: why, externalTargets });
}

/** Whether the Services of this cluster are there that external names speak of. */
async function targetsOf(read: Reader, services: readonly Service[]): Promise<World['externalTargets']> {
  const named = new Map(
    services.flatMap(({ spec }) => {
      const target = spec.externalName === undefined ? undefined : serviceNamed(spec.externalName);
      return target && spec.externalName !== undefined ? [[spec.externalName, target] as const] : [];
    }),
  );
  const targets = await Promise.all(
    [...named].map(async ([externalName, { name, namespace }]) => {
      const found = await read.serviceOrAbsent('the Service behind an external name', name, namespace);
      return [externalName, found && { name, namespace, service: found.object }] as const;
    }),
  );
  return new Map(targets);
}
