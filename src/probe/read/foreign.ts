import type { World } from '../../diagnosis/join.ts';
import type { Kind } from '../../service/kinds.ts';
import { listIn, type Reader } from './reader.ts';

/** Kinds of other makers that bear on who may reach whom, and the API groups that serve them. */
const foreignKinds: Pick<Kind, 'group' | 'plural' | 'kind'>[] = [
  { group: 'cilium.io', plural: 'ciliumnetworkpolicies', kind: 'CiliumNetworkPolicy' },
  { group: 'cilium.io', plural: 'ciliumclusterwidenetworkpolicies', kind: 'CiliumClusterwideNetworkPolicy' },
  { group: 'crd.projectcalico.org', plural: 'networkpolicies', kind: 'NetworkPolicy' },
  { group: 'crd.projectcalico.org', plural: 'globalnetworkpolicies', kind: 'GlobalNetworkPolicy' },
  { group: 'policy.networking.k8s.io', plural: 'adminnetworkpolicies', kind: 'AdminNetworkPolicy' },
  { group: 'policy.networking.k8s.io', plural: 'baselineadminnetworkpolicies', kind: 'BaselineAdminNetworkPolicy' },
  { group: 'policy.networking.k8s.io', plural: 'clusternetworkpolicies', kind: 'ClusterNetworkPolicy' },
  { group: 'security.istio.io', plural: 'peerauthentications', kind: 'PeerAuthentication' },
];

const namespacedKinds = new Set(['CiliumNetworkPolicy', 'NetworkPolicy', 'PeerAuthentication']);

/** What is there of these kinds; a group that is not served is not asked. */
export async function foreignOf(
  read: Reader,
  namespace: string | undefined,
): Promise<Pick<World, 'foreignPolicies' | 'peerAuthentications' | 'openShift'>> {
  const groups = (await read.groups()) ?? [];
  const found = await Promise.all(
    foreignKinds.flatMap(({ group, plural, kind }) => {
      const version = groups.find(({ name }) => name === group)?.preferredVersion?.version;
      if (version === undefined) return [];
      const namespaced = namespacedKinds.has(kind);
      const whole: Kind = { group, version, kind, plural, singular: kind.toLowerCase(), shortNames: [], namespaced };
      // A PeerAuthentication in Istio's own namespace holds for all.
      const within = kind === 'PeerAuthentication' && namespace !== undefined ? [namespace, 'istio-system'] : undefined;
      return [within ? listIn(read, kind, whole, within) : read.list(kind, whole, namespaced ? { namespace } : {})];
    }),
  );
  const objects = found.flatMap((list) => list ?? []);
  return {
    foreignPolicies: objects.filter(({ kind }) => kind !== 'PeerAuthentication'),
    peerAuthentications: objects.filter(({ kind }) => kind === 'PeerAuthentication'),
    openShift: groups.some(({ name }) => name === 'security.openshift.io'),
  };
}
