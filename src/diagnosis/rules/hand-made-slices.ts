import type { ServicePort } from '../../service/types.ts';
import { kubectl } from '../command.ts';
import type { Case } from '../case.ts';
import { isHeadless, within } from '../endpoints.ts';
import { type Facts, hasSelector, namespaceOf } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { noSlice, unclaimedSlice } from './no-slice.ts';
import { portMismatch, type ToldOfSlice, unusable } from './slice-mismatch.ts';

/** E01: a Service without a selector lives from slices that somebody else writes, and those do not fit it. */
export function handMadeSlices({ facts, ports }: Case): Finding[] {
  const { service, slices } = facts;
  if (service.spec.type === 'ExternalName' || hasSelector(service) || !slices) return [];
  const namespace = namespaceOf(service);
  const dead = ports.filter((port) => within(service, slices, port).length === 0);
  const whole = ports.length === 0 && slices.length === 0;
  const finding = (told: ToldOfSlice, about: readonly ServicePort[]): Finding => {
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
  const unclaimed = slices.every(({ endpoints }) => (endpoints ?? []).length === 0) && unclaimedSlice(facts);
  if (unclaimed && dead.length > 0) return [finding(unclaimed, dead)];
  // What is wrong with several ports alike is said once.
  const byMessage = new Map<string, { told: ToldOfSlice; about: ServicePort[] }>();
  for (const port of dead) {
    const told = isHeadless(service) ? unusable(facts, slices) : portMismatch(facts, slices, port);
    const same = byMessage.get(told.message);
    if (same) same.about.push(port);
    else byMessage.set(told.message, { told, about: [port] });
  }
  return [...[...byMessage.values()].map(({ told, about }) => finding(told, about)), ...nested(facts, ports)];
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
