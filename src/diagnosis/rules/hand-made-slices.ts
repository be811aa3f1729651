import { editDistance } from '../../service/similar.ts';
import type { EndpointSlice, ServicePort } from '../../service/types.ts';
import { command, jsonPatch, kubectl, patchService } from '../command.ts';
import type { Case } from '../case.ts';
import { endpointsOf, familiesOf, familyOf, isHeadless, within } from '../endpoints.ts';
import { type Facts, hasSelector, matches, namespaceOf, type Pod, type Workload } from '../facts.ts';
import { type Finding, type Fix, portKey } from '../finding.ts';
import { type Labels, labelText } from '../labels.ts';
import { hasEnded } from '../pods.ts';

type Told = Pick<Finding, 'reason' | 'message' | 'evidence' | 'fix'> & { slice?: EndpointSlice | undefined };

/** E01: a Service without a selector lives from slices that somebody else writes, and those do not fit it. */
export function handMadeSlices({ facts, ports }: Case): Finding[] {
  const { service, slices } = facts;
  if (service.spec.type === 'ExternalName' || hasSelector(service) || !slices) return [];
  const namespace = namespaceOf(service);
  const dead = ports.filter((port) => within(service, slices, port).length === 0);
  const whole = ports.length === 0 && slices.length === 0;
  const finding = (told: Told, about: readonly ServicePort[]): Finding => {
    const { slice, ...rest } = told;
    return {
      id: 'E01',
      severity: 'error',
      confidence: 'certain',
      ...(about.length > 0 && { ports: about.map(portKey) }),
      objects: [
        ...(slice ? [{ kind: 'EndpointSlice', name: slice.metadata.name, namespace }] : []),
        { kind: 'Service', name: service.metadata.name, namespace },
      ],
      ...rest,
    };
  };
  if (slices.length === 0) return dead.length > 0 || whole ? [finding(noSlice(facts), dead)] : [];
  // What is wrong with several ports alike is said once.
  const byMessage = new Map<string, { told: Told; about: ServicePort[] }>();
  for (const port of dead) {
    const told = isHeadless(service) ? unusable(facts, slices) : portMismatch(facts, slices, port);
    const same = byMessage.get(told.message);
    if (same) same.about.push(port);
    else byMessage.set(told.message, { told, about: [port] });
  }
  return [...[...byMessage.values()].map(({ told, about }) => finding(told, about)), ...nested(facts, ports)];
}

/** No slice names the Service: perhaps one is there and lacks only the label, or names a Service that does not exist. */
function noSlice({ service, explained, pods }: Facts): Told {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const label = 'kubernetes.io/service-name';
  const ports = service.spec.ports ?? [];
  const meant = (explained?.unclaimed ?? [])
    .map((slice) => ({ slice, likeness: likeness(slice, name, ports) }))
    .filter(({ likeness: points }) => points > 0)
    .sort((a, b) => b.likeness - a.likeness)[0]?.slice;
  const forgotten = meant ? undefined : selectorOf(name, pods, explained?.workloads);
  if (!meant)
    return {
      reason: forgotten ? 'no-selector' : 'no-slice',
      message: 'the Service has no selector, and no EndpointSlice names it',
      evidence: [
        `no EndpointSlice in namespace ${namespace} has the label ${label}=${name}`,
        ...(forgotten
          ? [`${forgotten.maker} of the same name makes pods labelled ${labelText(forgotten.labels)}`]
          : []),
      ],
      fix: [
        ...(forgotten
          ? [
              {
                command: patchService(namespace, name, { spec: { selector: forgotten.labels } }),
                why: `select the pods of ${forgotten.maker}`,
                mends: true,
              },
            ]
          : []),
        {
          command: command('kubesvc', 'get', 'svc', name, '-n', namespace, '-o', 'yaml'),
          why: `give it a selector, or make an EndpointSlice with the label ${label}=${name} and its ports`,
        },
      ],
    };
  const has = meant.metadata.labels?.[label];
  return {
    slice: meant,
    reason: 'no-label',
    message: `EndpointSlice ${meant.metadata.name} ${has === undefined ? `has no label ${label}` : `says ${label}=${has}`}, so it belongs to no Service`,
    evidence: [`the Service has no selector, and lives from slices labelled ${label}=${name}`],
    fix: [
      {
        command: kubectl(
          namespace,
          'label',
          'endpointslice',
          meant.metadata.name,
          `${label}=${name}`,
          ...(has === undefined ? [] : ['--overwrite']),
        ),
        why: 'give it to this Service',
        mends: true,
      },
    ],
  };
}

/** What the Service would select, had it been told: the labels by which a workload of its own name knows its living pods. */
function selectorOf(
  name: string,
  pods: readonly Pod[] = [],
  workloads: readonly Workload[] = [],
): { maker: string; labels: Labels } | undefined {
  const [workload, ...more] = workloads.filter(({ metadata }) => metadata.name === name);
  const labels = workload?.spec?.selector?.matchLabels ?? {};
  if (!workload || more.length > 0 || Object.keys(labels).length === 0) return undefined;
  const living = pods.some((pod) => !hasEnded(pod) && matches(labels, pod.metadata.labels ?? {}));
  return living ? { maker: `${workload.kind} ${name}`, labels } : undefined;
}

/** How much an unclaimed slice looks like this Service's: by its name, by the label that it has, by its ports. */
function likeness({ metadata, ports }: EndpointSlice, name: string, own: readonly ServicePort[]): number {
  const claimed = metadata.labels?.['kubernetes.io/service-name'];
  const byLabel =
    claimed === undefined ? 0 : editDistance(claimed, name) <= 2 || claimed.toLowerCase() === name ? 4 : -8;
  const byName = metadata.name === name || metadata.name.startsWith(`${name}-`) ? 4 : 0;
  const byPort = (ports ?? []).some((port) =>
    own.some(
      (mine) => (port.name ?? '') === (mine.name ?? '') || port.port === mine.targetPort || port.port === mine.port,
    ),
  );
  return Math.max(0, byLabel + byName + (byPort ? 1 : 0));
}

/** Slices that nobody uses, whatever their ports: names instead of addresses, the other family, nobody ready. */
function unusable({ service }: Facts, slices: readonly EndpointSlice[]): Told {
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
function portMismatch(facts: Facts, slices: readonly EndpointSlice[], port: ServicePort): Told {
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
  const index = held.findIndex((own) => (own.protocol ?? 'TCP') === protocol);
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

const isCopy = ({ metadata }: EndpointSlice): boolean =>
  metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === 'endpointslicemirroring-controller.k8s.io';

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

/** An endpoint that is another Service's cluster IP: the proxy does not send a packet through itself a second time. */
function nested({ service, services = [], slices }: Facts, ports: readonly ServicePort[]): Finding[] {
  const namespace = namespaceOf(service);
  const owners = new Map(
    [...services, service].flatMap(({ metadata, spec }) =>
      (spec.clusterIPs ?? []).map((ip) => [ip, metadata.name] as const),
    ),
  );
  const first = ports.flatMap((port) => within(service, slices, port)).find(({ address }) => owners.has(address));
  if (!first) return [];
  return [
    {
      id: 'E01',
      severity: 'error',
      confidence: 'likely',
      reason: 'invalid-ip',
      message: `endpoint ${first.address} is the cluster IP of Service ${owners.get(first.address)}, which a Service proxy does not send to`,
      objects: [
        { kind: 'EndpointSlice', name: first.slice, namespace },
        { kind: 'Service', name: owners.get(first.address) ?? '', namespace },
      ],
      evidence: [`EndpointSlice ${first.slice} holds it`],
      fix: [
        {
          command: kubectl(namespace, 'edit', 'endpointslice', first.slice),
          why: 'put addresses of pods or of hosts there',
        },
      ],
    },
  ];
}
