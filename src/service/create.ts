import { UsageError } from '../errors.ts';
import type { Labels } from './labels.ts';
import { type SpecWishes, specOf } from './spec.ts';
import { inStructOrder } from './struct-order.ts';
import type { Service, ServicePort } from './types.ts';

export interface CreateWishes extends SpecWishes {
  name: string;
  namespace?: string | undefined;
  ports: readonly ServicePort[];
  /** For every port that asks for none itself. */
  nodePort?: number | undefined;
  appProtocol?: string | undefined;
  externalName?: string | undefined;
  /** `none`: a Service whose endpoints somebody else keeps. Left out, it is `app=NAME`, as in kubectl. */
  selector?: Labels | 'none' | undefined;
  labels?: Labels | undefined;
  annotations?: Labels | undefined;
}

/**
 * What `kubectl create service` makes: labels and selector are `app=NAME`, fields in the order of the API's structs.
 * @throws UsageError
 */
export function createdService(wishes: CreateWishes): Service {
  const { name, namespace, nodePort, appProtocol, externalName, annotations } = wishes;
  const spec = specOf(wishes);
  if (wishes.ports.length === 0 && spec.clusterIP !== 'None' && spec.type !== 'ExternalName')
    throw new UsageError('at least one tcp port specifier must be provided');
  const ports = wishes.ports.map((port) => ({
    ...port,
    ...(appProtocol !== undefined && { appProtocol }),
    ...(nodePort !== undefined && { nodePort: port.nodePort ?? nodePort }),
  }));
  const selector = wishes.selector ?? { app: name };
  return inStructOrder({
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels: wishes.labels ?? { app: name },
      ...(annotations && { annotations }),
    },
    spec: {
      ...(ports.length > 0 && { ports }),
      ...(selector !== 'none' && { selector }),
      ...spec,
      ...(externalName !== undefined && { externalName }),
    },
    status: { loadBalancer: {} },
  });
}
