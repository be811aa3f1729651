import { inStructOrder } from '../service/struct-order.ts';
import type { Service } from '../service/types.ts';
import { compactJson } from './json.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The Service with itself in the annotation that `kubectl apply` compares with (kubectl pkg/util/apply.go). */
export function withLastApplied(service: Service): Service {
  const { namespace: _, annotations: all = {}, ...metadata } = service.metadata;
  const { [annotation]: __, ...annotations } = all;
  const bare = Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations };
  const text = `${compactJson(inStructOrder({ ...service, metadata: bare }), 'struct')}\n`;
  return inStructOrder({
    ...service,
    metadata: { ...service.metadata, annotations: { ...annotations, [annotation]: text } },
  });
}
