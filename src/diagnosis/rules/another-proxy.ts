import { kubectl } from '../command.ts';
import type { Case } from '../case.ts';
import { namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { isHeadless } from '../endpoints.ts';
import { failed, frontsOf, passed } from '../vantage.ts';

const label = 'service.kubernetes.io/service-proxy-name';

/**
 * K01: the Service is labelled for a Service proxy of another name, and kube-proxy leaves all such Services alone
 * (cmd/kube-proxy, `!service.kubernetes.io/service-proxy-name`). Whether the other proxy is there, packets tell.
 */
export function anotherProxy({ facts: { service }, ports, seen }: Case): Finding[] {
  const proxy = service.metadata.labels?.[label];
  const fronts = ports.flatMap((port) => frontsOf(seen, port));
  if (proxy === undefined || service.spec.type === 'ExternalName' || isHeadless(service) || fronts.some(passed))
    return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const dead = fronts.some(failed);
  return [
    {
      id: 'K01',
      severity: dead ? 'error' : 'info',
      confidence: dead ? 'likely' : 'possible',
      reason: 'other-proxy',
      message: `the Service is for a Service proxy named "${proxy}" (label ${label}), and kube-proxy leaves it alone`,
      objects: [{ kind: 'Service', name, namespace }],
      evidence: dead ? ['its endpoints may answer; its own address does not'] : [],
      fix: [
        {
          command: kubectl(namespace, 'label', 'svc', name, `${label}-`),
          why: 'let kube-proxy serve it',
          mends: true,
        },
      ],
    },
  ];
}
