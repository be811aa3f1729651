import { ServerError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import { type SpecWishes, clusterIpOf } from '../service/spec.ts';
import type { KubeObject } from '../service/types.ts';
import { governingService } from '../service/workload.ts';

/**
 * The name that a headless Service of a StatefulSet is to have: its `serviceName`, from which its pods have their DNS names,
 * as long as no Service has it. Undefined for every other object.
 * @param cluster undefined where nothing may be sent: then the name counts as free
 */
export async function governingName(
  object: KubeObject,
  wishes: SpecWishes & { name?: string | undefined; namespace?: string | undefined },
  cluster: (() => Promise<KubeClient>) | undefined,
): Promise<string | undefined> {
  const name = governingService(object);
  if (name === undefined || wishes.name !== undefined || clusterIpOf(wishes) !== 'None') return undefined;
  if (!cluster || name === object.metadata.name) return name;
  const kube = await cluster();
  try {
    await kube.read(kinds.Service, { namespace: wishes.namespace ?? kube.namespace, name });
    return undefined;
  } catch (error) {
    if (error instanceof ServerError && error.reason !== 'NotFound') return undefined;
    if (error instanceof ServerError) return name;
    throw error;
  }
}
