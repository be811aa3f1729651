import type { Service } from '../types.ts';
import { sameJson } from '../merge-patch.ts';
import { externallyAccessible, isHeadless } from './form.ts';

type Spec = Service['spec'];

/** An update as the server stores it. */
export interface Stored {
  /** Without the values that only the server can choose. */
  object: Service;
  /** Where those values will stand: `spec.clusterIP`, `spec.ports[0].nodePort`. */
  allocated: string[];
}

/**
 * What the API server makes of an update, in its own order: defaults, what the client left out is put back, families and
 * IPs and node ports are allocated, what has no meaning for the new type is wiped.
 * Kubernetes 1.37: pkg/apis/core/v1/defaults.go SetDefaults_Service; pkg/registry/core/service/storage/{storage,alloc}.go
 * normalizeClusterIPs, patchAllocatedValues, allocateUpdate; pkg/registry/core/service/strategy.go dropTypeDependentFields.
 */
export function serverUpdate(before: Service, sent: Service): Stored {
  const spec: Spec = { ...sent.spec, ...(sent.spec.ports && { ports: sent.spec.ports.map((port) => ({ ...port })) }) };
  const old = before.spec;
  const allocated: string[] = [];

  setDefaults(spec);
  putBack(old, spec);
  allocateFamilies(old, spec, allocated);
  allocateIps(old, spec, allocated);
  allocateNodePorts(spec, allocated);
  if (needsHealthCheckPort(spec) && !needsHealthCheckPort(old) && !spec.healthCheckNodePort) {
    allocated.push('spec.healthCheckNodePort');
  }
  wipe(old, spec);

  const object = { ...sent, spec: withoutEmpty(spec) };
  if (object.status && spec.type !== 'LoadBalancer') object.status = { ...object.status, loadBalancer: {} };
  return { object, allocated };
}

function setDefaults(spec: Spec): void {
  spec.type ??= 'ClusterIP';
  spec.sessionAffinity ??= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10800 } };
  }
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP';
    port.targetPort ||= port.port;
  }
  if (externallyAccessible({ spec })) spec.externalTrafficPolicy ??= 'Cluster';
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
}

/** Values that the server chose once and the client left out; node ports go by the name of the port. */
function putBack(old: Spec, spec: Spec): void {
  normalizeIps(old, spec);
  if (old.type !== 'ExternalName' && spec.type !== 'ExternalName') {
    spec.clusterIP ||= old.clusterIP ?? '';
    if ((spec.clusterIPs ?? []).length === 0 && old.clusterIPs) spec.clusterIPs = old.clusterIPs;
  }
  if (allocatesNodePorts(old) && allocatesNodePorts(spec)) {
    const numbers = (of: Spec) => (of.ports ?? []).map(({ nodePort }) => nodePort);
    const used = new Set(numbers(old).filter((number) => numbers(spec).includes(number)));
    const byName = new Map((old.ports ?? []).map(({ name, nodePort }) => [name ?? '', nodePort]));
    for (const port of spec.ports ?? []) {
      const known = byName.get(port.name ?? '');
      if (!port.nodePort && known && !used.has(known)) port.nodePort = known;
    }
  }
  if (needsHealthCheckPort(old) && needsHealthCheckPort(spec))
    spec.healthCheckNodePort ||= old.healthCheckNodePort ?? 0;
}

function normalizeIps(old: Spec, spec: Spec): void {
  const [oldIp, ip] = [old.clusterIP ?? '', spec.clusterIP ?? ''];
  const same = sameJson(old.clusterIPs ?? [], spec.clusterIPs ?? []);
  if (oldIp === ip) {
    if ((spec.clusterIPs ?? []).length === 0 && old.clusterIPs) spec.clusterIPs = old.clusterIPs;
  } else if (same) {
    if (ip === '') delete spec.clusterIPs;
    else spec.clusterIPs = [ip];
  }
}

const otherFamily: Record<string, string> = { IPv4: 'IPv6', IPv6: 'IPv4' };

function allocateFamilies(old: Spec, spec: Spec, allocated: string[]): void {
  if (spec.type === 'ExternalName') return;
  const free = isHeadless({ spec }) && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??= old.ipFamilyPolicy ?? (free ? 'RequireDualStack' : 'SingleStack');
  if (spec.ipFamilyPolicy === 'SingleStack') {
    if (sameJson(old.clusterIPs, spec.clusterIPs)) spec.clusterIPs = (spec.clusterIPs ?? []).slice(0, 1);
    if (sameJson(old.ipFamilies, spec.ipFamilies)) spec.ipFamilies = (spec.ipFamilies ?? []).slice(0, 1);
  }
  const known = spec.clusterIPs?.filter((ip) => ip !== 'None' && ip !== '') ?? [];
  const families = [...(spec.ipFamilies ?? [])];
  for (const ip of known.slice(families.length)) families.push(ip.includes(':') ? 'IPv6' : 'IPv4');
  const [first] = families;
  const dual = spec.ipFamilyPolicy !== 'SingleStack';
  if (free && dual && first !== undefined && families.length === 1) families.push(otherFamily[first] ?? '');
  spec.ipFamilies = families;
  // Which family comes first, and whether a second is there to be had, only the cluster knows.
  if (families.length === 0 || (dual && families.length === 1 && !sameJson(old.ipFamilies, families))) {
    allocated.push('spec.ipFamilies');
  }
}

function allocateIps(old: Spec, spec: Spec, allocated: string[]): void {
  if (spec.type === 'ExternalName' || isHeadless({ spec })) return;
  const ips = spec.clusterIPs ?? [];
  if (ips.length === 0) allocated.push('spec.clusterIP', 'spec.clusterIPs');
  else if (ips.length < (spec.ipFamilies ?? []).length || allocated.includes('spec.ipFamilies')) {
    allocated.push('spec.clusterIPs');
  }
}

function allocateNodePorts(spec: Spec, allocated: string[]): void {
  if (!allocatesNodePorts(spec)) return;
  for (const [index, { nodePort }] of (spec.ports ?? []).entries()) {
    if (!nodePort) allocated.push(`spec.ports[${index}].nodePort`);
  }
}

const allocatesNodePorts = (spec: Spec) =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

const mayHaveNodePorts = (spec: Spec) => spec.type === 'NodePort' || spec.type === 'LoadBalancer';

const needsHealthCheckPort = (spec: Spec) => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** Only what the client has not changed in the same update is wiped; the rest is left for validation to refuse. */
function wipe(old: Spec, spec: Spec): void {
  const same = (field: keyof Spec) => sameJson(old[field], spec[field]);
  if (old.type !== 'ExternalName' && spec.type === 'ExternalName') {
    if (same('clusterIP') && same('clusterIPs')) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (same('ipFamilies')) delete spec.ipFamilies;
    if (same('ipFamilyPolicy')) delete spec.ipFamilyPolicy;
  }
  if (mayHaveNodePorts(old) && !mayHaveNodePorts(spec)) {
    const before = new Set((old.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
    if ((spec.ports ?? []).every(({ nodePort }) => !nodePort || before.has(nodePort))) {
      for (const port of spec.ports ?? []) delete port.nodePort;
    }
  }
  if (needsHealthCheckPort(old) && !needsHealthCheckPort(spec) && same('healthCheckNodePort')) {
    delete spec.healthCheckNodePort;
  }
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (same('allocateLoadBalancerNodePorts')) delete spec.allocateLoadBalancerNodePorts;
    if (same('loadBalancerClass')) delete spec.loadBalancerClass;
  }
  if (externallyAccessible({ spec: old }) && !externallyAccessible({ spec }) && same('externalTrafficPolicy')) {
    delete spec.externalTrafficPolicy;
  }
  if (spec.type === 'ExternalName') delete spec.internalTrafficPolicy; // stored perhaps, but in no answer
}

/** The API's JSON leaves out what stands for "none" in the fields that were touched here (omitempty). */
function withoutEmpty(spec: Spec): Spec {
  const tidy = { ...spec };
  if (!tidy.clusterIP) delete tidy.clusterIP;
  if (!tidy.healthCheckNodePort) delete tidy.healthCheckNodePort;
  if ((tidy.clusterIPs ?? []).length === 0) delete tidy.clusterIPs;
  if ((tidy.ipFamilies ?? []).length === 0) delete tidy.ipFamilies;
  for (const port of tidy.ports ?? []) if (!port.nodePort) delete port.nodePort;
  return tidy;
}
