import type { KubeClient } from '../src/kube/client.ts';
import { kinds } from '../src/service/kinds.ts';
import type { KubeObject } from '../src/service/types.ts';

/** Of every hundred Services: so many whose port nobody hears, whose packets are dropped, and that have no endpoint. */
export const sick = { refused: 5, dropped: 5, empty: 10 } as const;

export const fate = (index: number): keyof typeof sick | 'healthy' => {
  const place = index % 100;
  if (place < sick.refused) return 'refused';
  if (place < sick.refused + sick.dropped) return 'dropped';
  return place < sick.refused + sick.dropped + sick.empty ? 'empty' : 'healthy';
};

const atOnce = 20;

/** So many Services in a namespace, in front of the same few pods. */
export async function manyServices(kube: KubeClient, namespace: string, count: number): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await kube.create(kinds.Service, namespace, service(next++), {});
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function service(index: number): KubeObject {
  const is = fate(index);
  const app = { healthy: 'mydeployment', refused: 'mydeployment', dropped: 'kept-out', empty: 'nobody' }[is];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `s${index}` },
    spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: is === 'refused' ? 81 : 80 }] },
  };
}
