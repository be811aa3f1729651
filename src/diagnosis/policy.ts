import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1.js';
import { satisfies } from '../service/selectors.ts';
import { inBlock } from './addresses.ts';
import { namespaceOf, type NetworkPolicy, type Pod } from './facts.ts';
import type { Labels } from './labels.ts';
import { findPort } from './pods.ts';

/** Whom policies are about: a pod, which may not run yet. */
export interface Subject {
  namespace: string;
  labels: Labels;
  /** It uses its node's network, which policies do not cover. */
  hostNetwork?: boolean | undefined;
}

/** The other side of a connection. */
export interface Peer {
  /** undefined for an address that is no pod's. */
  pod: { namespace: string; labels: Labels; hostNetwork?: boolean | undefined } | undefined;
  /** Labels of its namespace; undefined where they may not be read. */
  namespaceLabels: Labels | undefined;
  /** undefined where it has none yet. */
  addresses: readonly string[] | undefined;
  /** Both are on one node, and this side is the node itself: the kubelet must reach its pods, so it always may. */
  isOwnNode?: boolean | undefined;
}

/** One packet's way, after the Service's translation: to which port of the receiving pod, over what. */
export interface Way {
  port: number;
  protocol: string;
  /** The pod that receives it, whose named ports count; undefined for an address that is no pod's. */
  receiver: Pod | undefined;
}

/** `unknown`: it depends on an address, or on labels that may not be read. */
export type Admission = 'admitted' | 'denied' | 'unknown';
export type Direction = 'Ingress' | 'Egress';

export interface Judgement {
  admission: Admission;
  /** The policies that isolate the subject in this direction; none isolates it where this is empty. */
  policies: NetworkPolicy[];
  /** The rule that misses by its ports alone, else by its peers alone; undefined where none is that near. */
  nearest?: { policy: NetworkPolicy; rule: number; misses: 'ports' | 'peers' } | undefined;
}

/** One rule of either direction: who, and at which ports. */
export interface Rule {
  peers: readonly NetworkPolicyPeer[];
  ports: readonly NetworkPolicyPort[];
}

/**
 * Whether NetworkPolicies let a connection pass at one of its sides. Policies are a union: a pod that any of them selects
 * for a direction is closed in it to all that none of them admits (networking/v1 types.go, NetworkPolicySpec).
 */
export function admission(
  policies: readonly NetworkPolicy[],
  direction: Direction,
  subject: Subject,
  peer: Peer,
  way: Way,
): Judgement {
  if (subject.hostNetwork || peer.isOwnNode) return { admission: 'admitted', policies: [] };
  const isolating = policies.filter((policy) => isolates(policy, direction, subject));
  if (isolating.length === 0) return { admission: 'admitted', policies: [] };
  const answers = isolating.flatMap((policy) =>
    rulesOf(policy, direction).map(({ peers, ports }, rule) => ({
      policy,
      rule,
      ports: portsAdmit(ports, way),
      peers: peersAdmit(peers, peer, namespaceOf(policy)),
    })),
  );
  const near = (misses: 'ports' | 'peers', holds: 'ports' | 'peers') => {
    const found = answers.find((answer) => answer[misses] === 'denied' && answer[holds] === 'admitted');
    return found && { policy: found.policy, rule: found.rule, misses };
  };
  return {
    admission: best(answers.map(({ ports, peers }) => both(ports, peers))),
    policies: isolating,
    nearest: near('ports', 'peers') ?? near('peers', 'ports'),
  };
}

/** Whether a policy closes this pod in this direction to all that is not admitted. */
export const isolates = (policy: NetworkPolicy, direction: Direction, { namespace, labels }: Subject): boolean =>
  namespaceOf(policy) === namespace &&
  directionsOf(policy).includes(direction) &&
  satisfies(labels, policy.spec.podSelector ?? {});

/** policyTypes defaults to Ingress, and to Egress too where there are egress rules. */
export function directionsOf({ spec }: NetworkPolicy): readonly string[] {
  return spec.policyTypes ?? ['Ingress', ...((spec.egress ?? []).length > 0 ? ['Egress'] : [])];
}

export function rulesOf({ spec }: NetworkPolicy, direction: Direction): Rule[] {
  return direction === 'Ingress'
    ? (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

function best(answers: readonly Admission[]): Admission {
  if (answers.includes('admitted')) return 'admitted';
  return answers.includes('unknown') ? 'unknown' : 'denied';
}

function both(a: Admission, b: Admission): Admission {
  if (a === 'denied' || b === 'denied') return 'denied';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'admitted';
}

/** No list, or an empty one, is every peer. */
const peersAdmit = (peers: readonly NetworkPolicyPeer[], peer: Peer, own: string): Admission =>
  peers.length === 0 ? 'admitted' : best(peers.map((one) => peerAdmits(one, peer, own)));

function peerAdmits(
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  peer: Peer,
  own: string,
): Admission {
  if (ipBlock) return blockAdmits(ipBlock, peer.addresses);
  if (!peer.pod) return 'denied'; // selectors select pods
  const byNamespace = namespaceSelector
    ? namespaceAdmits(namespaceSelector, peer)
    : peer.pod.namespace === own
      ? 'admitted'
      : 'denied';
  const byPod = podSelector && !satisfies(peer.pod.labels, podSelector) ? 'denied' : 'admitted';
  const admits = both(byNamespace, byPod);
  // Packets of a pod in its node's network come from the node, which network plugins tell from a pod or do not.
  return peer.pod.hostNetwork && admits === 'admitted' ? 'unknown' : admits;
}

function blockAdmits(
  { cidr, except = [] }: NonNullable<NetworkPolicyPeer['ipBlock']>,
  addresses: Peer['addresses'],
): Admission {
  if (!addresses) return cidr.endsWith('/0') && except.length === 0 ? 'admitted' : 'unknown';
  const within = addresses.some((address) => inBlock(address, cidr) && !except.some((hole) => inBlock(address, hole)));
  return within ? 'admitted' : 'denied';
}

/** A namespace whose labels may not be read has one that is known: every namespace is labelled with its name. */
function namespaceAdmits(selector: LabelSelector, { pod, namespaceLabels }: Peer): Admission {
  if (namespaceLabels) return satisfies(namespaceLabels, selector) ? 'admitted' : 'denied';
  const known = { 'kubernetes.io/metadata.name': pod?.namespace ?? '' };
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const parts: LabelSelector[] = [
    ...Object.entries(matchLabels).map(([key, value]) => ({ matchLabels: { [key]: value } })),
    ...matchExpressions.map((expression) => ({ matchExpressions: [expression] })),
  ];
  const answers = parts.map((part): Admission => {
    const [key = part.matchExpressions?.[0]?.key ?? ''] = Object.keys(part.matchLabels ?? {});
    if (!(key in known)) return 'unknown';
    return satisfies(known, part) ? 'admitted' : 'denied';
  });
  return answers.reduce(both, 'admitted');
}

/** No list, or an empty one, is every port. A name is a port of the receiving pod, of the same protocol. */
function portsAdmit(ports: readonly NetworkPolicyPort[], { port, protocol, receiver }: Way): Admission {
  if (ports.length === 0) return 'admitted';
  const matches = ports.some(({ protocol: its = 'TCP', port: from, endPort }) => {
    if (its !== protocol) return false;
    if (from === undefined) return true;
    if (typeof from === 'string') return receiver !== undefined && findPort(receiver, from, its) === port;
    return endPort === undefined ? from === port : port >= from && port <= endPort;
  });
  return matches ? 'admitted' : 'denied';
}
