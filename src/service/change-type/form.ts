import type { Service, ServiceType } from '../types.ts';

/** What a Service is for its clients: the four types, and headless, which the API spells as a ClusterIP without one. */
export type Form = ServiceType | 'headless';

export const forms: readonly Form[] = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', 'headless'];

export const isHeadless = ({ spec }: Pick<Service, 'spec'>) =>
  spec.clusterIP === 'None' || spec.clusterIPs?.[0] === 'None';

export function formOf(service: Pick<Service, 'spec'>): Form {
  const type = (service.spec.type ?? 'ClusterIP') as ServiceType;
  return type === 'ClusterIP' && isHeadless(service) ? 'headless' : type;
}

export const typeOf = (form: Form): ServiceType => (form === 'headless' ? 'ClusterIP' : form);

/** Forms whose ports are also open on every node. */
export const hasNodePorts = (form: Form) => form === 'NodePort' || form === 'LoadBalancer';

/** Forms with an IP of the cluster's own: changing between these and the others gives or takes IPs. */
export const hasClusterIp = (form: Form) => form !== 'ExternalName' && form !== 'headless';

/** Whether traffic from outside the cluster is meant to come in (k8s pkg/api/service/util.go, ExternallyAccessible). */
export function externallyAccessible({ spec }: Pick<Service, 'spec'>): boolean {
  return hasNodePorts(formOf({ spec })) || (spec.type !== 'ExternalName' && (spec.externalIPs ?? []).length > 0);
}
