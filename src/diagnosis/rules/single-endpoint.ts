import type { Case } from '../case.ts';
import { within } from '../endpoints.ts';
import { hasSelector, namespaceOf } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { kubectl } from '../command.ts';
import { makerOf } from '../pods.ts';

/** S10: one pod serves alone, so the Service is gone for as long as that pod is. */
export function singleEndpoint({ facts, ports }: Case): Finding[] {
  const { service, slices, selected } = facts;
  if (!hasSelector(service)) return [];
  const namespace = namespaceOf(service);
  const alone = ports.filter(
    (port) => new Set(within(service, slices, port).map(({ pod, address }) => pod ?? address)).size === 1,
  );
  const [port] = alone;
  const [endpoint] = port ? within(service, slices, port) : [];
  const pod = selected.find(({ metadata }) => metadata.name === endpoint?.pod);
  if (!pod || !endpoint?.ready || alone.length < ports.length) return [];
  const maker = makerOf(pod);
  const scales = maker && ['Deployment', 'ReplicaSet', 'StatefulSet'].includes(maker.kind);
  return [
    {
      id: 'S10',
      severity: 'info',
      confidence: 'certain',
      ports: alone.map(portKey),
      message: `pod ${pod.metadata.name} serves alone`,
      objects: [{ kind: 'Pod', name: pod.metadata.name, namespace }],
      evidence: ['while it restarts or moves, nobody answers'],
      fix: scales
        ? [
            {
              command: kubectl(namespace, 'scale', `${maker.kind.toLowerCase()}/${maker.name}`, '--replicas=2'),
              why: 'run two',
            },
          ]
        : [],
    },
  ];
}
