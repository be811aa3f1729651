import type { NetworkPolicyPeer } from 'kubernetes-types/networking/v1.js';
import type { ServicePort } from '../../service/types.ts';
import { endpointsOf, inRotation } from '../endpoints.ts';
import { type Facts, namespaceOf, type NetworkPolicy } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { type Client, ingress } from '../policy.ts';

/**
 * N01: NetworkPolicies keep this client out of the endpoints of a port. A policy alone proves nothing, because a network
 * plugin need not enforce it: it is certain only once packets have been lost as well (`lost`).
 */
export function ingressDenied(facts: Facts, port: ServicePort, client: Client, { lost }: { lost: boolean }): Finding[] {
  const { service, slices, pods = [], policies = [] } = facts;
  const shut = inRotation(endpointsOf(slices, port)).flatMap((endpoint) => {
    const pod = pods.find(({ metadata }) => metadata.name === endpoint.pod);
    if (!pod || pod.spec.hostNetwork) return [];
    const judgement = ingress(policies, pod, client, { port: endpoint.port, protocol: port.protocol ?? 'TCP' });
    return judgement.admission === 'admitted' ? [] : [{ pod, endpoint, ...judgement }];
  });
  const [first] = shut;
  if (!first) return [];
  const names = [...new Set(shut.flatMap(({ policies: isolating }) => isolating.map(({ metadata }) => metadata.name)))];
  const namespace = namespaceOf(service);
  const denied = first.admission === 'denied';
  return [
    {
      id: 'N01',
      severity: 'error',
      confidence: lost ? (denied ? 'certain' : 'likely') : 'possible',
      message: `NetworkPolicy ${names.map((name) => `${namespace}/${name}`).join(', ')} selects ${first.pod.metadata.name} and does not admit this client to ${port.protocol ?? 'TCP'} ${first.endpoint.port}`,
      evidence: [
        ...first.policies.map((policy) => `${policy.metadata.name} admits ${admits(policy)}`),
        `this client: namespace ${client.namespace}, labels ${text(client.labels)}`,
        ...(denied ? [] : ['whether an address block admits it depends on its address']),
      ],
      fix: [
        {
          command: admit(first.policies, client, namespace, first.endpoint.port, port.protocol ?? 'TCP'),
          why: 'admit it',
        },
      ],
    },
  ];
}

/** What one policy lets in, in a line. */
function admits({ spec }: NetworkPolicy): string {
  const rules = spec.ingress ?? [];
  if (rules.length === 0) return 'nobody';
  return rules
    .map(({ from = [], ports = [] }) => {
      const who = from.length === 0 ? 'all' : from.map(peerText).join(' or ');
      const where = ports
        .map(({ protocol = 'TCP', port, endPort }) => `${protocol} ${port ?? 'any'}${endPort ? `-${endPort}` : ''}`)
        .join(', ');
      return where === '' ? who : `${who} to ${where}`;
    })
    .join('; ');
}

function peerText({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): string {
  if (ipBlock) return `addresses ${ipBlock.cidr}${ipBlock.except ? ` but ${ipBlock.except.join(', ')}` : ''}`;
  const pods = podSelector ? `pods ${selectorText(podSelector)}` : 'all pods';
  if (!namespaceSelector) return `${pods} of its namespace`;
  const all = selectorText(namespaceSelector) === '(any)';
  return `${pods} of ${all ? 'all namespaces' : `namespaces ${selectorText(namespaceSelector)}`}`;
}

function selectorText({
  matchLabels = {},
  matchExpressions = [],
}: {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}): string {
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(
      ({ key, operator, values = [] }) => `${key} ${operator}${values.length > 0 ? ` (${values.join(',')})` : ''}`,
    ),
  ];
  return parts.length > 0 ? parts.join(',') : '(any)';
}

/** The smallest patch that lets the client in: one more rule, for its namespace and this port. */
function admit(
  policies: readonly NetworkPolicy[],
  client: Client,
  namespace: string,
  port: number,
  protocol: string,
): string {
  const [policy] = policies;
  if (!policy) return '';
  const podSelector = { matchLabels: { 'app.kubernetes.io/name': client.labels['app.kubernetes.io/name'] ?? '' } };
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': client.namespace } };
  const rule = {
    from: [client.namespace === namespace ? { podSelector } : { namespaceSelector, podSelector }],
    ports: [{ protocol, port }],
  };
  const operation =
    policy.spec.ingress === undefined
      ? { op: 'add', path: '/spec/ingress', value: [rule] }
      : { op: 'add', path: '/spec/ingress/-', value: rule };
  return `kubectl -n ${namespace} patch networkpolicy ${policy.metadata.name} --type=json -p '${JSON.stringify([operation])}'`;
}

const text = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
