/**
 * The field order of the API's Go structs (k8s.io/api/core/v1 types.go, apimachinery meta/v1 types.go). kubectl prints
 * what it made itself (`expose`, `create`) through these structs, and what it only read with sorted keys.
 */
const order: Record<string, readonly string[]> = {
  '': ['kind', 'apiVersion', 'metadata', 'spec', 'status'],
  metadata: [
    'name',
    'generateName',
    'namespace',
    'selfLink',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'labels',
    'annotations',
    'ownerReferences',
    'finalizers',
    'managedFields',
  ],
  spec: [
    'ports',
    'selector',
    'clusterIP',
    'clusterIPs',
    'type',
    'externalIPs',
    'sessionAffinity',
    'loadBalancerIP',
    'loadBalancerSourceRanges',
    'externalName',
    'externalTrafficPolicy',
    'healthCheckNodePort',
    'publishNotReadyAddresses',
    'sessionAffinityConfig',
    'ipFamilies',
    'ipFamilyPolicy',
    'allocateLoadBalancerNodePorts',
    'loadBalancerClass',
    'internalTrafficPolicy',
    'trafficDistribution',
  ],
  'spec.ports': ['name', 'protocol', 'appProtocol', 'port', 'targetPort', 'nodePort'],
  status: ['loadBalancer', 'conditions'],
};

/** A Service with its fields in struct order; fields that the table does not know come last, as they came. */
export function inStructOrder<T extends object>(service: T): T {
  return ordered(service, '') as T;
}

function ordered(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, path));
  const known = order[path];
  if (typeof value !== 'object' || value === null || known === undefined) return value;
  const rank = (key: string) => (known.includes(key) ? known.indexOf(key) : known.length);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner, path === '' ? key : `${path}.${key}`)]));
}
