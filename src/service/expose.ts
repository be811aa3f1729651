import { UsageError } from '../errors.ts';
import { serviceName } from './names.ts';
import { type PortWish, type Protocol, servicePorts } from './ports.ts';
import type { KubeObject, Service, ServiceType } from './types.ts';
import { declaredPorts, selectorOf } from './workload.ts';

export interface ExposeWishes {
  name?: string | undefined;
  /** Written into the object; a dry run prints it. */
  namespace?: string | undefined;
  port?: readonly PortWish[] | undefined;
  protocol?: Protocol | undefined;
  targetPort?: number | string | undefined;
  type?: ServiceType | undefined;
}

/**
 * The Service that makes a workload reachable, in the field order of the API's structs.
 * `notes` are sentences for standard error: where kubectl's Service would have been of no use, and what was done instead.
 */
export function serviceFor(object: KubeObject, wishes: ExposeWishes): { service: Service; notes: string[] } {
  const { selector, notes } = introspected(object);
  const { ports, notes: portNotes } = servicePorts(declaredPorts(object), {
    ports: wishes.port,
    protocol: wishes.protocol,
    targetPort: wishes.targetPort,
  });
  if (ports.length === 0) throw new UsageError("couldn't find port via --port flag or introspection");
  const name = wishes.name || serviceName(object.metadata.name ?? '');
  if (name === '') throw new UsageError('name must be specified'); // a manifest with generateName has none yet
  const { labels } = object.metadata;
  const service: Service = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name,
      ...(wishes.namespace !== undefined && { namespace: wishes.namespace }),
      ...(labels && Object.keys(labels).length > 0 && { labels: { ...labels } }),
    },
    spec: { ports, selector, ...(wishes.type !== undefined && { type: wishes.type }) },
    status: { loadBalancer: {} },
  };
  return { service, notes: [...notes, ...portNotes] };
}

function introspected(object: KubeObject) {
  try {
    return selectorOf(object);
  } catch (error) {
    if (!(error instanceof UsageError) || error.message.startsWith('cannot expose')) throw error;
    throw new UsageError(`couldn't retrieve selectors via --selector flag or introspection: ${error.message}`);
  }
}
