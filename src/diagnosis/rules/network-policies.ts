import type { Service, ServicePort } from '../../service/types.ts';
import { inBlock } from '../addresses.ts';
import { asPeer, asSubject, dnsServers, receiverOf } from '../client.ts';
import { kubectl } from '../command.ts';
import type { Case } from '../case.ts';
import { within } from '../endpoints.ts';
import { namespaceOf, type NetworkPolicy } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { labelText } from '../labels.ts';
import { type Admission, admission, type Direction, rulesOf } from '../policy.ts';
import { admitsText } from '../policy-text.ts';
import { frontsOf, lost, passed, resolved, type Sight, triesOf, type Vantage } from '../vantage.ts';
import { addRule, admitClient, letOut, type Shut } from './network-policy-fixes.ts';

/**
 * N01: NetworkPolicies keep this client out of the endpoints of a port. A policy alone proves nothing, because a network
 * plugin need not enforce it: it is certain once packets were lost as well, and N04 once they passed.
 */
export function ingressDenied(asked: Case): Finding[] {
  const { facts, ports, seen } = asked;
  return ports.flatMap((port) => {
    const tries = triesOf(seen, port);
    const shut = closed(asked, port, 'Ingress', tries);
    const [first] = shut;
    if (!first) return [];
    return [
      {
        ...finding('N01', first, shut, asked, 'Ingress', tries),
        ports: [portKey(port)],
        message: `NetworkPolicy ${policyNames(shut)} selects ${first.pod?.metadata.name ?? first.endpoint.address} and does not admit this client to ${port.protocol ?? 'TCP'} ${first.endpoint.port}`,
        fix: admitClient(asked, port, first),
      },
    ].map((one) => notEnforced(one, passedThrough(asked, port, shut), namespaceOf(facts.service)));
  });
}

/** N03: NetworkPolicies of the client's own namespace do not let it out to the endpoints, or to anybody. */
export function egressDenied(asked: Case): Finding[] {
  const { ports, seen, vantage } = asked;
  return ports
    .flatMap((port) => {
      const tries = triesOf(seen, port);
      const shut = closed(asked, port, 'Egress', tries);
      const [first] = shut;
      if (!first) return [];
      const all = first.policies.every((policy) => rulesOf(policy, 'Egress').length === 0);
      return [
        {
          ...finding('N03', first, shut, asked, 'Egress', tries),
          reason: all ? 'all' : 'endpoints',
          ...(!all && { ports: [portKey(port)] }),
          message: all
            ? `NetworkPolicy ${policyNames(shut)} lets nothing out of this client's pods, DNS included`
            : `NetworkPolicy ${policyNames(shut)} does not let this client out to ${port.protocol ?? 'TCP'} ${first.endpoint.port} of ${first.pod?.metadata.name ?? first.endpoint.address}`,
          fix: [letOut(first, port, asked, all)],
        },
      ].map((one) => notEnforced(one, passedThrough(asked, port, shut), vantage.namespace));
    })
    .filter((one, index, all) => index === all.findIndex(({ message }) => message === one.message));
}

/** N02: NetworkPolicies keep this client from cluster DNS, so that it can resolve no name. */
export function dnsDenied({ facts, vantage, seen }: Case): Finding[] {
  const { policies = [] } = facts;
  const servers = dnsServers(facts);
  const judged = servers.map(({ address, port, pod }) => {
    const way = { port, protocol: 'UDP', receiver: pod };
    const out = admission(policies, 'Egress', asSubject(vantage), receiverOf(pod, address, facts), way);
    if (out.admission !== 'admitted' || !pod) return { ...out, pod, port, direction: 'Egress' as const };
    const subject = {
      namespace: namespaceOf(pod),
      labels: pod.metadata.labels ?? {},
      hostNetwork: pod.spec.hostNetwork,
    };
    const into = admission(policies, 'Ingress', subject, asPeer(vantage, facts, pod.spec.nodeName), way);
    return { ...into, pod, port, direction: 'Ingress' as const };
  });
  const [first] = judged;
  if (!first || judged.some(({ admission: is }) => is !== 'denied')) return [];
  const nothing =
    first.direction === 'Egress' && first.policies.every((policy) => rulesOf(policy, 'Egress').length === 0);
  if (nothing) return []; // N03 says it for DNS too
  const names = seen.filter(({ via, outcome }) => via === 'dns' && outcome !== 'not-run');
  const works = resolved(seen);
  const [policy] = first.policies;
  if (!policy) return [];
  const namespace = namespaceOf(policy);
  const rule = {
    ports: [
      { protocol: 'UDP', port: first.port },
      { protocol: 'TCP', port: first.port },
    ],
  };
  const found: Finding = {
    id: 'N02',
    severity: 'error',
    confidence: names.length > 0 && !works ? 'certain' : 'likely',
    message: `NetworkPolicy ${namespace}/${policy.metadata.name} keeps this client from cluster DNS (UDP ${first.port}): no name resolves for it`,
    objects: first.policies.map(({ metadata }) => ({ kind: 'NetworkPolicy', name: metadata.name, namespace })),
    evidence: [
      ...first.policies.map(
        (one) =>
          `${one.metadata.name} ${first.direction === 'Egress' ? 'lets out to' : 'admits'} ${admitsText(one, first.direction)}`,
      ),
      clientText(vantage),
      `cluster DNS: ${first.pod ? `pods ${labelText(first.pod.metadata.labels ?? {})} of namespace ${namespaceOf(first.pod)}, ` : ''}${servers.map(({ address }) => address).join(', ')}`,
      ...translated(first.policies, facts.system.dnsService, servers[0]?.address ?? ''),
    ],
    fix: [
      first.direction === 'Egress'
        ? { command: addRule(policy, 'Egress', rule), why: 'let it ask DNS', mends: true }
        : { command: kubectl(namespace, 'edit', 'networkpolicy', policy.metadata.name), why: 'admit clients to DNS' },
    ],
  };
  return [notEnforced(found, works, namespace)];
}

/** Packets came through to what is closed by the policies: by the endpoints, or by the Service where all of those are closed. */
function passedThrough({ facts, seen }: Case, port: ServicePort, shut: readonly Shut[]): boolean {
  const tries = triesOf(seen, port);
  if (tries.length > 0) return tries.some(passed) && !tries.some(lost);
  return shut.length === within(facts.service, facts.slices, port).length && frontsOf(seen, port).some(passed);
}

/** The endpoints of a port that policies close; those of which it cannot be told count only once packets were lost. */
function closed({ facts, vantage }: Case, port: ServicePort, direction: Direction, tries: readonly Sight[]): Shut[] {
  const { service, slices, pods = [], policies = [] } = facts;
  return within(service, slices, port).flatMap((endpoint) => {
    const pod = pods.find(({ metadata }) => metadata.name === endpoint.pod);
    const way = { port: endpoint.port, protocol: port.protocol ?? 'TCP', receiver: pod };
    if (direction === 'Ingress' && !pod) return [];
    const judgement =
      direction === 'Egress'
        ? admission(policies, direction, asSubject(vantage), receiverOf(pod, endpoint.address, facts), way)
        : admission(
            policies,
            direction,
            { namespace: namespaceOf(service), labels: pod?.metadata.labels ?? {}, hostNetwork: pod?.spec.hostNetwork },
            asPeer(vantage, facts, endpoint.node),
            way,
          );
    const tried = tries.find(({ host }) => host === endpoint.address);
    const counts =
      judgement.admission === 'denied' || (judgement.admission === 'unknown' && tried !== undefined && lost(tried));
    return counts ? [{ endpoint, pod, ...judgement }] : [];
  });
}

function finding(
  id: string,
  first: Shut,
  shut: readonly Shut[],
  { vantage, facts }: Case,
  direction: Direction,
  tries: readonly Sight[],
) {
  const verb = direction === 'Ingress' ? 'admits' : 'lets out to';
  return {
    id,
    severity: 'error' as const,
    confidence: confidenceOf(first.admission, tries.some(lost)),
    objects: unique(shut.flatMap(({ policies }) => policies)).map((policy) => ({
      kind: 'NetworkPolicy',
      name: policy.metadata.name,
      namespace: namespaceOf(policy),
    })),
    evidence: [
      ...first.policies.slice(0, 5).map((policy) => `${policy.metadata.name} ${verb} ${admitsText(policy, direction)}`),
      clientText(vantage),
      ...(direction === 'Egress' ? translated(first.policies, facts.service, first.endpoint.address) : []),
      ...(first.admission === 'unknown'
        ? ['whether an address block or a namespace that cannot be read lets it pass is not known']
        : []),
    ],
  };
}

/** A rule for the Service's own address lets nobody through: policies judge a packet after the Service's translation. */
function translated(policies: readonly NetworkPolicy[], service: Service | undefined, address: string): string[] {
  const blocks = policies
    .flatMap((policy) => rulesOf(policy, 'Egress'))
    .flatMap(({ peers }) => peers.flatMap(({ ipBlock }) => ipBlock ?? []));
  const fronts = (service?.spec.clusterIPs ?? []).filter((ip) => blocks.some(({ cidr }) => inBlock(ip, cidr)));
  return fronts.length === 0 || blocks.some(({ cidr }) => inBlock(address, cidr))
    ? []
    : [`policies judge a packet by the pod's address (${address}), not by the Service's (${fronts.join(', ')})`];
}

const confidenceOf = (is: Admission, packetsLost: boolean): Finding['confidence'] =>
  is === 'unknown' ? 'possible' : packetsLost ? 'certain' : 'likely';

/** N04: the policy says no, and the packets pass: the network plugin does not enforce it, or not for this client. */
function notEnforced(found: Finding, through: boolean, namespace: string): Finding {
  if (!through) return found;
  return {
    id: 'N04',
    severity: 'info',
    confidence: 'certain',
    reason: found.id,
    ...(found.ports && { ports: found.ports }),
    ...(found.objects && { objects: found.objects }),
    message: `${found.message}, and yet its packets pass: the network plugin does not enforce it`,
    evidence: found.evidence,
    fix: [{ command: kubectl(namespace, 'get', 'networkpolicies'), why: 'these have no effect here' }],
  };
}

const clientText = ({ namespace, labels }: Vantage): string =>
  `this client: namespace ${namespace}, pod labels ${labelText(labels)}`;

const unique = (policies: readonly NetworkPolicy[]): NetworkPolicy[] => [
  ...new Map(policies.map((policy) => [`${namespaceOf(policy)}/${policy.metadata.name}`, policy])).values(),
];

const policyNames = (shut: readonly Shut[]): string =>
  unique(shut.flatMap(({ policies }) => policies))
    .map((policy) => `${namespaceOf(policy)}/${policy.metadata.name}`)
    .join(', ');
