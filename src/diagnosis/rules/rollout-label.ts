import type { Case } from '../case.ts';
import { patchService } from '../command.ts';
import { namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { rolloutsOwn } from '../labels.ts';

/**
 * S14: the selector holds a label that names one revision of a workload, as it does where a pod or a ReplicaSet was exposed
 * in place of its Deployment. It fits now, and no longer after the next rollout.
 */
export function rolloutLabel({ facts }: Case): Finding[] {
  const { service, selected } = facts;
  const key = Object.keys(service.spec.selector ?? {}).find((one) => rolloutsOwn.has(one));
  if (key === undefined || service.spec.type === 'ExternalName' || selected.length === 0) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const others = Object.keys(service.spec.selector ?? {}).length > 1;
  return [
    {
      id: 'S14',
      severity: 'warning',
      confidence: 'certain',
      reason: key,
      message: `the selector holds ${key}, which the next rollout changes: the Service then selects no pod`,
      objects: [{ kind: 'Service', name, namespace }],
      evidence: [`${key}=${service.spec.selector?.[key]} is of the ${selected.length === 1 ? 'pod' : 'pods'} of today`],
      fix: others
        ? [
            {
              command: patchService(namespace, name, { spec: { selector: { [key]: null } } }),
              why: 'select by the other labels alone',
              mends: true,
            },
          ]
        : [],
    },
  ];
}
