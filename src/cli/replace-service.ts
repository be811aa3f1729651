import { CliError, UsageError } from '../errors.ts';
import type { KubeClient, WriteOptions } from '../kube/client.ts';
import { visible } from '../output/visible.ts';
import { effectsOf } from '../service/change-type/effects.ts';
import { formOf, hasClusterIp } from '../service/change-type/form.ts';
import { stepBetween, wayBack } from '../service/change-type/recreate.ts';
import { serverUpdate } from '../service/change-type/server-update.ts';
import { kinds } from '../service/kinds.ts';
import { mergePatch } from '../service/merge-patch.ts';
import type { Service } from '../service/types.ts';
import type { Context } from './context.ts';

/**
 * Puts a Service in the place of another of the same name, keeping the object: its uid, its owner and its finalizers, and
 * what the server carries over (the cluster IP; node ports by the name of their port). Says what is lost before it is.
 */
export async function replaceService(
  kube: KubeClient,
  existing: Service,
  service: Service,
  write: WriteOptions,
  context: Context,
): Promise<Service> {
  const by = wayRound(existing, service);
  const halfway = by ? stepBetween(existing, by).object : existing;
  const { object, allocated } = serverUpdate(halfway, inPlaceOf(halfway, service));
  const { lost } = effectsOf(existing, object, allocated);
  for (const loss of lost) context.stderr.write(`service/${service.metadata.name} loses for good: ${visible(loss)}\n`);
  const { namespace, name } = existing.metadata;
  const ref = { namespace, name };
  if (!by) return kube.replace<Service>(kinds.Service, ref, inPlaceOf(existing, service), write);
  if (write.dryRun === 'server') return object; // the second step cannot be tried without the first

  const patch = mergePatch(existing, stepBetween(existing, by).sent) ?? {};
  const { resourceVersion } = existing.metadata;
  const first = { ...patch, metadata: { ...(patch.metadata as object | undefined), resourceVersion } };
  const between = await kube.patch<Service>(kinds.Service, ref, first, write);
  try {
    return await kube.replace<Service>(kinds.Service, ref, inPlaceOf(between, service), write);
  } catch (error) {
    const back = wayBack(between);
    if (back) await kube.patch(kinds.Service, ref, back, write);
    throw error instanceof CliError ? error : new UsageError(String(error));
  }
}

/** Where the server lets nobody go straight: between headless and an IP, and to another load-balancer class. */
function wayRound(existing: Service, service: Service): 'ExternalName' | 'NodePort' | undefined {
  const [from, to] = [formOf(existing), formOf(service)];
  if ((from === 'headless' && hasClusterIp(to)) || (hasClusterIp(from) && to === 'headless')) return 'ExternalName';
  const otherClass = existing.spec.loadBalancerClass !== service.spec.loadBalancerClass;
  if (from === 'LoadBalancer' && to === 'LoadBalancer' && otherClass) return 'NodePort';
  const otherIp = service.spec.clusterIP !== undefined && service.spec.clusterIP !== existing.spec.clusterIP;
  return hasClusterIp(from) && hasClusterIp(to) && otherIp ? 'ExternalName' : undefined;
}

function inPlaceOf({ metadata, status }: Service, service: Service): Service {
  const { uid, resourceVersion, creationTimestamp, namespace, ownerReferences, finalizers } = metadata;
  const own = { uid, resourceVersion, creationTimestamp, namespace, ownerReferences, finalizers };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { ...service, metadata: { ...service.metadata, ...given }, ...(status && { status }) };
}
