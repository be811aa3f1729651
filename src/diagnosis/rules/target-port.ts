import type { Container, Probe } from 'kubernetes-types/core/v1.js';
import type { ServicePort } from '../../service/types.ts';
import { command, jsonPatch, kubectl } from '../command.ts';
import type { Case } from '../case.ts';
import { isHeadless } from '../endpoints.ts';
import { type Facts, isReady, namespaceOf, type Pod } from '../facts.ts';
import { type Finding, type Fix, portKey } from '../finding.ts';
import { type DeclaredPort, findPort, hasEnded, isLeaving, makerOf, portsOf } from '../pods.ts';
import { loopbackHint } from './loopback.ts';
import { elsewhereOf, failed, frontsOf, passed, refusedByPod, type Sight, triesOf } from '../vantage.ts';

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
  const answered = tries.length > 0 || frontsOf(seen, port).some(passed);
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
  const listening = elsewhere(facts, port, asked, seen);
  const open = listening.open.map((sight) => sight.port);
  const starting = open.length === 0 ? stillStarting(facts, asked) : undefined;
  const quick = refusing.every(refusedByPod) ? 'refused within milliseconds' : 'refused';
  return [
    finding(facts, port, {
      severity: 'error',
      confidence: 'certain',
      reason: first?.reason === 'protocol' ? 'protocol' : 'refused',
      text: `nothing listens at ${protocol} port ${refusing[0]?.port} of ${names(asked)}${others > 0 ? `, while ${others} other ${others === 1 ? 'endpoint answers' : 'endpoints answer'}` : ''}${open.length > 0 ? `; something listens at ${[...new Set(open)].slice(0, 4).join(', ')}` : ''}`,
      evidence: [
        `${quick}: ${refusing.slice(0, 4).map(placeOf).join(', ')}`,
        ...(open.length > 0 ? [`takes connections: ${listening.open.slice(0, 4).map(placeOf).join(', ')}`] : []),
        ...(first?.evidence ?? []),
        ...(starting === undefined ? [] : [starting]),
      ],
      starting: starting !== undefined,
      better: others > 0 ? undefined : listening.better(first?.better),
      pods: asked,
    }),
  ];
}

/** An application may take so long until it listens, in milliseconds; without a readiness probe nobody waits for it. */
const startPatience = 60_000;

function stillStarting({ now }: Facts, pods: readonly Pod[]): string | undefined {
  const ages = pods.flatMap(({ spec, status }) =>
    spec.containers.some(({ readinessProbe }) => readinessProbe)
      ? []
      : (status?.containerStatuses ?? []).flatMap(({ state }) =>
          state?.running?.startedAt === undefined ? [] : [now.getTime() - Date.parse(state.running.startedAt)],
        ),
  );
  const age = Math.min(...ages);
  if (ages.length === 0 || age > startPatience) return undefined;
  return `it has run for ${Math.max(0, Math.round(age / 1000))} s, and has no readiness probe: it may still be starting`;
}

const placeOf = ({ host, port }: Sight): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/**
 * Where else the refusing pods take connections, and which of these ports was meant. None that another port of the Service
 * leads to already, and none that was tried in vain, whatever the pods declare.
 */
function elsewhere({ service }: Facts, port: ServicePort, pods: readonly Pod[], seen: readonly Sight[]) {
  const { protocol = 'TCP' } = port;
  const tried = elsewhereOf(seen, port);
  const open = tried.filter(passed);
  const taken = new Set(
    (service.spec.ports ?? [])
      .filter((other) => portKey(other) !== portKey(port) && (other.protocol ?? 'TCP') === protocol)
      .flatMap((other) => pods.flatMap((pod) => findPort(pod, other.targetPort ?? other.port, protocol) ?? [])),
  );
  const free = [...new Set(open.map((sight) => sight.port))].filter((number) => !taken.has(number));
  const better = (declared: DeclaredPort | undefined): DeclaredPort | undefined => {
    if (declared && declared.protocol !== protocol) return declared;
    const vain = declared && tried.some((sight) => sight.port === declared.port) && !free.includes(declared.port);
    if (declared && !vain && !taken.has(declared.port)) return declared;
    const [only, ...more] = free;
    return only !== undefined && more.length === 0
      ? { container: '', name: undefined, port: only, protocol }
      : undefined;
  };
  return { open, better };
}

interface Doubt {
  reason: 'probe-port' | 'protocol' | 'declared' | 'headless-port' | 'refused';
  confidence: Finding['confidence'];
  text: string;
  evidence: string[];
  /** Where it should go instead. */
  better?: DeclaredPort | undefined;
}

/** What a pod's own declarations say against the number that its packets go to. */
function doubtOf(pod: Pod, port: ServicePort): Doubt | undefined {
  const { protocol = 'TCP' } = port;
  const number = findPort(pod, port.targetPort ?? port.port, protocol);
  if (number === undefined) return undefined; // S07
  const declared = portsOf(pod);
  if (declared.some((one) => one.port === number && one.protocol === protocol)) return undefined;
  const { name } = pod.metadata;
  const sameNumber = declared.find((one) => one.port === number);
  if (sameNumber)
    return {
      reason: 'protocol',
      confidence: 'likely',
      text: `the Service sends ${protocol} to port ${number}, which the pods declare for ${sameNumber.protocol}`,
      evidence: [`${name} declares ${number}/${sameNumber.protocol}`],
      better: sameNumber,
    };
  const own = declared.filter((one) => one.protocol === protocol);
  const probed = protocol === 'TCP' ? probedPorts(pod) : [];
  if (probed.includes(number)) return undefined; // a probe of that port passes, so somebody listens
  const named = own.find((one) => one.name !== undefined && one.name === port.name);
  const better = named ?? own.find((one) => probed.includes(one.port)) ?? (own.length === 1 ? own[0] : undefined);
  const [listening] = probed;
  if (listening !== undefined)
    return {
      reason: 'probe-port',
      confidence: 'likely',
      text: `the Service sends to port ${number}, but the pods are ready by a probe of port ${listening}`,
      evidence: [`the probe of ${name} on port ${listening} passes, so something listens there`],
      better: better ?? { container: '', name: undefined, port: listening, protocol },
    };
  if (own.length === 0) return undefined;
  return {
    reason: 'declared',
    confidence: named ? 'likely' : 'possible',
    text: `the Service sends to port ${number}, which no container declares`,
    evidence: [
      `${name} declares ${own.map((one) => `${one.name ? `${one.name} ` : ''}${one.port}/${one.protocol}`).join(', ')}`,
    ],
    better,
  };
}

/** The TCP ports at which a probe of the kubelet finds a ready pod: something listens at its address there. */
function probedPorts({ spec }: Pod): number[] {
  return spec.containers.flatMap((container) =>
    [container.readinessProbe, container.livenessProbe].flatMap((probe) => probedPort(container, probe) ?? []),
  );
}

function probedPort({ ports = [] }: Container, probe: Probe | undefined): number | undefined {
  const { httpGet, tcpSocket, grpc } = probe ?? {};
  if ((httpGet?.host ?? tcpSocket?.host) !== undefined) return undefined; // asks somebody else
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  return typeof port === 'string' ? ports.find(({ name }) => name === port)?.containerPort : port;
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
  }: Doubt & { severity: Finding['severity']; pods: readonly Pod[]; starting?: boolean },
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
      better ? corrected(facts, port, reason, better) : listeners(namespace, pods),
    ],
  };
}

function corrected({ service }: Facts, port: ServicePort, reason: Doubt['reason'], better: DeclaredPort): Fix {
  const namespace = namespaceOf(service);
  const index = (service.spec.ports ?? []).findIndex((one) => portKey(one) === portKey(port));
  const at = `/spec/ports/${index}`;
  const patch = (field: string, op: 'add' | 'replace', value: unknown) =>
    jsonPatch(namespace, 'svc', service.metadata.name, { op, path: `${at}/${field}`, value });
  if (reason === 'headless-port')
    return { command: patch('port', 'replace', better.port), why: 'let clients use the port of the pods', mends: true };
  if (isHeadless(service) && better.protocol === (port.protocol ?? 'TCP'))
    return {
      command: jsonPatch(
        namespace,
        'svc',
        service.metadata.name,
        { op: 'replace', path: `${at}/port`, value: better.port },
        { op: 'replace', path: `${at}/targetPort`, value: better.port },
      ),
      why: 'let clients use the port of the pods: nothing translates it where a Service is headless',
      mends: true,
    };
  if (better.protocol !== (port.protocol ?? 'TCP'))
    return {
      command: patch('protocol', 'replace', better.protocol),
      why: `speak ${better.protocol}, as the pods do`,
      mends: true,
    };
  return {
    command: patch('targetPort', 'replace', better.port),
    why:
      better.container === ''
        ? `send to ${better.port}, where something listens`
        : 'send to the port that the pods declare',
    mends: true,
  };
}

function listeners(namespace: string, [pod]: readonly Pod[]): Fix {
  const name = pod?.metadata.name ?? '';
  const maker = pod && makerOf(pod);
  return {
    command: kubectl(namespace, 'exec', name, '--', 'sh', '-c', 'netstat -ltn || ss -ltn || cat /proc/net/tcp'),
    why: `see where its processes listen${maker ? `, then set targetPort, or the port in ${maker.kind} ${maker.name}` : ''}`,
  };
}

const names = (pods: readonly Pod[]): string =>
  pods.length > 3 ? `${pods.length} pods` : pods.map(({ metadata }) => metadata.name).join(', ');
