import type { Service as WireService, ServicePort as WirePort } from 'kubernetes-types/core/v1.js';
import type { EndpointSlice as WireSlice } from 'kubernetes-types/discovery/v1.js';

/** Any Kubernetes object as the server sent it: parsed JSON, nothing dropped, nothing added. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  [field: string]: unknown;
}

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
export type ServicePort = WirePort;

/** A Service that exists: the server has filled in `spec`. */
export type Service = KubeObject & Pick<WireService, 'status'> & { spec: NonNullable<WireService['spec']> };

export type EndpointSlice = KubeObject & Pick<WireSlice, 'addressType' | 'endpoints' | 'ports'>;
