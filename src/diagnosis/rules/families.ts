import type { ServicePort } from '../../service/types.ts';
import { patchService, showSlices } from '../command.ts';
import type { Case } from '../case.ts';
import { familiesOf, type Family, familyOf, isHeadless, within } from '../endpoints.ts';
import { type Facts, hasSelector, namespaceOf } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { addressesOfPod, hasEnded } from '../pods.ts';
import { passed, triesOf } from '../vantage.ts';
import { afterRestart } from './target-port-fixes.ts';

/** F01: one IP family of the Service has no endpoint, or nobody listens in it, while the other serves. */
export function oneFamilyOnly({ facts, ports, seen }: Case): Finding[] {
  const { service, slices } = facts;
  if (service.spec.type === 'ExternalName' || !slices) return [];
  const families = familiesOf(service);
  return ports.flatMap((port) => {
    const endpoints = within(service, slices, port);
    const has = (family: Family) => endpoints.some(({ address }) => familyOf(address) === family);
    const without = families.filter((family) => !has(family));
    if (without.length === families.length) return wrongFamily(facts, port, families);
    // A headless Service has no address that could be in vain: its name stands for those that there are.
    const [missing] = (service.spec.ipFamilies ?? []).length > 1 && !isHeadless(service) ? without : [];
    if (missing)
      return [finding(facts, port, missing, 'no-endpoints', [`its slices hold no ready ${missing} address`])];
    const tries = triesOf(seen, port);
    const deaf = families.find((family) => {
      const own = tries.filter(({ host }) => familyOf(host) === family);
      const other = tries.filter(({ host }) => familyOf(host) !== family);
      return (
        own.length > 0 && own.every(({ outcome }) => outcome === 'refused') && other.length > 0 && other.every(passed)
      );
    });
    if (!deaf) return [];
    const refused = tries.filter(({ host }) => familyOf(host) === deaf).map(({ host }) => host);
    return [finding(facts, port, deaf, 'listener', [`refused: ${refused.slice(0, 4).join(', ')}`])];
  });
}

function finding(facts: Facts, port: ServicePort, missing: Family, reason: string, evidence: string[]): Finding {
  const { service } = facts;
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const [first] = service.spec.ipFamilies ?? [];
  // SingleStack keeps the first family, whichever that is.
  const single = first !== undefined && first !== missing;
  const [pod] = facts.selected;
  const other = missing === 'IPv6' ? '[::]' : '0.0.0.0';
  return {
    id: 'F01',
    severity: 'warning',
    confidence: 'certain',
    reason,
    ports: [portKey(port)],
    message:
      reason === 'listener'
        ? `nothing listens over ${missing}: the application is bound to the other family alone`
        : `the Service has an ${missing} address, and no endpoint of that family`,
    objects: [{ kind: 'Service', name, namespace }],
    evidence,
    fix: [
      single
        ? {
            command: patchService(namespace, name, { spec: { ipFamilyPolicy: 'SingleStack' } }),
            why:
              reason === 'listener'
                ? `let the application listen on ${other} too, or give up the ${missing} address`
                : `give up the ${missing} address, or give the ${hasSelector(service) ? 'pods' : 'slices'} one`,
            mends: true,
          }
        : reason === 'listener'
          ? {
              command: afterRestart(service, pod),
              why: `after the server has been made to listen on ${other} too: the first family of a Service cannot be given up`,
            }
          : {
              command: showSlices(namespace, name),
              why: `one of addressType ${missing} is wanted: the first family of a Service cannot be given up`,
            },
    ],
  };
}

/** The pods are ready, and have no address of any family that the Service has. */
function wrongFamily(facts: Facts, port: ServicePort, families: readonly Family[]): Finding[] {
  const { service, selected } = facts;
  if (!hasSelector(service)) return []; // E01
  const addresses = selected.filter((pod) => !hasEnded(pod)).flatMap(addressesOfPod);
  if (addresses.length === 0 || addresses.some((address) => families.includes(familyOf(address)))) return [];
  const namespace = namespaceOf(service);
  return [
    {
      id: 'F01',
      severity: 'error',
      confidence: 'certain',
      reason: 'no-endpoints',
      ports: [portKey(port)],
      message: `the Service is ${families.join(' and ')}, and its pods have no such address`,
      objects: [{ kind: 'Service', name: service.metadata.name, namespace }],
      evidence: [`the pods have ${addresses.slice(0, 4).join(', ')}`],
      fix: [
        {
          command: `kubesvc get svc ${service.metadata.name} -n ${namespace} -o yaml`,
          why: `make it anew with ipFamilies of its pods: the first family of a Service cannot be changed`,
        },
      ],
    },
  ];
}
