import type { EndpointSlice, ServicePort } from '../../service/types.ts';
import { jsonPatch, kubectl } from '../command.ts';
import { endpointsOf, familiesOf, familyOf, isCopy } from '../endpoints.ts';
import { type Facts, namespaceOf } from '../facts.ts';
import type { Finding, Fix } from '../finding.ts';

/** What is wrong with slices, and the one that is to be changed. */
export type ToldOfSlice = Pick<Finding, 'reason' | 'message' | 'evidence' | 'fix'> & {
  slice?: EndpointSlice | undefined;
};

/** Slices that nobody uses, whatever their ports: names instead of addresses, the other family, nobody ready. */
export function unusable({ service }: Facts, slices: readonly EndpointSlice[]): ToldOfSlice {
  const namespace = namespaceOf(service);
  const [slice] = slices;
  const name = slice?.metadata.name ?? '';
  const look: Fix = { command: kubectl(namespace, 'edit', 'endpointslice', name), why: 'see what it holds' };
  const hosts = slices.flatMap(({ endpoints }) => endpoints ?? []);
  const families = familiesOf(service);
  if (slices.every(({ addressType }) => addressType === 'FQDN'))
    return {
      slice,
      reason: 'fqdn-slice',
      message: `EndpointSlice ${name} holds host names (addressType FQDN), which a Service proxy does not use`,
      evidence: [
        `its names: ${hosts
          .flatMap(({ addresses }) => addresses)
          .slice(0, 4)
          .join(', ')}`,
      ],
      fix: [
        {
          ...look,
          why: 'a slice of addresses is made anew (addressType cannot change); for a name, use type ExternalName',
        },
      ],
    };
  if (hosts.length === 0)
    return {
      slice,
      reason: 'no-slice',
      message: `EndpointSlice ${slices.map(({ metadata }) => metadata.name).join(', ')} holds no endpoint`,
      evidence: ['the Service has no selector, so nobody fills it but whoever made it'],
      fix: [look],
    };
  const addresses = hosts.flatMap(({ addresses: [first] }) => first ?? []);
  if (addresses.every((address) => !families.includes(familyOf(address))))
    return {
      slice,
      reason: 'address-family',
      message: `the slices hold ${families.includes('IPv4') ? 'IPv6' : 'IPv4'} addresses only, and the Service is ${families.join(' and ')}`,
      evidence: [`ipFamilies of the Service: ${families.join(', ')}; ${name}: ${addresses.slice(0, 3).join(', ')}`],
      fix: [look],
    };
  return {
    slice,
    reason: 'not-ready',
    message: `no endpoint of ${slices.map(({ metadata }) => metadata.name).join(', ')} is ready`,
    evidence: [`${hosts.length} ${hosts.length === 1 ? 'endpoint has' : 'endpoints have'} conditions.ready: false`],
    fix: [
      slice && isCopy(slice)
        ? {
            command: kubectl(namespace, 'edit', 'endpoints', service.metadata.name),
            why: 'if they serve, move them from notReadyAddresses to addresses: the slice is a copy of it',
          }
        : {
            command: jsonPatch(namespace, 'endpointslice', name, {
              op: 'replace',
              path: '/endpoints/0/conditions/ready',
              value: true,
            }),
            why: 'if the endpoint serves',
          },
    ],
  };
}

/** The slices have addresses, and none for this port: its name there, or its protocol, is another. */
export function portMismatch(facts: Facts, slices: readonly EndpointSlice[], port: ServicePort): ToldOfSlice {
  const usable = slices.filter(({ addressType, endpoints }) => addressType !== 'FQDN' && (endpoints ?? []).length > 0);
  const joins = usable.some((slice) => endpointsOf([slice], port).length > 0);
  const [slice] = usable;
  if (!slice || joins) return unusable(facts, slices);
  const namespace = namespaceOf(facts.service);
  const { name = '', protocol = 'TCP' } = port;
  const texts = (slice.ports ?? []).map((own) => `"${own.name ?? ''}" ${own.port ?? 'any'}/${own.protocol ?? 'TCP'}`);
  const evidence = [
    `EndpointSlice ${slice.metadata.name} has ${texts.join(', ') || 'no ports'}; a Service port and a slice port belong together by name and protocol`,
  ];
  const held = slice.ports ?? [];
  const sameName = held.findIndex((own) => (own.name ?? '') === name);
  if (sameName >= 0)
    return {
      slice,
      reason: 'protocol',
      message: `port ${called(name)} is ${protocol} in the Service, and ${held[sameName]?.protocol ?? 'TCP'} in EndpointSlice ${slice.metadata.name}`,
      evidence,
      fix: [corrected(facts, slice, sameName, 'protocol', protocol)],
    };
  // What another port of the Service lives from is not to be renamed.
  const taken = new Set((facts.service.spec.ports ?? []).map((one) => `${one.name ?? ''} ${one.protocol ?? 'TCP'}`));
  const index = held.findIndex(
    (own) => (own.protocol ?? 'TCP') === protocol && !taken.has(`${own.name ?? ''} ${protocol}`),
  );
  return {
    slice,
    reason: 'port-name',
    message:
      held.length === 0
        ? `EndpointSlice ${slice.metadata.name} has addresses, and no ports`
        : `the Service's port ${name === '' ? 'has no name' : `is called "${name}"`}, and EndpointSlice ${slice.metadata.name} has ${name === '' ? 'none but named ports' : 'no port of that name'}`,
    evidence,
    fix: [
      index >= 0
        ? corrected(facts, slice, index, 'name', name)
        : {
            command: jsonPatch(namespace, 'endpointslice', slice.metadata.name, {
              op: 'add',
              path: held.length === 0 ? '/ports' : '/ports/-',
              value: held.length === 0 ? [wanted(port)] : wanted(port),
            }),
            why: `add the port${name === '' ? '' : ` under the name "${name}"`}`,
            ...(!isCopy(slice) && { mends: true }),
          },
    ],
  };
}

const called = (name: string): string => (name === '' ? '(unnamed)' : `"${name}"`);

/** The Service's port as a slice says it; a targetPort that is a name is the number that somebody has to know. */
const wanted = ({ name = '', port, targetPort, protocol = 'TCP' }: ServicePort) => ({
  name,
  port: typeof targetPort === 'number' ? targetPort : port,
  protocol,
});

/** Of a copy the Endpoints object is corrected: the copy would come back as it was. */
function corrected(
  { service }: Facts,
  slice: EndpointSlice,
  index: number,
  field: 'name' | 'protocol',
  value: string,
): Fix {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const why = field === 'name' ? 'call it as the Service does' : 'make it agree with the Service';
  if (!isCopy(slice))
    return {
      command: jsonPatch(namespace, 'endpointslice', slice.metadata.name, {
        op: 'add',
        path: `/ports/${index}/${field}`,
        value,
      }),
      why,
      mends: true,
    };
  const whole = `${why}, in the Endpoints object of which the slice is a copy`;
  // One port in one subset stands in its first place; of several, the copy has an order of its own.
  return (slice.ports ?? []).length === 1
    ? {
        command: jsonPatch(namespace, 'endpoints', name, { op: 'add', path: `/subsets/0/ports/0/${field}`, value }),
        why: whole,
        mends: true,
      }
    : { command: kubectl(namespace, 'edit', 'endpoints', name), why: whole };
}
