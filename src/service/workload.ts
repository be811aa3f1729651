import type { Container, ServicePort } from 'kubernetes-types/core/v1.js';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { UsageError } from '../errors.ts';
import { type Labels, labelText } from './labels.ts';
import type { DeclaredPort, Protocol } from './ports.ts';
import { satisfies } from './selectors.ts';
import type { KubeObject } from './types.ts';

interface PodTemplate {
  metadata?: { labels?: Labels };
  spec?: { containers?: Container[] };
}

/** `spec` as any of the kinds that can be exposed has it. */
interface Spec {
  selector?: Labels | LabelSelector;
  template?: PodTemplate;
  jobTemplate?: { spec?: { template?: PodTemplate } };
  containers?: Container[];
  ports?: ServicePort[];
  serviceName?: string;
}

const specOf = (object: KubeObject) => (object.spec ?? {}) as Spec;

/** The template that a workload's pods come from; CronJobs have it one level further down. */
function templateOf(object: KubeObject): PodTemplate | undefined {
  const { template, jobTemplate } = specOf(object);
  return template ?? jobTemplate?.spec?.template;
}

/** @throws UsageError for an object that has no pods, in kubectl's words */
export function refuseWithoutPods(object: KubeObject): void {
  if (isCore(object, 'Pod') || isCore(object, 'Service') || templateOf(object)) return;
  throw new UsageError(`cannot expose a ${qualifiedKind(object)}`);
}

/** Labels that select the object's pods, and what the user should hear about the choice. */
export function selectorOf(object: KubeObject): { selector: Labels; notes: string[] } {
  const { selector } = specOf(object);
  // The API defaults a controller's selector to its template's labels; an object in a file has not met the API yet.
  const defaulted = templateOf(object)?.metadata?.labels ?? {};
  if (isCore(object, 'Pod'))
    return plain(object.metadata.labels ?? {}, introspection('the pod has no labels and cannot be exposed'));
  if (isCore(object, 'Service')) {
    if (!selector) throw introspection('the service has no pod selector set');
    return plain(selector as Labels);
  }
  if (isCore(object, 'ReplicationController')) return plain((selector as Labels) ?? defaulted);
  if (isSetBased(selector) && selector.matchExpressions?.length) return fromTemplate(object, selector, defaulted);
  return plain(equalities(object, selector, defaulted), introspection(unselective(object)));
}

/** The labels of a selector that knows only equality. */
function equalities(object: KubeObject, selector: Spec['selector'], defaulted: Labels): Labels {
  const { kind } = object;
  if (kind === 'CronJob') return defaulted;
  if (selector === undefined || selector === null) return mustSelect(object) ? {} : defaulted;
  if (isSetBased(selector)) return selector.matchLabels ?? {};
  return Object.values(selector).every((value) => typeof value === 'string') ? selector : defaulted;
}

const isSetBased = (selector: Spec['selector']): selector is LabelSelector =>
  typeof selector?.matchLabels === 'object' || Array.isArray(selector?.matchExpressions);

/** The API group apps takes no such object without a selector; Jobs, old groups and custom resources default it. */
const mustSelect = ({ apiVersion }: KubeObject) => apiVersion.startsWith('apps/');

function plain(selector: Labels, empty?: UsageError): { selector: Labels; notes: string[] } {
  if (empty && Object.keys(selector).length === 0) throw empty;
  return { selector: { ...selector }, notes: [] };
}

const introspection = (text: string) =>
  new UsageError(`couldn't retrieve selectors via --selector flag or introspection: ${text}`);

/** kubectl's words where a workload selects nothing. */
function unselective({ kind, apiVersion }: KubeObject): string {
  if (apiVersion.startsWith('extensions/')) {
    return `the ${kind === 'ReplicaSet' ? 'replica set' : kind.toLowerCase()} has no labels or selectors and cannot be exposed`;
  }
  return `invalid ${kind.toLowerCase()}: no selectors, therefore cannot be exposed`;
}

/**
 * Whether a workload, as the server has it, shows by itself that some pod matches a selector: it counts pods of its own,
 * and all of those have the labels that it selects by. Counts of apps/v1, batch/v1 and ReplicationController.
 */
export function showsPodsOf(object: KubeObject, selector: Labels): boolean {
  const has = (labels: Labels) => Object.entries(selector).every(([key, value]) => labels[key] === value);
  if (isCore(object, 'Pod')) return has(object.metadata.labels ?? {});
  const { selector: own = {} } = specOf(object);
  const { replicas, currentNumberScheduled, active } = (object.status ?? {}) as Record<string, unknown>;
  const counted = [replicas, currentNumberScheduled, active].some((count) => typeof count === 'number' && count > 0);
  return counted && has(isSetBased(own) ? (own.matchLabels ?? {}) : own);
}

/** A Service selector knows only equality, so where a workload selects by expressions its template's labels stand in. */
function fromTemplate({ kind, metadata }: KubeObject, selector: LabelSelector, labels: Labels) {
  if (Object.keys(labels).length === 0 || !satisfies(labels, selector)) {
    throw introspection(
      `invalid ${kind.toLowerCase()}: it selects by expressions, and no labels of its pod template satisfy them; give --selector`,
    );
  }
  const note = `${kind.toLowerCase()} "${metadata.name}" selects by expressions, which a Service cannot; its selector is the template's labels ${labelText(labels)}`;
  return { selector: { ...labels }, notes: [note] };
}

/** The ports of all containers in order, each port and protocol once; of a Service, its ports and where they lead. */
export function declaredPorts(object: KubeObject): DeclaredPort[] {
  const all = isCore(object, 'Service') ? mappedPorts(object) : containerPorts(object);
  return all.filter(
    ({ port, protocol }, index) =>
      index === all.findIndex((first) => first.port === port && first.protocol === protocol),
  );
}

const mappedPorts = (object: KubeObject): DeclaredPort[] =>
  (specOf(object).ports ?? []).map((port) => ({
    ...port,
    protocol: protocolOf(port),
    targetPort: port.targetPort || port.port,
  }));

/** Every port of every container; init containers, sidecars too, are not asked (polymorphichelpers/portsforobject.go). */
function containerPorts(object: KubeObject): DeclaredPort[] {
  const containers = isCore(object, 'Pod') ? specOf(object).containers : templateOf(object)?.spec?.containers;
  return (containers ?? []).flatMap(({ ports }) =>
    (ports ?? []).map((port) => ({ port: port.containerPort, protocol: protocolOf(port), name: port.name })),
  );
}

/** The protocols over which a workload's pods serve a named port; none where no container has the name. */
export function protocolsNamed(object: KubeObject, name: string): Protocol[] {
  if (isCore(object, 'Service')) return [];
  return containerPorts(object).flatMap((port) => (port.name === name ? [port.protocol] : []));
}

const protocolOf = ({ protocol }: { protocol?: string }) => (protocol || 'TCP') as Protocol;

/** The headless Service that a StatefulSet's pods take their names from. */
export function governingService(object: KubeObject): string | undefined {
  return object.kind === 'StatefulSet' ? specOf(object).serviceName || undefined : undefined;
}

const hashLabel = 'pod-template-hash';

/**
 * How to expose what a pod belongs to, where the pod's own labels die with the next rollout: the words after `expose`.
 * Undefined for pods of no ReplicaSet.
 */
export function steadierThan(object: KubeObject): string | undefined {
  const { labels = {}, name, ownerReferences } = object.metadata;
  const hash = labels[hashLabel];
  if (!isCore(object, 'Pod') || hash === undefined) return undefined;
  const owners = (ownerReferences ?? []) as { kind: string; name: string }[];
  const set = owners.find(({ kind }) => kind === 'ReplicaSet')?.name;
  if (set?.endsWith(`-${hash}`)) return `deployment ${set.slice(0, -hash.length - 1)}`;
  if (set !== undefined) return `replicaset ${set}`;
  const { [hashLabel]: _, ...steady } = labels;
  return Object.keys(steady).length === 0 ? undefined : `pod ${name} --selector=${labelText(steady)}`;
}

const isCore = ({ apiVersion, kind }: KubeObject, wanted: string) => kind === wanted && apiVersion === 'v1';

/** `StatefulSet.apps`, `ConfigMap`: how kubectl names a kind in a refusal (schema.GroupKind.String). */
function qualifiedKind({ apiVersion, kind }: KubeObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return group ? `${kind}.${group}` : kind;
}
