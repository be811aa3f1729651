import type { NetworkPolicy, Pod } from '../../diagnosis/facts.ts';
import type { World } from '../../diagnosis/join.ts';
import { kinds } from '../../service/kinds.ts';
import type { EndpointSlice, KubeObject, Service } from '../../service/types.ts';
import { foreignOf } from './foreign.ts';
import { listIn, type Reader, serviceLabel } from './reader.ts';

const systemNamespace = 'kube-system';

export interface Scope {
  /** The namespaces of the Services; undefined is all. */
  within: readonly string[] | undefined;
  sliceSelector?: string | undefined;
  /** All Services of there, where they are read already. */
  neighbours?: Promise<Service[]> | undefined;
}

/** What is needed of every Service, healthy or not. */
export async function backgroundOf(
  read: Reader,
  { vantage }: { vantage?: string | undefined },
  { within, sliceSelector, neighbours: asked }: Scope,
): Promise<Omit<World, 'services' | 'now'>> {
  const [own] = within ?? [];
  const others = within && [...new Set([...within, ...(vantage === undefined ? [] : [vantage])])];
  const [slices, pods, neighbours, policies, namespaces, system, foreign] = await Promise.all([
    read.list<EndpointSlice>('endpoints', kinds.EndpointSlice, { namespace: own, labelSelector: sliceSelector }),
    read.list<Pod>('pods', kinds.Pod, { namespace: own }),
    asked ?? read.list<Service>('other Services', kinds.Service, { namespace: own }),
    listIn<NetworkPolicy>(read, 'network policies', kinds.NetworkPolicy, others && [...others, systemNamespace]),
    others
      ? Promise.all(
          [...others, systemNamespace].map((name) =>
            read.one<KubeObject>('labels of namespaces', kinds.Namespace, name),
          ),
        )
      : read.list<KubeObject>('labels of namespaces', kinds.Namespace, {}),
    systemOf(read),
    foreignOf(read, own),
  ]);
  return {
    slices,
    pods,
    neighbours,
    policies,
    namespaces: (namespaces ?? []).filter((one) => one !== undefined),
    nodes: undefined,
    system,
    explained: undefined,
    externalTargets: new Map(),
    ...foreign,
    skipped: read.skipped,
  };
}

async function systemOf(read: Reader): Promise<World['system']> {
  const namespace = systemNamespace;
  const [dnsService, dnsSlices, pods] = await Promise.all([
    read.one<Service>('cluster DNS', kinds.Service, 'kube-dns', namespace),
    read.list<EndpointSlice>('cluster DNS', kinds.EndpointSlice, {
      namespace,
      labelSelector: `${serviceLabel}=kube-dns`,
    }),
    read.list<Pod>('pods of cluster DNS and kube-proxy', kinds.Pod, {
      namespace,
      labelSelector: 'k8s-app in (kube-dns,kube-proxy)',
    }),
  ]);
  return { dnsService, dnsSlices, pods };
}
