import { inStructOrder } from '../service/struct-order.ts';
import type { Service } from '../service/types.ts';
import { compactJson } from './json.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The Service with itself in the annotation that `kubectl apply` compares with (kubectl pkg/util/apply.go). */
export function withLastApplied(service: Service): Service {
  const { [annotation]: _, ...annotations } = service.metadata.annotations ?? {};
  const { namespace: _place, ...metadata } = { ...service.metadata, annotations };
  const text = `${compactJson(inStructOrder({ ...service, metadata }), 'struct')}\n`;
  return inStructOrder({
    ...service,
    metadata: { ...service.metadata, annotations: { ...annotations, [annotation]: text } },
  });
}
