import type { Case } from '../case.ts';
import { command, kubectl } from '../command.ts';
import { within } from '../endpoints.ts';
import { namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';

/** S13: the Service, or all of its namespace, is on its way out, and something holds it for a while. */
export function beingDeleted({ facts, ports }: Case): Finding[] {
  const { service, slices, namespaceLeaving } = facts;
  const { name, deletionTimestamp } = service.metadata;
  if (deletionTimestamp === undefined && !namespaceLeaving) return [];
  const namespace = namespaceOf(service);
  const finalizers = (service.metadata['finalizers'] ?? []) as string[];
  const gone =
    slices !== undefined && ports.length > 0 && ports.every((port) => within(service, slices, port).length === 0);
  const what = namespaceLeaving
    ? `namespace ${namespace} is being deleted, and the Service with it`
    : 'the Service is being deleted';
  return [
    {
      id: 'S13',
      severity: gone ? 'error' : 'warning',
      confidence: 'certain',
      reason: namespaceLeaving ? 'namespace' : 'service',
      message: `${what}${finalizers.length > 0 ? `; ${finalizers.length === 1 ? 'finalizer' : 'finalizers'} ${finalizers.join(', ')} ${finalizers.length === 1 ? 'holds' : 'hold'} it` : ''}`,
      objects: [
        { kind: 'Service', name, namespace },
        ...(namespaceLeaving ? [{ kind: 'Namespace', name: namespace }] : []),
      ],
      evidence: deletionTimestamp === undefined ? [] : [`its deletion was asked for at ${deletionTimestamp}`],
      fix: [
        namespaceLeaving
          ? {
              command: command('kubectl', 'get', 'namespace', namespace, '-o', 'yaml'),
              why: 'what it waits for; a deletion cannot be taken back',
            }
          : {
              command: kubectl(namespace, 'get', 'svc', name, '-o', 'yaml'),
              why: 'a deletion cannot be taken back: once it is gone, make it anew',
            },
      ],
    },
  ];
}
