import { mergePatch } from '../merge-patch.ts';
import type { Service } from '../types.ts';
import { externallyAccessible, formOf, hasNodePorts } from './form.ts';
import { withoutNodePort } from './ports.ts';
import { serverUpdate, type Stored } from './server-update.ts';
import { sourceRangesAnnotation, wanted } from './wanted.ts';
import type { ChangeWish } from './wish.ts';

/**
 * Two patches instead of deleting and creating: the Service is never gone, so that its uid, its owner, its finalizers and
 * what refers to it stay, and no right to delete or create is needed. Between the two it is an ExternalName (for a change
 * to or from headless) or a NodePort (for another load-balancer class), and carries this annotation with the spec it had:
 * whoever runs the command again after a crash ends what was begun.
 */
export const recreatingAnnotation = 'kubesvc.dev/recreating';

/** Never resolves (RFC 6761 §6.4). */
const nowhere = 'recreating.kubesvc.invalid';

/** What the first step takes. */
interface Note {
  spec: Service['spec'];
  sourceRanges?: string | undefined;
}

/** The Service as it was before a change that was broken off halfway; undefined where none was. */
export function brokenOff(service: Service): Service | undefined {
  const text = service.metadata.annotations?.[recreatingAnnotation];
  const form = formOf(service);
  if (text === undefined || (form !== 'ExternalName' && form !== 'NodePort')) return undefined;
  try {
    const note = JSON.parse(text) as Partial<Note> | null;
    if (!isSpec(note?.spec) || !['string', 'undefined'].includes(typeof note?.sourceRanges)) return undefined;
    const origin = withoutNote(service);
    const ranges = note.sourceRanges === undefined ? undefined : { [sourceRangesAnnotation]: note.sourceRanges };
    const annotations = ranges && { annotations: { ...origin.metadata.annotations, ...ranges } };
    return { ...origin, metadata: { ...origin.metadata, ...annotations }, spec: note.spec };
  } catch {
    return undefined; // anybody may write annotations
  }
}

/** Whether it has the shape of one as far as anybody here looks into it. */
function isSpec(spec: unknown): spec is Service['spec'] {
  if (typeof spec !== 'object' || spec === null) return false;
  const { type, ports, ...fields } = spec as Record<string, unknown>;
  const isList = (list: unknown, holds: (one: unknown) => boolean) =>
    list === undefined || (Array.isArray(list) && list.every(holds));
  const isPort = (one: unknown) => typeof (one as { port?: unknown } | null)?.port === 'number';
  const lists = ['clusterIPs', 'ipFamilies', 'externalIPs', 'loadBalancerSourceRanges'];
  const areTexts = lists.every((name) => isList(fields[name], (one) => typeof one === 'string'));
  return typeof type === 'string' && isList(ports, isPort) && areTexts;
}

export function withoutNote(service: Service): Service {
  const { annotations, ...metadata } = service.metadata;
  if (annotations?.[recreatingAnnotation] === undefined) return service;
  const { [recreatingAnnotation]: _, ...others } = annotations;
  return { ...service, metadata: Object.keys(others).length > 0 ? { ...metadata, annotations: others } : metadata };
}

/** The Service to send first. */
export function between(origin: Service, by: 'ExternalName' | 'NodePort'): Service {
  const first = wanted(origin, formOf(origin), { to: by, ...(by === 'ExternalName' && { externalName: nowhere }) });
  const note: Note = { spec: origin.spec, sourceRanges: origin.metadata.annotations?.[sourceRangesAnnotation] };
  const annotations = { ...first.metadata.annotations, [recreatingAnnotation]: JSON.stringify(note) };
  return { ...first, metadata: { ...first.metadata, annotations } };
}

/** The Service to send second: what both types have in common is named again, as the first step has taken it. */
export function anew(origin: Service, halfway: Service, wish: ChangeWish): Service {
  const from = formOf(origin);
  const { to } = wish;
  const { metadata, spec: sent } = wanted(origin, from, wish);
  const spec = { ...sent };
  if (!hasNodePorts(to) && spec.ports) spec.ports = spec.ports.map(withoutNodePort);
  if (to === 'headless') spec.clusterIP = 'None';
  if (to === 'headless' || from === 'headless') delete spec.clusterIPs;
  if (to !== 'headless' && from === 'headless') {
    delete spec.clusterIP;
    familiesOfHeadless(spec);
  }
  if (to !== 'LoadBalancer') {
    delete spec.loadBalancerClass;
    delete spec.allocateLoadBalancerNodePorts;
  }
  if (to !== 'LoadBalancer' || spec.externalTrafficPolicy !== 'Local') delete spec.healthCheckNodePort;
  if (!externallyAccessible({ spec })) delete spec.externalTrafficPolicy;
  return { ...halfway, metadata, spec };
}

/** Without a selector both families are there on any cluster; an IP of each can be had on a dual-stack one only. */
function familiesOfHeadless(spec: Service['spec']): void {
  if (Object.keys(spec.selector ?? {}).length > 0 || spec.ipFamilyPolicy === 'SingleStack') return;
  spec.ipFamilyPolicy = 'PreferDualStack';
  delete spec.ipFamilies;
}

/** The patch that gives a Service back what it had, should the second step fail: the old IPs and numbers are asked for. */
export function wayBack(halfway: Service): Record<string, unknown> | undefined {
  const origin = brokenOff(halfway);
  if (!origin) return undefined;
  const { clusterIPs, ...spec } = origin.spec;
  const ips = clusterIPs !== undefined && formOf(origin) !== 'headless' && { clusterIPs };
  return mergePatch(halfway, { ...halfway, metadata: origin.metadata, spec: { ...spec, ...ips } });
}

export function stepBetween(origin: Service, by: 'ExternalName' | 'NodePort'): { sent: Service } & Stored {
  const sent = between(origin, by);
  return { sent, ...serverUpdate(origin, sent) };
}
