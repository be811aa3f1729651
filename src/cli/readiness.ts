import { ServerError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import { type Readiness, readinessOf, serviceNameLabel } from '../service/ready.ts';
import type { EndpointSlice } from '../service/types.ts';
import type { Asked } from './asked-services.ts';

/** What the EndpointSlices of the Services asked for say; `problem` where they may not be read. */
export async function readReadiness(
  kube: KubeClient,
  asked: Asked,
  { allNamespaces }: { allNamespaces?: true | undefined },
): Promise<{ counts?: ReadonlyMap<string, Readiness>; problem?: string }> {
  try {
    return { counts: readinessOf(await slicesOf(kube, asked, allNamespaces === true)) };
  } catch (error) {
    if (error instanceof ServerError) return { problem: error.message };
    throw error;
  }
}

async function slicesOf(kube: KubeClient, asked: Asked, everywhere: boolean): Promise<EndpointSlice[]> {
  const list = async (namespace: string | undefined, labelSelector?: string) =>
    (await kube.list<EndpointSlice>(kinds.EndpointSlice, { namespace, labelSelector })).items;
  if ('list' in asked) return list(everywhere ? undefined : kube.namespace);
  const slices = asked.named.map(({ name, namespace = kube.namespace }) =>
    list(namespace, `${serviceNameLabel}=${name}`),
  );
  return (await Promise.all(slices)).flat();
}
