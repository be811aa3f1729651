import type { NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1.js';
import { satisfies } from '../service/selectors.ts';
import { namespaceOf, type NetworkPolicy, type Pod } from './facts.ts';

/** Who asks: a pod that may not run yet, so its address may be unknown. */
export interface Client {
  namespace: string;
  /** undefined where the namespace may not be read. */
  namespaceLabels: Readonly<Record<string, string>> | undefined;
  labels: Readonly<Record<string, string>>;
}

/** One packet's way: to which port of which protocol. */
export interface Way {
  port: number;
  protocol: string;
}

/** `unknown`: it depends on an address, or on labels that may not be read. */
export type Admission = 'admitted' | 'denied' | 'unknown';

export interface Judgement {
  admission: Admission;
  /** The policies that isolate the pod in this direction; none isolates it where this is empty. */
  policies: NetworkPolicy[];
}

/**
 * Whether NetworkPolicies let a client in to a pod. Policies are a union: a pod that any of them selects for Ingress is
 * closed to all that none of them admits (networking/v1 types.go, NetworkPolicySpec).
 */
export function ingress(policies: readonly NetworkPolicy[], pod: Pod, client: Client, way: Way): Judgement {
  const isolating = policies.filter(
    (policy) =>
      namespaceOf(policy) === namespaceOf(pod) &&
      has(policy, 'Ingress') &&
      satisfies(pod.metadata.labels ?? {}, policy.spec.podSelector),
  );
  if (isolating.length === 0) return { admission: 'admitted', policies: [] };
  const answers = isolating.flatMap((policy) =>
    (policy.spec.ingress ?? []).map(({ from, ports }): Admission => {
      const port = portMatches(ports, way, pod);
      if (!port) return 'denied';
      return peersMatch(from, client, namespaceOf(policy));
    }),
  );
  return { admission: best(answers), policies: isolating };
}

/** policyTypes defaults to Ingress, and to Egress too where there are egress rules. */
function has({ spec }: NetworkPolicy, direction: 'Ingress' | 'Egress'): boolean {
  const types = spec.policyTypes ?? ['Ingress', ...((spec.egress ?? []).length > 0 ? ['Egress'] : [])];
  return types.includes(direction);
}

function best(answers: readonly Admission[]): Admission {
  if (answers.includes('admitted')) return 'admitted';
  return answers.includes('unknown') ? 'unknown' : 'denied';
}

/** No list, or an empty one, is every peer. */
function peersMatch(
  peers: readonly NetworkPolicyPeer[] | undefined,
  client: Client,
  policyNamespace: string,
): Admission {
  if (!peers || peers.length === 0) return 'admitted';
  return best(peers.map((peer) => peerMatches(peer, client, policyNamespace)));
}

function peerMatches(
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  client: Client,
  policyNamespace: string,
): Admission {
  if (ipBlock) return 'unknown'; // the client's address is not known before it runs
  if (podSelector && !satisfies(client.labels, podSelector)) return 'denied';
  if (!namespaceSelector) return client.namespace === policyNamespace ? 'admitted' : 'denied';
  const empty =
    Object.keys(namespaceSelector.matchLabels ?? {}).length === 0 &&
    (namespaceSelector.matchExpressions ?? []).length === 0;
  if (empty) return 'admitted'; // {} selects all namespaces
  if (client.namespaceLabels === undefined) return 'unknown';
  return satisfies(client.namespaceLabels, namespaceSelector) ? 'admitted' : 'denied';
}

/** No list, or an empty one, is every port. A name means the pod's own port of that name and protocol. */
function portMatches(ports: readonly NetworkPolicyPort[] | undefined, way: Way, pod: Pod): boolean {
  if (!ports || ports.length === 0) return true;
  return ports.some(({ protocol = 'TCP', port, endPort }) => {
    if (protocol !== way.protocol) return false;
    if (port === undefined) return true;
    if (typeof port === 'string') {
      return pod.spec.containers.some(({ ports: own = [] }) =>
        own.some(
          ({ name, containerPort, protocol: its = 'TCP' }) =>
            name === port && its === protocol && containerPort === way.port,
        ),
      );
    }
    return endPort === undefined ? port === way.port : way.port >= port && way.port <= endPort;
  });
}
