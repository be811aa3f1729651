import { distributions } from '../spec.ts';
import type { Service } from '../types.ts';
import { cidrRule } from './addresses.ts';
import { type Fault, fault, unlessOneOf } from './fault.ts';
import { dnsSubdomainRule, qualifiedNameRule } from './text.ts';

/** Where traffic goes and where it may come from: type, affinity, policies, distribution, and what only load balancers have. */
export function routingFaults({ spec }: Service): Fault[] {
  return [
    ...unlessOneOf('spec.type', spec.type || undefined, ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']),
    ...externalNameFaults(spec),
    ...affinityFaults(spec),
    ...externalPolicyFaults(spec),
    ...unlessOneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local']),
    ...unlessOneOf('spec.trafficDistribution', spec.trafficDistribution, distributions),
    ...loadBalancerFaults(spec),
  ];
}

type Spec = Service['spec'];

function externalNameFaults({ type, externalName = '' }: Spec): Fault[] {
  if (type !== 'ExternalName') return [];
  const name = externalName.replace(/\.$/, ''); // a dot at the end is how DNS writes an absolute name
  const rule = 'type ExternalName needs the DNS name that it stands for';
  return name === ''
    ? [{ path: 'spec.externalName', rule }]
    : fault('spec.externalName', externalName, dnsSubdomainRule(name));
}

function affinityFaults({ sessionAffinity, sessionAffinityConfig }: Spec): Fault[] {
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  return [
    ...unlessOneOf('spec.sessionAffinity', sessionAffinity || undefined, ['None', 'ClientIP']),
    ...fault(
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
      seconds,
      sessionAffinity === 'ClientIP' && seconds !== undefined && (seconds <= 0 || seconds > 86400)
        ? 'must be between 1 and 86400 seconds'
        : undefined,
    ),
  ];
}

function externalPolicyFaults(spec: Spec): Fault[] {
  const { externalTrafficPolicy: policy, healthCheckNodePort = 0 } = spec;
  const type = spec.type || 'ClusterIP';
  const reachable =
    type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);
  const local = type === 'LoadBalancer' && policy === 'Local';
  const path = 'spec.externalTrafficPolicy';
  const closed = 'may only be set for type NodePort, type LoadBalancer or with external IPs';
  return [
    ...(reachable || !policy
      ? unlessOneOf(path, policy || undefined, ['Cluster', 'Local'])
      : fault(path, policy, closed)),
    ...fault(
      'spec.healthCheckNodePort',
      healthCheckNodePort,
      healthCheckNodePort !== 0 && !local
        ? 'may only be set for type LoadBalancer with externalTrafficPolicy Local'
        : undefined,
    ),
  ];
}

function loadBalancerFaults(spec: Spec): Fault[] {
  const { loadBalancerSourceRanges: ranges = [], loadBalancerClass, allocateLoadBalancerNodePorts } = spec;
  if (spec.type === 'LoadBalancer') {
    return [
      ...ranges.flatMap((range, index) =>
        fault(`spec.loadBalancerSourceRanges[${index}]`, range, cidrRule(range.trim())),
      ),
      ...fault(
        'spec.loadBalancerClass',
        loadBalancerClass,
        loadBalancerClass === undefined ? undefined : qualifiedNameRule(loadBalancerClass),
      ),
    ];
  }
  const rule = 'may only be used with type LoadBalancer';
  return [
    ...fault('spec.loadBalancerSourceRanges', ranges.join(','), ranges.length > 0 ? rule : undefined),
    ...fault('spec.loadBalancerClass', loadBalancerClass, loadBalancerClass !== undefined ? rule : undefined),
    ...fault(
      'spec.allocateLoadBalancerNodePorts',
      allocateLoadBalancerNodePorts,
      allocateLoadBalancerNodePorts !== undefined ? rule : undefined,
    ),
  ];
}
