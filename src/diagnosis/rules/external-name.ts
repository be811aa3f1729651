import { isAddress } from '../addresses.ts';
import { command, patchService } from '../command.ts';
import type { Case } from '../case.ts';
import { namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';

/** X01: the name that the Service stands for can lead nowhere: an address is no name, and a Service that is not there has none. */
export function externalNameUnusable({ facts: { service, externalTarget } }: Case): Finding[] {
  const { type, externalName } = service.spec;
  if (type !== 'ExternalName' || externalName === undefined) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const found = { id: 'X01', severity: 'error', objects: [{ kind: 'Service', name, namespace }] } as const;
  const plain = externalName.replace(/\.$/, '');
  if (isAddress(plain))
    return [
      {
        ...found,
        confidence: 'certain',
        reason: 'ip-address',
        conclusive: true,
        message: `externalName ${externalName} is an address; DNS answers with it as a name, which does not exist`,
        evidence: ['an ExternalName Service is a CNAME record, which leads to a name'],
        fix: [
          {
            command: command('kubesvc', 'get', 'svc', name, '-n', namespace, '-o', 'yaml'),
            why: 'make a Service without selector, with an EndpointSlice that holds the address, in its place',
          },
        ],
      },
    ];
  if (!externalTarget) return [];
  const { namespace: there, name: meant, exists } = externalTarget;
  const object = { kind: 'Service', name: meant, namespace: there };
  const full = `${meant}.${there}.svc.cluster.local`;
  const whole = /\.svc\..+/.test(plain);
  if (exists && whole && !(there === namespace && meant === name)) return [];
  if (exists && there === namespace && meant === name)
    return [
      {
        ...found,
        confidence: 'likely',
        reason: 'nxdomain',
        message: `externalName ${externalName} is the Service's own name`,
        evidence: ['the name leads to itself'],
        fix: [
          { command: command('kubesvc', 'edit', 'svc', name, '-n', namespace), why: 'name what it is to stand for' },
        ],
      },
    ];
  if (exists)
    return [
      {
        ...found,
        confidence: 'likely',
        reason: 'nxdomain',
        objects: [...found.objects, object],
        message: `externalName ${externalName} is looked up as it stands, without the cluster's suffix, so it is not the Service ${there}/${meant}`,
        evidence: [
          `Service ${there}/${meant} exists; its whole name is ${full}, unless the cluster's domain is another`,
        ],
        fix: [
          {
            command: patchService(namespace, name, { spec: { externalName: full } }),
            why: 'give its whole name',
            mends: true,
          },
        ],
      },
    ];
  if (!whole && !plain.endsWith('.svc')) return []; // a name of the world outside, for all that is known
  return [
    {
      ...found,
      confidence: 'likely',
      reason: 'nxdomain',
      objects: [...found.objects, object],
      message: `externalName ${externalName} is a name of this cluster, and there is no Service ${there}/${meant}`,
      evidence: [`there is no Service ${meant} in namespace ${there}`],
      fix: [{ command: command('kubesvc', 'get', 'svc', '-n', there), why: 'see which there are' }],
    },
  ];
}

/** `db.prod`, `db.prod.svc`, `db.prod.svc.cluster.local`: the Service of a cluster that such a name could mean. */
export function serviceNamed(externalName: string): { name: string; namespace: string } | undefined {
  const [, name, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\..+)?)?\.?$/.exec(externalName) ?? [];
  return name !== undefined && namespace !== undefined ? { name, namespace } : undefined;
}
