import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1.js';
import type { NetworkPolicy } from './facts.ts';
import { type Direction, rulesOf } from './policy.ts';

/** What one policy lets through in one direction, in a line. */
export function admitsText(policy: NetworkPolicy, direction: Direction): string {
  const rules = rulesOf(policy, direction);
  if (rules.length === 0) return direction === 'Ingress' ? 'nobody' : 'nothing';
  return rules
    .map(({ peers, ports }) => {
      const who =
        peers.length === 0 ? (direction === 'Ingress' ? 'everybody' : 'everything') : peers.map(peerText).join(' or ');
      const where = ports.map(portText).join(', ');
      return where === '' ? who : `${who} at ${where}`;
    })
    .join('; ');
}

const portText = ({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): string =>
  `${protocol} ${port ?? '(any port)'}${endPort === undefined ? '' : `-${endPort}`}`;

function peerText({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): string {
  if (ipBlock) return `addresses ${ipBlock.cidr}${ipBlock.except ? ` but ${ipBlock.except.join(', ')}` : ''}`;
  const which = podSelector ? selectorText(podSelector) : '';
  const pods = which === '' ? 'all pods' : `pods ${which}`;
  if (!namespaceSelector) return `${pods} of its namespace`;
  const namespaces = selectorText(namespaceSelector);
  return `${pods} of ${namespaces === '' ? 'all namespaces' : `namespaces ${namespaces}`}`;
}

function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(
      ({ key, operator, values = [] }) => `${key} ${operator}${values.length > 0 ? ` (${values.join(',')})` : ''}`,
    ),
  ].join(',');
}
