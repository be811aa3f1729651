import type { Facts, NetworkPolicy, Pod } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { serviceNotThere } from '../diagnosis/rules/not-there.ts';
import { ServerError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { type Kind, kinds, qualified } from '../service/kinds.ts';
import type { EndpointSlice, KubeObject, Service } from '../service/types.ts';

type Node = KubeObject & { status?: { addresses?: { type: string; address: string }[] } };

/**
 * Everything that the API knows of one Service, read side by side. What may not be read is named in `skipped` and
 * narrows what can be said; only the Service itself must be there.
 */
export async function snapshot(kube: KubeClient, name: string, signal: AbortSignal): Promise<Facts> {
  const { namespace } = kube;
  const skipped: string[] = [];
  const orSkip = async <T>(kind: Kind, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ServerError) || error.reason !== 'Forbidden') throw error;
      skipped.push(`list ${qualified(kind)}`);
      return undefined;
    }
  };
  const listed = <T extends KubeObject>(kind: Kind, labelSelector?: string) =>
    orSkip(kind, async () => (await kube.list<T>(kind, { namespace, labelSelector, signal })).items);

  const [service, slices, pods, policies, own] = await Promise.all([
    kube.read<Service>(kinds.Service, { namespace, name }, signal),
    listed<EndpointSlice>(kinds.EndpointSlice, `kubernetes.io/service-name=${name}`),
    listed<Pod>(kinds.Pod),
    listed<NetworkPolicy>(kinds.NetworkPolicy),
    orSkip(kinds.Namespace, () => kube.read(kinds.Namespace, { name: namespace }, signal)),
  ]);
  const hasNodePorts = (service.spec.ports ?? []).some(({ nodePort }) => nodePort);
  const nodes = hasNodePorts
    ? await orSkip(kinds.Node, async () => (await kube.list<Node>(kinds.Node, { signal })).items)
    : [];
  return {
    service,
    slices,
    pods,
    policies,
    namespaces: own ? { [namespace]: own.metadata.labels ?? {} } : {},
    nodes: (nodes ?? []).map(({ metadata, status }) => ({
      name: metadata.name,
      addresses: (status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address),
    })),
    skipped,
    // OpenShift writes the ids that a namespace may use onto it, and refuses others.
    openShift: own?.metadata.annotations?.['openshift.io/sa.scc.uid-range'] !== undefined,
  };
}

/** Why there is no such Service, from what may be listed. */
export async function missingService(kube: KubeClient, name: string, signal: AbortSignal): Promise<Finding> {
  const { namespace } = kube;
  const exists = kube.read(kinds.Namespace, { name: namespace }, signal).then(
    () => true,
    (error: unknown) => !(error instanceof ServerError && error.reason === 'NotFound'),
  );
  const list = (of?: string) => kube.list<Service>(kinds.Service, { namespace: of, signal }).then(({ items }) => items);
  const services = await list()
    .catch(() => list(namespace))
    .catch(() => undefined);
  return serviceNotThere({ namespace, name, services, namespaceExists: await exists });
}
