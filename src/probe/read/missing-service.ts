import type { Finding } from '../../diagnosis/finding.ts';
import { serviceNotThere } from '../../diagnosis/rules/not-there.ts';
import { ServerError } from '../../errors.ts';
import type { KubeClient } from '../../kube/client.ts';
import { kinds } from '../../service/kinds.ts';
import type { Service } from '../../service/types.ts';

/** Why there is no such Service, from what may be listed. */
export async function missingService(kube: KubeClient, name: string, signal: AbortSignal): Promise<Finding> {
  const { namespace } = kube;
  const exists = kube.read(kinds.Namespace, { name: namespace }, signal).then(
    () => true,
    (error: unknown) => !(error instanceof ServerError && error.reason === 'NotFound'),
  );
  const list = (of?: string) => kube.list<Service>(kinds.Service, { namespace: of, signal }).then(({ items }) => items);
  let everywhere = true;
  const services = await list()
    .catch(() => {
      everywhere = false;
      return list(namespace);
    })
    .catch(() => undefined);
  return serviceNotThere({ namespace, name, services, everywhere, namespaceExists: await exists });
}
