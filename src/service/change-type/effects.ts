import { sameJson } from '../merge-patch.ts';
import type { Service } from '../types.ts';
import { externallyAccessible, type Form, formOf, hasNodePorts, isHeadless } from './form.ts';
import { keptAnnotation, portKey } from './kept-node-ports.ts';
import { sourceRangesAnnotation } from './wanted.ts';
import { writersOf } from './written-back.ts';

/** What a change does, in words for the user. */
export interface Effects {
  stays: string[];
  /** Becomes something else that was asked for, or that the API fills in. */
  becomes: string[];
  /** The server will choose it. */
  allocated: string[];
  /** Goes, and says nothing that anybody would miss. */
  wiped: string[];
  /** Goes, and no later change brings it back by itself. */
  lost: string[];
  /** Stays in the object, without meaning for the new type. */
  unused: string[];
  notes: string[];
}

type Spec = Service['spec'];

export function effectsOf(before: Service, after: Service, allocated: readonly string[]): Effects {
  const effects: Effects = { stays: [], becomes: [], allocated: [], wiped: [], lost: [], unused: [], notes: [] };
  clusterIps(before, after, allocated, effects);
  nodePorts(before, after, allocated, effects);
  balancer(before, after, allocated, effects);
  policies(before, after, effects);
  effects.unused.push(...unused(after));
  others(before, after, effects);
  return effects;
}

const realIps = ({ clusterIPs = [] }: Spec) => clusterIPs.filter((ip) => ip !== '' && ip !== 'None');

function clusterIps(before: Service, after: Service, allocated: readonly string[], effects: Effects): void {
  const ips = realIps(before.spec);
  const left = ips.filter((ip) => realIps(after.spec).includes(ip));
  const gone = ips.filter((ip) => !left.includes(ip));
  if (left.length > 0) effects.stays.push(`cluster IP ${left.join(', ')}`);
  if (gone.length > 0) effects.lost.push(`cluster IP ${gone.join(', ')}`);
  if (allocated.includes('spec.clusterIPs')) effects.allocated.push('a cluster IP');
  const [{ ipFamilyPolicy: was = 'SingleStack' }, { ipFamilyPolicy: is = 'SingleStack' }] = [before.spec, after.spec];
  // Without selector and IP the API makes every Service dual-stack, whatever anybody wants.
  const unasked = isHeadless(before) && isEmpty(before.spec.selector);
  if (was !== is && was !== 'SingleStack' && !unasked) effects.lost.push(`ipFamilyPolicy ${was}`);
  if (was !== is && is !== 'SingleStack') effects.becomes.push(`ipFamilyPolicy ${is}`);
  // IPv4 is what most clusters give first; whether this one does, only it knows.
  const [{ ipFamilies: had = [] }, { ipFamilies: has }] = [before.spec, after.spec];
  if (had[0] === 'IPv6' && has === undefined) {
    effects.lost.push(`ipFamilies ${had.join(', ')}: a later change back gets what the cluster gives first`);
  }
}

function nodePorts(before: Service, after: Service, allocated: readonly string[], effects: Effects): void {
  const numbers = new Map((after.spec.ports ?? []).map((port) => [portKey(port), port.nodePort]));
  const note = after.metadata.annotations?.[keptAnnotation];
  const lost: string[] = [];
  const stay: string[] = [];
  for (const port of before.spec.ports ?? []) {
    if (!port.nodePort || !hasNodePorts(formOf(before))) continue;
    const word = `${portKey(port)}:${port.nodePort}`;
    if (numbers.get(portKey(port)) === port.nodePort) stay.push(word);
    else if (!note?.split(',').includes(`${portKey(port)}=${port.nodePort}`)) lost.push(word);
  }
  const held = new Map((before.spec.ports ?? []).map((port) => [portKey(port), port.nodePort]));
  const asked = (after.spec.ports ?? []).filter((port) => port.nodePort && held.get(portKey(port)) !== port.nodePort);
  const open = (after.spec.ports ?? []).filter((_, index) => allocated.includes(`spec.ports[${index}].nodePort`));
  if (stay.length > 0) effects.stays.push(`node ${plural('port', stay)} ${stay.join(', ')}`);
  if (lost.length > 0) {
    effects.lost.push(
      `node ${plural('port', lost)} ${lost.join(', ')}${hasNodePorts(formOf(after)) ? '' : ': a later change back gets new numbers, unless --keep-node-ports notes these'}`,
    );
  }
  if (asked.length > 0)
    effects.becomes.push(
      `node ${plural('port', asked)} ${asked.map((port) => `${portKey(port)}:${port.nodePort}`).join(', ')}`,
    );
  if (open.length > 0) effects.allocated.push(`a node port for ${open.map(portKey).join(', ')}`);
  if (note !== undefined && note !== before.metadata.annotations?.[keptAnnotation]) {
    effects.notes.push(
      `node ports ${note.replaceAll(',', ', ')} are noted in the annotation ${keptAnnotation} and asked for again on the way back, should nobody have taken them`,
    );
  }
  const numbersOpen = open.map(({ port }) => port);
  const double = open.find(({ port }, index) => numbersOpen.indexOf(port) !== index);
  if (double) {
    effects.notes.push(
      `port ${double.port} gets one node port for each protocol; for the same number give --node-port=${double.port}=NUMBER`,
    );
  }
}

function balancer(before: Service, after: Service, allocated: readonly string[], effects: Effects): void {
  const [was, is] = [before.spec, after.spec];
  const addresses = externalAddresses(before);
  if (addresses.length > 0) {
    (externalAddresses(after).length > 0 ? effects.stays : effects.lost).push(
      `external address ${addresses.join(', ')}`,
    );
  }
  for (const [name, old, now] of [
    ['health check node port', was.healthCheckNodePort, is.healthCheckNodePort],
    ['loadBalancerClass', was.loadBalancerClass, is.loadBalancerClass],
    ['loadBalancerSourceRanges', was.loadBalancerSourceRanges?.join(', '), is.loadBalancerSourceRanges?.join(', ')],
    [
      `annotation ${sourceRangesAnnotation}`,
      before.metadata.annotations?.[sourceRangesAnnotation],
      after.metadata.annotations?.[sourceRangesAnnotation],
    ],
  ] as const) {
    if (old === now) continue;
    if (now !== undefined) effects.becomes.push(`${name} ${now}`);
    const noted =
      name === 'health check node port' &&
      after.metadata.annotations?.[keptAnnotation]?.includes(`health-check=${old}`);
    if (old !== undefined && !noted) effects.lost.push(`${name} ${old}`);
  }
  if (was.allocateLoadBalancerNodePorts === false && is.allocateLoadBalancerNodePorts !== false) {
    effects.lost.push('allocateLoadBalancerNodePorts false');
  }
  if (allocated.includes('spec.healthCheckNodePort')) effects.allocated.push('a health check node port');
  if (is.type === 'LoadBalancer' && was.type !== 'LoadBalancer') {
    effects.allocated.push('an external address, by the load-balancer controller of the cluster, where there is one');
  }
}

function policies(before: Service, after: Service, effects: Effects): void {
  for (const field of ['externalTrafficPolicy', 'internalTrafficPolicy'] as const) {
    const [old, now] = [before.spec[field], after.spec[field]];
    if (old === now) continue;
    if (now !== undefined) effects.becomes.push(`${field} ${now}`);
    if (old === 'Local') effects.lost.push(`${field} Local`);
    else if (old !== undefined && now === undefined) effects.wiped.push(`${field} ${old}`);
  }
  const [old, now] = [before.spec.externalName, after.spec.externalName];
  if (old !== now) {
    if (now) effects.becomes.push(`externalName ${now}`);
    if (now && isAddress(now)) {
      effects.notes.push(`${now} is an address: DNS answers with it as a name, which does not exist`);
    }
    if (old && !now) effects.wiped.push(`externalName ${old}`);
  }
  const ports = after.spec.ports ?? [];
  if ((before.spec.ports ?? []).length === 0 && ports.length > 0) {
    effects.becomes.push(`${plural('port', ports)} ${ports.map(portKey).join(', ')}`);
  }
}

function others(before: Service, after: Service, effects: Effects): void {
  const writers = writersOf(before, after);
  if (writers.length > 0) effects.notes.push(`may be undone by ${writers.join('; ')}: change it there too`);
  const { namespace, name, deletionTimestamp, finalizers } = before.metadata;
  // The way to the API server itself (k8s pkg/controlplane/controller/kubernetesservice).
  if (namespace === 'default' && name === 'kubernetes') {
    effects.notes.push('the API server keeps this Service itself, and may undo the change');
  }
  if (deletionTimestamp === undefined) return;
  const waits = Array.isArray(finalizers) && finalizers.length > 0 ? `, and waits for ${finalizers.join(', ')}` : '';
  effects.notes.push(`it was deleted at ${deletionTimestamp}${waits}: it goes whatever its type`);
}

/** What a DNS name that the API takes can still be: its last part is a number (URL standard, "ends in a number"). */
const isAddress = (host: string) => /(^|\.)\d+\.?$/.test(host);

/** What Kubernetes keeps in the object although the type makes nothing of it. */
function unused(after: Service): string[] {
  const { spec } = after;
  const form = formOf(after);
  const has: [keyof Spec, readonly Form[]][] = [
    ['ports', ['ExternalName']],
    ['selector', ['ExternalName']],
    ['externalIPs', ['ExternalName', 'headless']],
    ['trafficDistribution', ['ExternalName']],
    ['publishNotReadyAddresses', ['ExternalName']],
    ['loadBalancerIP', ['ClusterIP', 'NodePort', 'ExternalName', 'headless']],
    ['externalName', ['ClusterIP', 'NodePort', 'LoadBalancer', 'headless']],
  ];
  const fields = has.filter(([field, in_]) => !isEmpty(spec[field]) && in_.includes(form)).map(([field]) => field);
  const sticky = spec.sessionAffinity === 'ClientIP' && (form === 'ExternalName' || form === 'headless');
  const local = form === 'headless' && externallyAccessible(after);
  return [
    ...fields,
    ...(sticky ? (['sessionAffinity'] as const) : []),
    ...(local ? (['externalTrafficPolicy'] as const) : []),
  ];
}

const isEmpty = (value: unknown) =>
  value === undefined || value === '' || value === false || sameJson(value, []) || sameJson(value, {});

const plural = (word: string, of: readonly unknown[]) => (of.length > 1 ? `${word}s` : word);

/** The addresses at which a load balancer answers, as `get svc` shows them; empty while there are none. */
export function externalAddresses({ status }: Service): string[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) =>
    (ip ?? hostname) ? [ip ?? hostname ?? ''] : [],
  );
}
