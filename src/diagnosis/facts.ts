import type { Container, ContainerStatus, PodCondition } from 'kubernetes-types/core/v1.js';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { NetworkPolicySpec } from 'kubernetes-types/networking/v1.js';
import type { EndpointSlice, KubeObject, Service } from '../service/types.ts';

type Labels = Record<string, string>;

export type Pod = KubeObject & {
  spec: {
    containers: Container[];
    initContainers?: Container[];
    nodeName?: string;
    hostNetwork?: boolean;
    hostname?: string;
    schedulerName?: string;
    subdomain?: string;
    readinessGates?: { conditionType: string }[];
    schedulingGates?: { name: string }[];
    volumes?: {
      name?: string;
      persistentVolumeClaim?: { claimName: string };
      secret?: { secretName?: string };
      configMap?: { name?: string };
    }[];
  };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    podIP?: string;
    podIPs?: { ip: string }[];
    conditions?: PodCondition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
};

export type NetworkPolicy = KubeObject & { spec: NetworkPolicySpec };

interface PodTemplate {
  metadata?: { labels?: Labels };
  spec?: { containers?: Container[]; nodeSelector?: Labels };
}

/** Whatever makes pods of a template, a Deployment or a CronJob for two, as far as it says why it has none. */
export type Workload = KubeObject & {
  spec?: {
    replicas?: number;
    paused?: boolean;
    selector?: LabelSelector;
    template?: PodTemplate;
    /** Of a Job or CronJob. */
    suspend?: boolean;
    /** Of a CronJob. */
    schedule?: string;
    jobTemplate?: { spec?: { template?: PodTemplate } };
    /** Of a StatefulSet. */
    podManagementPolicy?: string;
    ordinals?: { start?: number };
  };
  status?: {
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
    desiredNumberScheduled?: number;
  };
};

export interface Node {
  name: string;
  labels: Labels;
  /** InternalIPs. */
  addresses: string[];
  /** ExternalIPs. */
  external: string[];
  ready: boolean;
  /** It takes no new pods. */
  cordoned?: boolean | undefined;
  /** Its `spec.providerID`, `kind://…` for one. */
  provider: string;
}

/** An Event of type Warning, or one of the Service itself. */
export interface Happening {
  namespace: string;
  kind: string;
  name: string;
  reason: string;
  message: string;
  /** RFC 3339, of the last time that it happened. */
  at: string;
  warning: boolean;
  /** Who says so, `service-controller` for one. */
  source: string;
}

/** The cluster's DNS and Service proxy; undefined where they may not be looked at. */
export interface System {
  /** The slices of Service kube-system/kube-dns. */
  dnsSlices: EndpointSlice[] | undefined;
  /** There is a Service kube-system/kube-dns; undefined where that may not be read. */
  dnsService: Service | undefined;
  /** Pods of kube-system labelled `k8s-app=kube-dns` or `k8s-app=kube-proxy`. */
  pods: Pod[] | undefined;
}

/** What the API said about one Service, all at one time. Whatever is undefined could not, or need not, be read. */
export interface Facts {
  /** When it was read, by the server's clock. */
  now: Date;
  service: Service;
  /** The slices that name the Service. */
  slices: EndpointSlice[] | undefined;
  /** All pods of the Service's namespace. */
  pods: Pod[] | undefined;
  /** Those of them that the selector matches; empty for a Service without one. */
  selected: Pod[];
  /** Of the Service's namespace, of the vantage's and of kube-system, as far as they may be listed. */
  policies: NetworkPolicy[] | undefined;
  /** Policies of a network plugin's own kinds. */
  foreignPolicies: KubeObject[];
  /** PeerAuthentications of Istio, of the Service's namespace and of istio-system. */
  peerAuthentications: KubeObject[];
  /** Labels of the namespaces that matter here, by name; a name that is missing may not be read. */
  namespaces: Record<string, Labels>;
  /** The Service's own namespace is being deleted, as far as it may be read. */
  namespaceLeaving: boolean;
  /** undefined where they may not be listed or do not matter. */
  nodes: Node[] | undefined;
  /** All Services of the namespace: one list for all that stand in it, for a copy without itself for each is quadratic. */
  services: readonly Service[] | undefined;
  /** Those of them that have the very same selector, itself too; none where it has no selector. */
  alike: readonly Service[];
  system: System;
  /** The Service of this cluster that an externalName could mean; without one, there is none of that name. */
  externalTarget: { namespace: string; name: string; service: Service | undefined } | undefined;
  /** Read only where there is something to explain; see `wantsExplaining`. */
  explained: Explained | undefined;
  /** The namespace gives its pods user ids of its own. */
  openShift: boolean;
  skipped: Skipped[];
}

/** What could not be looked at, and the right that it takes. */
export interface Skipped {
  /** `network policies` */
  check: string;
  /** `list networkpolicies.networking.k8s.io in namespace shop` */
  right: string;
}

/** What tells why endpoints are missing. */
export interface Explained {
  workloads: Workload[] | undefined;
  events: Happening[] | undefined;
  /** Slices of the namespace that name no Service, or one that is not there. */
  unclaimed: EndpointSlice[] | undefined;
  /** Pods of all namespaces that the selector matches, where none of the Service's own does, or that they may not be listed. */
  elsewhere: Pod[] | 'forbidden' | undefined;
}

export const namespaceOf = ({ metadata }: KubeObject): string => metadata.namespace ?? 'default';

export const hasSelector = ({ spec }: Service): boolean => Object.keys(spec.selector ?? {}).length > 0;

export function matches(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

export function isReady({ status }: Pod): boolean {
  return (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

/** The labels of the pods that a workload makes. */
export const templateLabels = ({ spec }: Workload): Labels =>
  (spec?.template ?? spec?.jobTemplate?.spec?.template)?.metadata?.labels ?? {};

/** The scheduler's own words where it has found no node for a pod. */
export function whyNotScheduled({ status }: Pod): string | undefined {
  const condition = (status?.conditions ?? []).find(
    ({ type, status: is }) => type === 'PodScheduled' && is === 'False',
  );
  return condition && (condition.message ?? condition.reason ?? '');
}
