import { kubectl, jsonPatch } from '../../diagnosis/command.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import { isHeadless } from '../../diagnosis/endpoints.ts';
import { type Finding, type Fix, portKey } from '../../diagnosis/finding.ts';
import { addressesOfPod, hasEnded, portsOf } from '../../diagnosis/pods.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Check } from './checks.ts';
import { ofPort } from './of-port.ts';
import type { Seen } from './seen.ts';
import { by, isOk, layer } from './verdict.ts';
import { lines } from './words.ts';

/**
 * S03 where the selector says nothing: endpoints of somebody's own slices refuse. The diagnosis speaks of the pods that a
 * selector matches; this is what remains of the refusals.
 */
export function refusals({ facts, verdict: { failed }, checks }: Seen, port: ServicePort): Finding[] {
  const refused = by(failed, 'endpoints').filter(({ outcome }) => outcome === 'refused');
  const [first] = refused;
  if (!first) return [];
  const good = by(checks, 'endpoints').filter((check) => check.layer === 'l4' && isOk(check)).length;
  const namespace = namespaceOf(facts.service);
  const named = [...new Set(refused.map((check) => nameOf(facts, check)))];
  const slices = [...new Set(refused.flatMap(({ endpoint }) => endpoint?.slice ?? []))];
  return [
    ofPort(port, 'S03', {
      confidence: 'certain',
      reason: 'refused',
      objects: [
        ...slices.slice(0, 3).map((name) => ({ kind: 'EndpointSlice', name, namespace })),
        ...refused.flatMap((check) => {
          const pod = podOf(facts, check);
          return pod ? [{ kind: 'Pod', name: pod.metadata.name, namespace }] : [];
        }),
      ],
      message: `nothing listens at port ${first.port} of ${named.length > 3 ? `${named.length} endpoints` : named.join(', ')}, to which EndpointSlice ${slices.slice(0, 3).join(', ')} sends${good > 0 ? `; ${good} other ${good === 1 ? 'endpoint answers' : 'endpoints answer'}` : ''}`,
      evidence: lines(refused),
      fix: [fixFor(facts, first, slices[0] ?? '')],
    }),
  ];
}

/** S03 of a headless Service whose slices somebody wrote: its name leads to their addresses, and not to their ports. */
export function headlessPort({ facts, checks }: Seen, port: ServicePort): Finding[] {
  const { service } = facts;
  const well = layer(by(checks, 'endpoints'), 'l4').find((check) => isOk(check) && check.port !== port.port);
  const front = layer(by(checks, 'name'), 'l4').filter((check) => !isOk(check));
  const index = (service.spec.ports ?? []).findIndex((one) => portKey(one) === portKey(port));
  if (!isHeadless(service) || !well || front.length === 0) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  return [
    ofPort(port, 'S03', {
      confidence: 'certain',
      reason: 'headless-port',
      message: `the Service is headless, so nothing turns port ${port.port} into ${well.port}, which EndpointSlice ${well.endpoint?.slice} says: clients of its name reach port ${port.port} of its addresses`,
      objects: [
        { kind: 'Service', name, namespace },
        { kind: 'EndpointSlice', name: well.endpoint?.slice ?? '', namespace },
      ],
      evidence: [`${well.host}:${well.port} takes connections`, ...lines(front)],
      fix: [
        {
          command: jsonPatch(namespace, 'svc', name, {
            op: 'replace',
            path: `/spec/ports/${index}/port`,
            value: well.port,
          }),
          why: 'let clients use the port at which they listen',
          mends: true,
        },
      ],
    }),
  ];
}

/** The pod of this namespace that has the address, whoever wrote it into a slice. */
const podOf = ({ pods = [] }: Facts, { host, endpoint }: Check) =>
  pods.find((pod) => !hasEnded(pod) && (pod.metadata.name === endpoint?.pod || addressesOfPod(pod).includes(host)));

function nameOf(facts: Facts, check: Check): string {
  const pod = podOf(facts, check);
  const node = facts.nodes?.find(({ addresses }) => addresses.includes(check.host));
  if (pod) return `pod ${pod.metadata.name} (${check.host})`;
  return node ? `node ${node.name} (${check.host})` : (check.endpoint?.pod ?? check.host);
}

function fixFor(facts: Facts, check: Check, slice: string): Fix {
  const namespace = namespaceOf(facts.service);
  const pod = podOf(facts, check);
  const [only, ...more] = pod ? portsOf(pod).filter(({ protocol }) => protocol === 'TCP') : [];
  const index = (facts.slices ?? [])
    .find(({ metadata }) => metadata.name === slice)
    ?.ports?.findIndex((port) => port.port === check.port);
  if (only && more.length === 0 && only.port !== check.port && index !== undefined && index >= 0)
    return {
      command: jsonPatch(namespace, 'endpointslice', slice, {
        op: 'replace',
        path: `/ports/${index}/port`,
        value: only.port,
      }),
      why: 'send to the port that the pod declares',
      mends: true,
    };
  return {
    command: kubectl(namespace, 'edit', 'endpointslice', slice),
    why: 'correct the port or the address there, or let somebody listen at it',
  };
}
