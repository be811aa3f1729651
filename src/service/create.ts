import { UsageError } from '../errors.ts';
import type { Service, ServicePort } from './types.ts';

export interface ClusterIpWishes {
  name: string;
  namespace?: string | undefined;
  ports: readonly ServicePort[];
  /** An address, or `None` for a headless Service. */
  clusterIP?: string | undefined;
}

/** What `kubectl create service clusterip` makes: it selects `app=NAME`, in the field order of the API's structs. */
export function clusterIpService({ name, namespace, ports, clusterIP }: ClusterIpWishes): Service {
  if (ports.length === 0 && clusterIP !== 'None')
    throw new UsageError('at least one tcp port specifier must be provided');
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, ...(namespace !== undefined && { namespace }), labels: { app: name } },
    spec: {
      ...(ports.length > 0 && { ports: [...ports] }),
      selector: { app: name },
      ...(clusterIP !== undefined && { clusterIP }),
      type: 'ClusterIP',
    },
    status: { loadBalancer: {} },
  };
}
