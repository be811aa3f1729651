/**
 * The fields of a Service as the API has them (k8s.io/api/core/v1 types.go, apimachinery meta/v1 types.go, v1.37), in the
 * order of the Go structs. One table answers four questions: which fields there are, what may stand in them, in which order
 * kubectl prints them, and how a strategic merge patch joins their lists.
 */
export type Shape = Leaf | MapShape | ListShape | ObjectShape;

export interface Leaf {
  of: 'string' | 'int32' | 'int64' | 'boolean' | 'port' | 'any';
  /**
   * What Go does with the zero value (0, '', false): `dropped` (omitempty), `kept` where it was given (a pointer), or
   * `written` even where nothing was given (no omitempty).
   */
  zero: 'dropped' | 'kept' | 'written';
}

/** Of strings to strings; Go sorts its keys. */
export interface MapShape {
  of: 'map';
}

export interface ListShape {
  of: 'list';
  items: Shape;
  /** The strategic merge patch joins the list: by this field of its items, or by the items themselves (`itself`), which are texts. */
  merge?: string;
}

export interface ObjectShape {
  of: 'object';
  fields: Readonly<Record<string, Shape>>;
  /** Printed even where nothing is in it (a struct, not a pointer). */
  written?: true;
}

const text: Leaf = { of: 'string', zero: 'dropped' };
const textPointer: Leaf = { of: 'string', zero: 'kept' };
const textAlways: Leaf = { of: 'string', zero: 'written' };
const flag: Leaf = { of: 'boolean', zero: 'dropped' };
const flagPointer: Leaf = { of: 'boolean', zero: 'kept' };
const whole: Leaf = { of: 'int64', zero: 'dropped' };
const number: Leaf = { of: 'int32', zero: 'dropped' };
const map: MapShape = { of: 'map' };
const list = (items: Shape, merge?: string): ListShape => ({
  of: 'list',
  items,
  ...(merge !== undefined && { merge }),
});
const object = (fields: ObjectShape['fields']): ObjectShape => ({ of: 'object', fields });
const always = (fields: ObjectShape['fields']): ObjectShape => ({ of: 'object', fields, written: true });

const metadata = always({
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid: text,
  resourceVersion: text,
  generation: whole,
  creationTimestamp: text,
  deletionTimestamp: text,
  deletionGracePeriodSeconds: { of: 'int64', zero: 'kept' },
  labels: map,
  annotations: map,
  ownerReferences: list(
    object({
      apiVersion: textAlways,
      kind: textAlways,
      name: textAlways,
      uid: textAlways,
      controller: flagPointer,
      blockOwnerDeletion: flagPointer,
    }),
    'uid',
  ),
  finalizers: list(text, 'itself'),
  managedFields: list(
    object({
      manager: text,
      operation: text,
      apiVersion: text,
      time: text,
      fieldsType: text,
      fieldsV1: { of: 'any', zero: 'kept' },
      subresource: text,
    }),
  ),
});

const spec = always({
  ports: list(
    object({
      name: text,
      protocol: text,
      appProtocol: textPointer,
      port: { of: 'int32', zero: 'written' },
      targetPort: { of: 'port', zero: 'written' },
      nodePort: number,
    }),
    'port',
  ),
  selector: map,
  clusterIP: text,
  clusterIPs: list(text),
  type: text,
  externalIPs: list(text),
  sessionAffinity: text,
  loadBalancerIP: text,
  loadBalancerSourceRanges: list(text),
  externalName: text,
  externalTrafficPolicy: text,
  healthCheckNodePort: number,
  publishNotReadyAddresses: flag,
  sessionAffinityConfig: object({ clientIP: object({ timeoutSeconds: { of: 'int32', zero: 'kept' } }) }),
  ipFamilies: list(text),
  ipFamilyPolicy: textPointer,
  allocateLoadBalancerNodePorts: flagPointer,
  loadBalancerClass: textPointer,
  internalTrafficPolicy: textPointer,
  trafficDistribution: textPointer,
});

const status = always({
  loadBalancer: always({
    ingress: list(
      object({
        ip: text,
        hostname: text,
        ipMode: textPointer,
        ports: list(object({ port: { of: 'int32', zero: 'written' }, protocol: textAlways, error: textPointer })),
      }),
    ),
  }),
  conditions: list(
    object({
      type: textAlways,
      status: textAlways,
      observedGeneration: whole,
      lastTransitionTime: textAlways,
      reason: textAlways,
      message: textAlways,
    }),
    'type',
  ),
});

export const serviceShape: ObjectShape = always({ kind: text, apiVersion: text, metadata, spec, status });
