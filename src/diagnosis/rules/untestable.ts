import type { Case } from '../case.ts';
import { command } from '../command.ts';
import { namespaceOf } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';

/** I01: what no packet of ours can test: SCTP, and a Service without ports. */
export function untestable({ facts: { service }, ports }: Case): Finding[] {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const found = {
    id: 'I01',
    severity: 'warning',
    confidence: 'certain',
    objects: [{ kind: 'Service', name, namespace }],
  } as const;
  const sctp = ports.filter(({ protocol }) => protocol === 'SCTP');
  if (sctp.length > 0)
    return [
      {
        ...found,
        reason: 'sctp',
        ports: sctp.map(portKey),
        message: `SCTP cannot be tested from the probe's image: port ${sctp.map(({ port }) => port).join(', ')} was not tried`,
        evidence: [],
        fix: [],
      },
    ];
  if (ports.length > 0 || service.spec.type === 'ExternalName') return [];
  return [
    {
      ...found,
      reason: 'no-ports',
      message: `Service ${name} has no ports, so only its name can be tried`,
      evidence: [],
      fix: [
        {
          command: command('kubesvc', 'edit', 'svc', name, '-n', namespace),
          why: 'add one, if clients look for a port by the name (SRV)',
        },
      ],
    },
  ];
}
