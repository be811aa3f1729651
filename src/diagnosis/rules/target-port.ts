import type { ServicePort } from '../../service/types.ts';
import { command } from '../command.ts';
import type { Case } from '../case.ts';
import { type Family, familyOf, isHeadless } from '../endpoints.ts';
import { type Facts, isReady, namespaceOf, type Pod } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { findPort, hasEnded, isLeaving, portsOf } from '../pods.ts';
import { type Doubt, doubtOf } from './declared-ports.ts';
import { listensElsewhere, stillStarting } from './listens-elsewhere.ts';
import { loopbackHint } from './loopback.ts';
import { corrected, listeners, rebound } from './target-port-fixes.ts';
import { failed, frontsOf, lost, passed, refusedByPod, type Sight, triesOf } from '../vantage.ts';

/**
 * S03: packets go to a port of the pods at which, by what the pods declare or by what was seen, nobody listens. A number
 * that is not declared proves nothing by itself (a containerPort is a statement): the finding is a warning until the
 * pods have refused, and none once they have answered.
 */
export function targetPortDisagrees(asked: Case): Finding[] {
  const { facts, ports, seen } = asked;
  const pods = facts.selected.filter((pod) => !hasEnded(pod) && !isLeaving(pod));
  if (pods.length === 0) return [];
  // A pod that is told to listen on its loopback refuses for that reason, not for a number.
  const bound = new Set(
    loopbackHint(asked).flatMap(({ severity, ports: own = [] }) => (severity === 'error' ? own : [])),
  );
  return ports
    .filter((port) => !bound.has(portKey(port)))
    .flatMap((port) =>
      isHeadless(facts.service) ? headless(facts, port, pods, seen) : proxied(facts, port, pods, seen),
    );
}

function proxied(facts: Facts, port: ServicePort, pods: readonly Pod[], seen: readonly Sight[]): Finding[] {
  const { protocol = 'TCP' } = port;
  const tries = triesOf(seen, port);
  // Where the same pod answers over the other IP family, F01 says so.
  const answering = new Set(tries.filter(passed).flatMap(({ endpoint }) => endpoint?.pod ?? []));
  const refusing = tries.filter(
    (sight) =>
      !answering.has(sight.endpoint?.pod ?? '') &&
      (refusedByPod(sight) || (protocol === 'UDP' && sight.outcome === 'refused')),
  );
  const asked =
    refusing.length > 0
      ? pods.filter((pod) => refusing.some(({ endpoint }) => endpoint?.pod === pod.metadata.name))
      : pods;
  // In a batch the endpoints of a Service that answers are not tried one by one.
  // Packets that were lost tell nothing of ports: two things may be wrong.
  const answered = (tries.length > 0 && !tries.every(lost)) || frontsOf(seen, port).some(passed);
  if (answered && refusing.length === 0) return [];
  const doubts = asked.flatMap((pod) => doubtOf(pod, port) ?? []);
  const [first] = doubts;
  if (refusing.length === 0) {
    // Only where all pods agree: one odd pod is told of once it refuses.
    if (!first || doubts.length < asked.length || !asked.every(isReady)) return [];
    return [finding(facts, port, { ...first, severity: 'warning', pods: asked })];
  }
  const [pod] = asked;
  // Refusals of addresses that are no pod's here are for E02, those of pods that are not ready for S02 and S09.
  if (!pod || !asked.every(isReady)) return [];
  const others = tries.filter(passed).length;
  // Over UDP they may be well.
  const silent = tries.some(({ outcome }) => outcome === 'no-answer');
  const listening = listensElsewhere(facts, port, asked, seen);
  const { otherFamily } = listening;
  const open = listening.open.map((sight) => sight.port);
  const starting = open.length === 0 && !otherFamily ? stillStarting(facts, asked) : undefined;
  const quick = refusing.every(refusedByPod) ? 'refused within milliseconds' : 'refused';
  return [
    finding(facts, port, {
      severity: 'error',
      confidence: 'certain',
      reason: first?.reason === 'protocol' ? 'protocol' : 'refused',
      text: `nothing listens${otherFamily ? ` over ${familyOf(refusing[0]?.host ?? '')}` : ''} at ${protocol} port ${refusing[0]?.port} of ${names(asked)}${others > 0 ? `, while ${others} other ${others === 1 ? 'endpoint answers' : 'endpoints answer'}` : ''}${otherFamily ? `: it listens over ${familyOf(otherFamily.host)} alone` : open.length > 0 ? `; something listens at ${[...new Set(open)].slice(0, 4).join(', ')}` : ''}`,
      evidence: [
        `${quick}: ${refusing.slice(0, 4).map(placeOf).join(', ')}`,
        ...(otherFamily
          ? [`takes connections: ${placeOf(otherFamily)}`]
          : open.length > 0
            ? [`takes connections: ${listening.open.slice(0, 4).map(placeOf).join(', ')}`]
            : []),
        ...(first?.evidence ?? []),
        ...(starting === undefined ? [] : [starting]),
      ],
      starting: starting !== undefined,
      better: others > 0 || silent || otherFamily ? undefined : listening.better(first?.better),
      deafOver: otherFamily && familyOf(refusing[0]?.host ?? ''),
      pods: asked,
    }),
  ];
}

/** Nothing translates the port of a headless Service: clients of its name come to the pods at `port`. */
function headless(facts: Facts, port: ServicePort, pods: readonly Pod[], seen: readonly Sight[]): Finding[] {
  const { protocol = 'TCP' } = port;
  const [pod] = pods;
  const target = pod && findPort(pod, port.targetPort ?? port.port, protocol);
  if (target === undefined || target === port.port) return proxied(facts, port, pods, seen);
  const fronts = frontsOf(seen, port);
  const declares = pods.every((one) => portsOf(one).some((own) => own.port === port.port && own.protocol === protocol));
  if (fronts.some(passed) || (declares && !fronts.some(failed))) return [];
  return [
    finding(facts, port, {
      reason: 'headless-port',
      severity: fronts.some(failed) ? 'error' : 'warning',
      confidence: fronts.some(failed) ? 'certain' : 'likely',
      text: `the Service is headless, so nothing turns port ${port.port} into targetPort ${port.targetPort}: clients of its name reach port ${port.port} of the pods`,
      evidence: [
        `${names(pods)} ${pods.length === 1 ? 'listens' : 'listen'} at ${target}, by the Service's own targetPort`,
      ],
      better: { container: '', name: undefined, port: target, protocol },
      pods,
    }),
  ];
}

function finding(
  facts: Facts,
  port: ServicePort,
  {
    severity,
    confidence,
    reason,
    text,
    evidence,
    better,
    pods,
    starting = false,
    deafOver,
  }: Doubt & {
    severity: Finding['severity'];
    pods: readonly Pod[];
    starting?: boolean;
    /** It listens at the other family's address, and not at that of this one. */
    deafOver?: Family | undefined;
  },
): Finding {
  const namespace = namespaceOf(facts.service);
  const { name } = facts.service.metadata;
  return {
    id: 'S03',
    severity,
    confidence,
    reason,
    ports: [portKey(port)],
    message: text,
    objects: [
      { kind: 'Service', name, namespace },
      ...pods.slice(0, 5).map(({ metadata }) => ({ kind: 'Pod', name: metadata.name, namespace })),
    ],
    evidence,
    fix: [
      ...(starting
        ? [
            {
              command: command('kubesvc', 'probe', name, '-n', namespace, '--wait=1m'),
              why: 'whether it only takes its time',
            },
          ]
        : []),
      better
        ? corrected(facts, port, reason, better)
        : deafOver
          ? rebound(facts, deafOver, pods)
          : listeners(namespace, pods),
    ],
  };
}

const placeOf = ({ host, port }: Sight): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

const names = (pods: readonly Pod[]): string =>
  pods.length > 3 ? `${pods.length} pods` : pods.map(({ metadata }) => metadata.name).join(', ');
