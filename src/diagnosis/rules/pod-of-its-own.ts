import type { Facts, Pod, Workload } from '../facts.ts';
import { kubectl } from '../command.ts';
import { isReady, namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { fixFor } from '../not-ready-fix.ts';
import { hasEnded } from '../pods.ts';
import { whyNotReady } from '../why-not-ready.ts';

const label = 'statefulset.kubernetes.io/pod-name';

/**
 * The selector names one pod of a StatefulSet, and that is not there: the StatefulSet has too few replicas, or an earlier
 * pod keeps it waiting, since each is made once all before it are ready (podManagementPolicy OrderedReady).
 */
export function whyNotMadeYet(
  facts: Facts,
  workloads: readonly Workload[],
): Pick<Finding, 'reason' | 'objects' | 'evidence' | 'fix'> | undefined {
  const { service } = facts;
  const wanted = service.spec.selector?.[label];
  const [, name, number = ''] = /^(.+)-(\d+)$/.exec(wanted ?? '') ?? [];
  const set = workloads.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === name);
  if (!set || wanted === undefined) return undefined;
  const namespace = namespaceOf(service);
  const { replicas = 1, ordinals, podManagementPolicy } = set.spec ?? {};
  const start = ordinals?.start ?? 0;
  const place = Number(number) - start;
  const blocker = place < replicas && podManagementPolicy !== 'Parallel' ? firstNotReady(facts, set, start) : undefined;
  const told = blocker && whyNotReady(blocker, facts);
  if (place < 0 || (place < replicas && !blocker)) return undefined;
  return {
    reason: 'workload-without-pods',
    objects: [
      { kind: 'StatefulSet', name: set.metadata.name, namespace },
      ...(blocker ? [{ kind: 'Pod', name: blocker.metadata.name, namespace }] : []),
      { kind: 'Service', name: service.metadata.name, namespace },
    ],
    evidence: [
      blocker && told
        ? `StatefulSet ${name} makes ${wanted} once ${blocker.metadata.name} is ready: ${told.text}`
        : `StatefulSet ${name} has ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}, and ${wanted} is not among them`,
    ],
    fix: [
      blocker && told
        ? fixFor(told, facts, blocker)
        : {
            command: kubectl(namespace, 'scale', `statefulset/${name}`, `--replicas=${place + 1}`),
            why: `let there be ${wanted}`,
            mends: true,
          },
    ],
  };
}

/** The pod of the lowest number that is not ready, for which all after it wait. */
function firstNotReady({ pods = [] }: Facts, { metadata }: Workload, start: number): Pod | undefined {
  for (let number = start; ; number++) {
    const pod = pods.find((one) => one.metadata.name === `${metadata.name}-${number}`);
    if (!pod) return undefined;
    if (!isReady(pod) && !hasEnded(pod)) return pod;
  }
}
