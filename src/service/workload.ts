import type { Container, ServicePort } from 'kubernetes-types/core/v1.js';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { UsageError } from '../errors.ts';
import type { DeclaredPort, Protocol } from './ports.ts';
import { satisfies } from './selectors.ts';
import type { KubeObject } from './types.ts';

type Labels = Record<string, string>;

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
}

const specOf = (object: KubeObject) => (object.spec ?? {}) as Spec;

/** The template that a workload's pods come from; CronJobs have it one level further down. */
function templateOf(object: KubeObject): PodTemplate | undefined {
  const { template, jobTemplate } = specOf(object);
  return template ?? jobTemplate?.spec?.template;
}

/** Labels that select the object's pods, and what the user should hear about the choice. */
export function selectorOf(object: KubeObject): { selector: Labels; notes: string[] } {
  const { kind } = object;
  const { selector } = specOf(object);
  if (kind === 'Pod') return plain(object.metadata.labels, 'the pod has no labels and cannot be exposed');
  if (kind === 'Service') return plain(selector as Labels | undefined, 'the service has no pod selector set');
  const template = templateOf(object);
  if (!template) throw new UsageError(`cannot expose a ${qualifiedKind(object)}`);
  // The API defaults a controller's selector to its template's labels; an object in a file has not met the API yet.
  const defaulted = template.metadata?.labels ?? {};
  if (kind === 'ReplicationController')
    return plain((selector as Labels | undefined) ?? defaulted, 'selector must be specified');
  if (kind === 'CronJob') return plain(defaulted, 'the template of the cron job has no labels');
  const { matchLabels = {}, matchExpressions = [] } = (selector ?? {
    matchLabels: kind === 'Job' ? defaulted : {},
  }) as LabelSelector;
  if (matchExpressions.length > 0) return fromTemplate(object, selector as LabelSelector, defaulted);
  return plain(matchLabels, `invalid ${kind.toLowerCase()}: no selectors, therefore cannot be exposed`);
}

function plain(selector: Labels | undefined, empty: string): { selector: Labels; notes: string[] } {
  if (!selector || Object.keys(selector).length === 0) throw new UsageError(empty);
  return { selector: { ...selector }, notes: [] };
}

/** A Service selector knows only equality, so where a workload selects by expressions its template's labels stand in. */
function fromTemplate({ kind, metadata }: KubeObject, selector: LabelSelector, labels: Labels) {
  if (Object.keys(labels).length === 0 || !satisfies(labels, selector)) {
    throw new UsageError(
      `invalid ${kind.toLowerCase()}: it selects by expressions, and no labels of its pod template satisfy them; give --selector`,
    );
  }
  const named = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const note = `${kind.toLowerCase()} "${metadata.name}" selects by expressions, which a Service cannot; its selector is the template's labels ${named.join(',')}`;
  return { selector: { ...labels }, notes: [note] };
}

/** The ports of all containers in order, each port and protocol once; of a Service, its ports and where they lead. */
export function declaredPorts(object: KubeObject): DeclaredPort[] {
  const spec = specOf(object);
  const all: DeclaredPort[] =
    object.kind === 'Service'
      ? (spec.ports ?? []).map((port) => ({
          ...port,
          protocol: protocolOf(port),
          targetPort: port.targetPort ?? port.port,
        }))
      : containersOf(object).flatMap(({ ports = [] }) =>
          ports.map((port) => ({ port: port.containerPort, protocol: protocolOf(port), name: port.name })),
        );
  return all.filter(
    ({ port, protocol }, index) =>
      index === all.findIndex((first) => first.port === port && first.protocol === protocol),
  );
}

function containersOf(object: KubeObject): Container[] {
  return (object.kind === 'Pod' ? specOf(object).containers : templateOf(object)?.spec?.containers) ?? [];
}

const protocolOf = ({ protocol }: { protocol?: string }) => (protocol ?? 'TCP') as Protocol;

/** `StatefulSet.apps`, `ConfigMap`: how kubectl names a kind in a refusal (schema.GroupKind.String). */
function qualifiedKind({ apiVersion, kind }: KubeObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return group ? `${kind}.${group}` : kind;
}
