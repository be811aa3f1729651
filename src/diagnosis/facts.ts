import type { Container, ContainerStatus, PodCondition } from 'kubernetes-types/core/v1.js';
import type { NetworkPolicySpec } from 'kubernetes-types/networking/v1.js';
import type { EndpointSlice, KubeObject, Service } from '../service/types.ts';

export type Pod = KubeObject & {
  spec: {
    containers: Container[];
    nodeName?: string;
    hostNetwork?: boolean;
    readinessGates?: { conditionType: string }[];
  };
  status?: {
    phase?: string;
    message?: string;
    podIP?: string;
    podIPs?: { ip: string }[];
    conditions?: PodCondition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
};

export type NetworkPolicy = KubeObject & { spec: NetworkPolicySpec };

/** What the API said about one Service, all at one time. */
export interface Facts {
  service: Service;
  /** undefined where they may not be listed, as pods and policies. */
  slices: EndpointSlice[] | undefined;
  /** All pods of the Service's namespace. */
  pods: Pod[] | undefined;
  /** Of the Service's namespace. */
  policies: NetworkPolicy[] | undefined;
  /** Labels of the namespaces that matter here, by name. */
  namespaces: Record<string, Record<string, string>>;
  /** Addresses of nodes; empty where they may not be listed or do not matter. */
  nodes: { name: string; addresses: string[] }[];
  /** The namespace gives its pods user ids of its own. */
  openShift: boolean;
  /** What could not be looked at, as `list networkpolicies`. */
  skipped: string[];
}

export const namespaceOf = ({ metadata }: KubeObject): string => metadata.namespace ?? 'default';

/** Pods that the Service's selector matches; none for a Service without a selector. */
export function selectedPods({ service, pods }: Facts): Pod[] {
  const { selector } = service.spec;
  if (!selector || !pods) return [];
  return pods.filter(({ metadata }) => matches(selector, metadata.labels ?? {}));
}

export function matches(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

export function isReady({ status }: Pod): boolean {
  return (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

/** The scheduler's own words where it has found no node for a pod. */
export function whyNotScheduled({ status }: Pod): string | undefined {
  const condition = (status?.conditions ?? []).find(
    ({ type, status: is }) => type === 'PodScheduled' && is === 'False',
  );
  return condition && (condition.message ?? condition.reason ?? '');
}
