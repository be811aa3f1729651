import type { Service } from '../types.ts';
import { addressBytes, familyOf, ipRule, specialIpRule } from './addresses.ts';
import { type Fault, fault, unlessOneOf } from './fault.ts';

/** clusterIP, clusterIPs, IP families and externalIPs, which depend on one another and on the type. */
export function addressFaults({ spec }: Service): Fault[] {
  const external = (spec.externalIPs ?? []).flatMap((ip, index) =>
    fault(`spec.externalIPs[${index}]`, ip, ipRule(ip) ?? specialIpRule(ip)),
  );
  return [...(spec.type === 'ExternalName' ? forExternalName(spec) : forAddresses(spec)), ...external];
}

type Spec = Service['spec'];

const addressesOf = ({ clusterIP = '', clusterIPs = [] }: Spec) =>
  clusterIPs.length === 0 && clusterIP !== '' ? [clusterIP] : clusterIPs;

function forExternalName(spec: Spec): Fault[] {
  const rule = 'may not be set for type ExternalName';
  const { ipFamilies = [], ipFamilyPolicy } = spec;
  return [
    ...fault('spec.clusterIP', spec.clusterIP ?? addressesOf(spec)[0], addressesOf(spec).length > 0 ? rule : undefined),
    ...fault('spec.ipFamilies', ipFamilies.join(','), ipFamilies.length > 0 ? rule : undefined),
    ...fault('spec.ipFamilyPolicy', ipFamilyPolicy, ipFamilyPolicy !== undefined ? rule : undefined),
  ];
}

function forAddresses(spec: Spec): Fault[] {
  const { clusterIP = '', clusterIPs = [], type = 'ClusterIP' } = spec;
  const addresses = addressesOf(spec);
  const shape: Fault[] = [];
  if (addresses[0] === 'None' && (type === 'NodePort' || type === 'LoadBalancer'))
    shape.push({ path: 'spec.clusterIP', value: 'None', rule: `may not be 'None' with type ${type}` });
  if (clusterIPs.length > 0 && clusterIP !== clusterIPs[0])
    shape.push({
      path: 'spec.clusterIPs',
      value: clusterIPs.join(','),
      rule: 'the first must be the same as clusterIP',
    });
  if (addresses.length > 2)
    shape.push({ path: 'spec.clusterIPs', value: addresses.join(','), rule: 'may only hold up to 2 values' });
  if (addresses.length > 1 && addresses[0] === 'None')
    shape.push({
      path: 'spec.clusterIPs',
      value: addresses.join(','),
      rule: "'None' must be the first and only value",
    });
  const syntax = addresses.flatMap((ip, index) =>
    index === 0 && ip === 'None'
      ? []
      : fault(clusterIPs.length > 0 ? `spec.clusterIPs[${index}]` : 'spec.clusterIP', ip, ipRule(ip)),
  );
  return [...shape, ...syntax, ...(syntax.length > 0 ? [] : familyFaults(spec, addresses))];
}

function familyFaults(spec: Spec, addresses: readonly string[]): Fault[] {
  const { ipFamilies: families = [], ipFamilyPolicy: policy } = spec;
  const path = 'spec.ipFamilies';
  const headless = addresses[0] === 'None';
  const found = headless ? [] : addresses.map((ip) => familyOf(addressBytes(ip) ?? []));
  const wide = families.length === 2 || found.length === 2;
  // Without a policy a Service is SingleStack, but for a headless one without a selector (storage/alloc.go).
  const single = policy === 'SingleStack' || (policy === undefined && !(headless && isEmpty(spec.selector)));
  return [
    ...families.flatMap((family, index) => [
      ...unlessOneOf(`${path}[${index}]`, family, ['IPv4', 'IPv6']),
      ...fault(
        `${path}[${index}]`,
        family,
        families.indexOf(family) < index ? 'each family may be there once' : undefined,
      ),
    ]),
    ...unlessOneOf('spec.ipFamilyPolicy', policy, ['SingleStack', 'PreferDualStack', 'RequireDualStack']),
    ...fault(
      'spec.clusterIPs',
      addresses.join(','),
      found.length === 2 && found[0] === found[1] ? 'may hold one address of each IP family' : undefined,
    ),
    ...found.flatMap((family, index) =>
      fault(
        addresses.length > 1 ? `spec.clusterIPs[${index}]` : 'spec.clusterIP',
        addresses[index],
        families[index] !== undefined && families[index] !== family
          ? `must be an ${families[index]} address, as ipFamilies says`
          : undefined,
      ),
    ),
    ...fault(
      'spec.ipFamilyPolicy',
      policy,
      wide && single ? 'must be PreferDualStack or RequireDualStack where there are two IP families' : undefined,
    ),
  ];
}

const isEmpty = (map: object | undefined) => Object.keys(map ?? {}).length === 0;
