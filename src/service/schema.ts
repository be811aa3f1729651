/**
 * The fields of a Service in the order of the API's Go structs (k8s.io/api/core/v1 types.go, apimachinery meta/v1 types.go,
 * v1.37), which is the order in which kubectl prints what it made itself. The table says of each as well what Go leaves out
 * when it is empty, and how a strategic merge patch joins lists. What may stand in a field is in field-table.ts.
 */
export type Shape = Leaf | MapShape | ListShape | ObjectShape;

export interface Leaf {
  of: 'value';
  zero: string | number | boolean | undefined;
  /**
   * What Go does with the zero value: `dropped` (omitempty), `kept` where it was given (a pointer), or `written` even where
   * nothing was given (no omitempty).
   */
  empty: 'dropped' | 'kept' | 'written';
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

const value = (zero: Leaf['zero'], empty: Leaf['empty']): Leaf => ({ of: 'value', zero, empty });
const text = value('', 'dropped');
const textPointer = value('', 'kept');
const textAlways = value('', 'written');
const flag = value(false, 'dropped');
const flagPointer = value(false, 'kept');
const number = value(0, 'dropped');
const numberPointer = value(0, 'kept');
const numberAlways = value(0, 'written');
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
  generation: number,
  creationTimestamp: text,
  deletionTimestamp: text,
  deletionGracePeriodSeconds: numberPointer,
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
      fieldsV1: value(undefined, 'kept'),
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
      port: numberAlways,
      targetPort: numberAlways,
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
  sessionAffinityConfig: object({ clientIP: object({ timeoutSeconds: numberPointer }) }),
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
        ports: list(object({ port: numberAlways, protocol: textAlways, error: textPointer })),
      }),
    ),
  }),
  conditions: list(
    object({
      type: textAlways,
      status: textAlways,
      observedGeneration: number,
      lastTransitionTime: textAlways,
      reason: textAlways,
      message: textAlways,
    }),
    'type',
  ),
});

export const serviceShape: ObjectShape = always({ kind: text, apiVersion: text, metadata, spec, status });
