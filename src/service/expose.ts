import { UsageError } from '../errors.ts';
import { type Labels, labelText, parseLabels } from './labels.ts';
import { serviceName } from './names.ts';
import type { Override } from './overrides/apply.ts';
import { type PortWishes, servicePorts } from './ports.ts';
import { clusterIpOf, type SpecWishes, specOf } from './spec.ts';
import { inStructOrder } from './struct-order.ts';
import type { KubeObject, Service, ServicePort } from './types.ts';
import { declaredPorts, protocolsNamed, refuseWithoutPods, selectorOf, steadierThan } from './workload.ts';

export interface ExposeWishes extends SpecWishes, PortWishes {
  name?: string | undefined;
  /** Written into the object; a dry run prints it. */
  namespace?: string | undefined;
  selector?: Labels | undefined;
  labels?: Labels | undefined;
  annotations?: Labels | undefined;
  override?: Override | undefined;
}

/** `notes` are sentences for standard error: where kubectl's Service would have been of no use, and what was done instead. */
export interface Exposed {
  service: Service;
  notes: string[];
}

/**
 * The Service that makes a workload reachable, in the field order of the API's structs.
 * @throws UsageError
 */
export function serviceFor(object: KubeObject, wishes: ExposeWishes): Exposed {
  refuseWithoutPods(object);
  const { selector: found, notes: selectorNotes } = selectorFor(object, wishes);
  const { ports, notes: portNotes } = servicePorts(declaredPorts(object), wishes);
  if (ports.length === 0 && clusterIpOf(wishes) !== 'None')
    throw new UsageError("couldn't find port via --port flag or introspection");
  if (Object.keys(found).length === 0) throw new UsageError('selector must be specified');
  const selector = wishes.selector ?? parseLabels(labelText(found));
  const labels = wishes.labels ?? ownLabels(object);
  const service: Service = inStructOrder({
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name: nameFor(object, wishes),
      ...(labels && { labels }),
      ...(wishes.annotations && { annotations: wishes.annotations }),
    },
    spec: { ...(ports.length > 0 && { ports }), selector, ...specOf(wishes) },
    status: { loadBalancer: {} },
  });
  const notes = [...selectorNotes, ...portNotes, ...ports.flatMap((port) => unreachable(port, object))];
  return { service: overridden(service, wishes), notes };
}

function selectorFor(object: KubeObject, { selector }: ExposeWishes): { selector: Labels; notes: string[] } {
  if (selector) return { selector, notes: [] };
  const found = selectorOf(object);
  const words = steadierThan(object);
  if (words === undefined) return found;
  const note = `the selector has the pod's pod-template-hash, so the next rollout leaves the Service without pods; instead: kubesvc expose ${words}`;
  return { ...found, notes: [...found.notes, note] };
}

function ownLabels({ metadata: { labels } }: KubeObject): Labels | undefined {
  return labels && Object.keys(labels).length > 0 ? parseLabels(labelText(labels)) : undefined;
}

function nameFor({ metadata }: KubeObject, { name }: ExposeWishes): string {
  if (name !== undefined) return name;
  if (!metadata.name) throw new UsageError('name must be specified');
  return serviceName(metadata.name);
}

/** A named target that the pods have over another protocol only: kubectl says nothing, and the Service has no endpoint there. */
function unreachable({ port, protocol = 'TCP', targetPort }: ServicePort, object: KubeObject): string[] {
  if (typeof targetPort !== 'string') return [];
  const protocols: string[] = protocolsNamed(object, targetPort);
  if (protocols.length === 0 || protocols.includes(protocol)) return [];
  return [
    `${port}/${protocol} reaches nothing: the workload has its port "${targetPort}" over ${protocols.join(', ')} only`,
  ];
}

/** With the override; it sees no namespace, as in kubectl, and must not name another than the one that is asked for. */
function overridden(service: Service, { override, namespace }: ExposeWishes): Service {
  const result = override ? override(service) : service;
  const own = result.metadata.namespace;
  if (namespace === undefined || own === namespace) return result;
  if (own === undefined) return inStructOrder({ ...result, metadata: { ...result.metadata, namespace } });
  throw new UsageError(
    `invalid --overrides: metadata.namespace is "${own}", and the Service is to be made in "${namespace}"; leave it out, or give --namespace=${own}`,
  );
}
