import { CliError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import { labelText } from '../service/labels.ts';
import type { KubeObject, Service } from '../service/types.ts';
import { showsPodsOf } from '../service/workload.ts';

/**
 * A sentence where no pod matches the selector of a Service now; undefined where one does, or nobody may look.
 * @param workload that was exposed, as the server has it: where it counts pods of its own, nobody need be asked
 */
export async function noteWithoutPods(
  kube: KubeClient,
  { metadata, spec }: Service,
  workload: KubeObject | undefined,
): Promise<string | undefined> {
  const { namespace = kube.namespace } = metadata;
  const { selector = {} } = spec;
  const labelSelector = labelText(selector);
  if (labelSelector === '' || spec.type === 'ExternalName') return undefined;
  const isThere = workload?.metadata.uid !== undefined && (workload.metadata.namespace ?? kube.namespace) === namespace;
  if (isThere && showsPodsOf(workload, selector)) return undefined;
  try {
    const { items } = await kube.list(kinds.Pod, { namespace, labelSelector, limit: 1 });
    return items.length > 0 ? undefined : `no pod matches the selector ${labelSelector} now`;
  } catch (error) {
    if (error instanceof CliError) return undefined; // the Service is made; that pods cannot be listed is no fault of it
    throw error;
  }
}
