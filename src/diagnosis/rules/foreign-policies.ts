import type { Case } from '../case.ts';
import { kubectl } from '../command.ts';
import { namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';

/** N05: policies of a network plugin's own kinds, which are not evaluated here. */
export function foreignPolicies({ facts }: Case): Finding[] {
  const { foreignPolicies: all } = facts;
  if (all.length === 0) return [];
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const named = all
    .slice(0, 5)
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`);
  const namespace = namespaceOf(facts.service);
  return [
    {
      id: 'N05',
      severity: 'info',
      confidence: 'certain',
      message: `there are policies of other kinds (${kinds.join(', ')}), which were not evaluated`,
      objects: all.slice(0, 5).map(({ kind, metadata }) => ({
        kind,
        name: metadata.name,
        ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      })),
      evidence: [`${named.join(', ')}${all.length > 5 ? ` and ${all.length - 5} more` : ''}`],
      fix: [
        { command: kubectl(namespace, 'get', kinds.map((kind) => kind.toLowerCase()).join(',')), why: 'read them' },
      ],
    },
  ];
}
