import { UsageError } from '../errors.ts';
import type { Service, ServiceType } from './types.ts';

/** A JSON merge patch of one Service, and what it takes away for good. */
export interface TypeChange {
  patch: { metadata: { resourceVersion: string | undefined }; spec: Record<string, unknown> };
  /** Sentences: each names something that no later change brings back by itself. */
  losses: string[];
}

/**
 * The one patch that changes a Service's type, or undefined where it has that type already.
 * The patch carries the resourceVersion that was looked at, so a change by someone else in between is a conflict and is
 * not overwritten. What the server would refuse to keep is cleared in the same patch (measured on 1.37: source ranges
 * may only be used with LoadBalancer, and a change away from ExternalName keeps the external name with a warning).
 * @throws UsageError for a change that the server refuses, with the way round it
 */
export function changeType(service: Service, to: ServiceType, externalName?: string): TypeChange | undefined {
  const { metadata, spec } = service;
  const from = spec.type ?? 'ClusterIP';
  if (from === to) return undefined;
  const { name } = metadata;
  if (spec.clusterIP === 'None' && to !== 'ExternalName') {
    throw new UsageError(
      `service "${name}" is headless, and a cluster IP cannot be given to it later: delete it and create it anew as ${to}`,
    );
  }
  if (to === 'ExternalName' && !externalName) {
    throw new UsageError(`service "${name}" needs a DNS name to become an ExternalName: give --external-name=HOST`);
  }
  if (from === 'ExternalName' && (spec.ports ?? []).length === 0) {
    throw new UsageError(
      `service "${name}" has no ports, and a ${to} needs at least one: add them first with kubectl edit svc ${name}`,
    );
  }
  return {
    patch: {
      metadata: { resourceVersion: metadata.resourceVersion },
      spec: {
        type: to,
        ...(to === 'ExternalName' && { externalName }),
        ...(from === 'ExternalName' && { externalName: null }),
        ...(from === 'LoadBalancer' && spec.loadBalancerSourceRanges && { loadBalancerSourceRanges: null }),
      },
    },
    losses: losses(service, to),
  };
}

function losses({ spec, status }: Service, to: ServiceType): string[] {
  const keepsNodePorts = to === 'NodePort' || to === 'LoadBalancer';
  const nodePorts = (spec.ports ?? []).flatMap(({ port, nodePort }) => (nodePort ? [`${port}:${nodePort}`] : []));
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  const lost: string[] = [];
  if (!keepsNodePorts && nodePorts.length > 0)
    lost.push(`node ports ${nodePorts.join(', ')}: a later change back gets new numbers`);
  if (to !== 'LoadBalancer' && addresses.length > 0) lost.push(`load balancer address ${addresses.join(', ')}`);
  if (to !== 'LoadBalancer' && spec.loadBalancerSourceRanges)
    lost.push(`source ranges ${spec.loadBalancerSourceRanges.join(', ')}`);
  if (to === 'ExternalName' && spec.clusterIPs) lost.push(`cluster IP ${spec.clusterIPs.join(', ')}`);
  return lost;
}

/** The addresses at which a load balancer answers, as `get svc` shows them; empty while there are none. */
export function externalAddresses({ status }: Service): string[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) =>
    (ip ?? hostname) ? [ip ?? hostname ?? ''] : [],
  );
}
