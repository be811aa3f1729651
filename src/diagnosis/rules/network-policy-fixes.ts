import type { ServicePort } from '../../service/types.ts';
import type { Case } from '../case.ts';
import { labelsToAdmit } from '../client.ts';
import { command, jsonPatch, kubectl } from '../command.ts';
import type { Endpoint } from '../endpoints.ts';
import { namespaceOf, type NetworkPolicy, type Pod } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { labelText } from '../labels.ts';
import { type Direction, type Judgement, rulesOf } from '../policy.ts';

/** An endpoint, and what keeps the client out of it. */
export interface Shut extends Judgement {
  endpoint: Endpoint;
  pod: Pod | undefined;
}

export function admitClient(asked: Case, port: ServicePort, { nearest, policies, endpoint }: Shut): Fix[] {
  const { vantage, facts } = asked;
  const { protocol = 'TCP' } = port;
  const own = namespaceOf(facts.service);
  const labels = labelsToAdmit(vantage);
  const podSelector = Object.keys(labels).length > 0 ? { matchLabels: labels } : {};
  const peer =
    vantage.namespace === own
      ? { podSelector }
      : {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': vantage.namespace } },
          ...(Object.keys(labels).length > 0 && { podSelector }),
        };
  const policy = nearest?.policy ?? policies[0];
  if (!policy) return [];
  const patch = (path: string, value: unknown) =>
    jsonPatch(own, 'networkpolicy', policy.metadata.name, { op: 'add', path, value });
  if (nearest?.misses === 'ports')
    return [
      {
        command: patch(`/spec/ingress/${nearest.rule}/ports/-`, { protocol, port: endpoint.port }),
        why: `admit it to ${protocol} ${endpoint.port} too${portWhy(nearest.policy, nearest.rule, port, endpoint.port)}`,
        mends: true,
      },
    ];
  const who =
    Object.keys(labels).length > 0 ? `pods ${labelText(labels)}` : `the pods of namespace ${vantage.namespace}`;
  const admit: Fix = {
    command: nearest
      ? patch(`/spec/ingress/${nearest.rule}/from/-`, peer)
      : addRule(policy, 'Ingress', { from: [peer], ports: [{ protocol, port: endpoint.port }] }),
    why: `admit ${who}`,
    mends: true,
  };
  return [admit, ...asAdmitted(asked, policies)];
}

/** What is the matter with the ports of a rule that admits this client at others. */
function portWhy(policy: NetworkPolicy, rule: number, { port, protocol = 'TCP' }: ServicePort, own: number): string {
  const ports = rulesOf(policy, 'Ingress')[rule]?.ports ?? [];
  const ofService = ports.some((one) => one.port === port && (one.protocol ?? 'TCP') === protocol);
  if (ofService && port !== own) return `: policies speak of the pods' port, not of the Service's (${port})`;
  const named = ports.flatMap((one) => (typeof one.port === 'string' ? one.port : []));
  return named.length > 0 ? `: the pods have no such port of the name ${named.join(', ')}` : '';
}

/** The same question as a pod that a policy does admit. */
function asAdmitted({ facts, vantage }: Case, policies: readonly NetworkPolicy[]): Fix[] {
  const own = namespaceOf(facts.service);
  const labels = policies
    .flatMap((policy) => rulesOf(policy, 'Ingress'))
    .flatMap(({ peers }) => peers)
    .find(
      ({ podSelector, namespaceSelector }) =>
        !namespaceSelector && Object.keys(podSelector?.matchLabels ?? {}).length > 0,
    )?.podSelector?.matchLabels;
  if (!labels || vantage.namespace !== own) return [];
  const { name } = facts.service.metadata;
  return [
    {
      command: command('kubesvc', 'probe', name, '-n', own, `--from-labels=${labelText(labels)}`),
      why: 'ask as a pod that is admitted',
    },
  ];
}

export function letOut(
  { policies, endpoint, pod }: Shut,
  port: ServicePort,
  { vantage, facts }: Case,
  all: boolean,
): Fix {
  const [policy] = policies;
  if (!policy) return { command: kubectl(vantage.namespace, 'get', 'networkpolicies') };
  const there = pod && namespaceOf(pod);
  const selector = facts.service.spec.selector ?? {};
  const peer = !pod
    ? { ipBlock: { cidr: `${endpoint.address}/${endpoint.address.includes(':') ? 128 : 32}` } }
    : {
        ...(there !== vantage.namespace && {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': there } },
        }),
        podSelector: { matchLabels: selector },
      };
  const rule = { to: [peer], ports: [{ protocol: port.protocol ?? 'TCP', port: endpoint.port }] };
  const dns = {
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  };
  return {
    command: addRule(policy, 'Egress', rule, ...(all ? [dns] : [])),
    why: `let it out to this Service${all ? ' and to DNS' : ''}`,
    mends: true,
  };
}

/** One rule more; where a policy has none, its first. */
export function addRule(policy: NetworkPolicy, direction: Direction, ...rules: object[]): string {
  const field = direction.toLowerCase();
  const has = (direction === 'Ingress' ? policy.spec.ingress : policy.spec.egress) !== undefined;
  const operations = has
    ? rules.map((value) => ({ op: 'add' as const, path: `/spec/${field}/-`, value }))
    : [{ op: 'add' as const, path: `/spec/${field}`, value: rules }];
  return jsonPatch(namespaceOf(policy), 'networkpolicy', policy.metadata.name, ...operations);
}
