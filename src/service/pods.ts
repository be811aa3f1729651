import type { Labels } from './labels.ts';
import type { KubeObject } from './types.ts';
import { declaredPorts } from './workload.ts';

/**
 * Pods that share labels as one pod without a name, which has the ports of them all. There need be none.
 * `notes` say where they do not agree on their ports.
 */
export function asOnePod(pods: readonly KubeObject[], labels: Labels): { object: KubeObject; notes: string[] } {
  const alive = pods.filter(({ status }) => !hasEnded((status as { phase?: string } | undefined)?.phase));
  const containers = alive.flatMap(({ spec }) => (spec as { containers?: object[] } | undefined)?.containers ?? []);
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: '', labels },
    spec: { containers },
  };
  return { object, notes: disagreement(alive) };
}

const hasEnded = (phase: string | undefined) => phase === 'Succeeded' || phase === 'Failed';

function disagreement(pods: readonly KubeObject[]): string[] {
  const firstWith = new Map<string, string>();
  for (const pod of pods) {
    const ports = declaredPorts(pod).map(({ port, protocol }) => `${port}/${protocol}`);
    const key = ports.sort().join(', ') || 'none';
    if (!firstWith.has(key)) firstWith.set(key, pod.metadata.name);
  }
  if (firstWith.size < 2) return [];
  const said = [...firstWith].map(([ports, name]) => `${name} has ${ports}`).join('; ');
  return [`the ${pods.length} pods do not declare the same ports: ${said}`];
}
