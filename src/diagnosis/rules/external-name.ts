import { isAddress } from '../addresses.ts';
import type { Service, ServicePort } from '../../service/types.ts';
import { command, jsonPatch, patchService } from '../command.ts';
import type { Case } from '../case.ts';
import { namespaceOf } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { failed, passed, type Sight } from '../vantage.ts';

/** X01: the name that the Service stands for can lead nowhere: an address is no name, and a Service that is not there has none. */
export function externalNameUnusable({ facts: { service, externalTarget }, ports, seen }: Case): Finding[] {
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
  const { namespace: there, name: meant, service: target } = externalTarget;
  const exists = target !== undefined;
  const object = { kind: 'Service', name: meant, namespace: there };
  const full = `${meant}.${there}.svc.cluster.local`;
  const whole = /\.svc\..+/.test(plain);
  const back = serviceNamed(target?.spec.externalName ?? '');
  const own = (one: { namespace: string; name: string } | undefined) =>
    one?.namespace === namespace && one.name === name;
  if (own({ namespace: there, name: meant }) || (target?.spec.type === 'ExternalName' && own(back)))
    return [
      {
        ...found,
        confidence: 'certain',
        reason: 'loop',
        objects: [...found.objects, ...(own({ namespace: there, name: meant }) ? [] : [object])],
        message: own({ namespace: there, name: meant })
          ? `externalName ${externalName} is the Service's own name`
          : `externalName ${externalName} is Service ${there}/${meant}, which stands for this one again (${target?.spec.externalName})`,
        evidence: ['the names lead round in a circle, and to no address'],
        fix: [
          { command: command('kubesvc', 'edit', 'svc', name, '-n', namespace), why: 'name what it is to stand for' },
        ],
      },
    ];
  if (target && whole) return ports.flatMap((port) => portMissing(service, port, target, seen));
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

/** Nothing translates the port either: whoever asks for the name comes to the other Service with the number that he knows. */
function portMissing(service: Service, port: ServicePort, target: Service, seen: readonly Sight[]): Finding[] {
  const { ports = [], clusterIP, type } = target.spec;
  const tries = seen.filter(
    ({ via, layer = 'l4', servicePort }) =>
      via === 'external-name' && layer === 'l4' && servicePort && portKey(servicePort) === portKey(port),
  );
  // Pods answer at ports of which a headless Service says nothing.
  if (type === 'ExternalName' || clusterIP === 'None' || ports.length === 0 || tries.some(passed)) return [];
  const { protocol = 'TCP' } = port;
  const same = ports.filter((one) => (one.protocol ?? 'TCP') === protocol);
  if (same.some((one) => one.port === port.port)) return [];
  const namespace = namespaceOf(service);
  const there = `${namespaceOf(target)}/${target.metadata.name}`;
  const index = (service.spec.ports ?? []).findIndex((one) => portKey(one) === portKey(port));
  const [only, ...more] = same;
  return [
    {
      id: 'X01',
      severity: tries.some(failed) ? 'error' : 'warning',
      confidence: tries.some(failed) ? 'certain' : 'likely',
      reason: 'port',
      ports: [portKey(port)],
      message: `it stands for Service ${there}, which has no port ${port.port}/${protocol}`,
      objects: [
        { kind: 'Service', name: service.metadata.name, namespace },
        { kind: 'Service', name: target.metadata.name, namespace: namespaceOf(target) },
      ],
      evidence: [`the ports of ${there}: ${ports.map((one) => portKey(one)).join(', ')}`],
      fix: [
        only && more.length === 0
          ? {
              command: jsonPatch(namespace, 'svc', service.metadata.name, {
                op: 'replace',
                path: `/spec/ports/${index}/port`,
                value: only.port,
              }),
              why: 'say the port that is there; clients have to use it too, for nothing translates it',
              mends: true,
            }
          : {
              command: command('kubesvc', 'edit', 'svc', service.metadata.name, '-n', namespace),
              why: 'say a port that is there',
            },
      ],
    },
  ];
}

/** `db.prod`, `db.prod.svc`, `db.prod.svc.cluster.local`: the Service of a cluster that such a name could mean. */
export function serviceNamed(externalName: string): { name: string; namespace: string } | undefined {
  const [, name, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\..+)?)?\.?$/.exec(externalName) ?? [];
  return name !== undefined && namespace !== undefined ? { name, namespace } : undefined;
}
