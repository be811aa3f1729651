import { CliError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import { labelText } from '../service/labels.ts';
import type { Service } from '../service/types.ts';

/** A sentence where no pod matches the selector of a Service now; undefined where one does, or nobody may look. */
export async function noteWithoutPods(kube: KubeClient, { metadata, spec }: Service): Promise<string | undefined> {
  const { namespace = kube.namespace } = metadata;
  const labelSelector = labelText(spec.selector ?? {});
  if (labelSelector === '' || spec.type === 'ExternalName') return undefined;
  try {
    const { items } = await kube.list(kinds.Pod, { namespace, labelSelector, limit: 1 });
    return items.length > 0 ? undefined : `no pod matches the selector ${labelSelector} now`;
  } catch (error) {
    if (error instanceof CliError) return undefined; // the Service is made; that pods cannot be listed is no fault of it
    throw error;
  }
}
