import type { ContainerStatus, Probe } from 'kubernetes-types/core/v1.js';
import { type Facts, type Pod, whyNotScheduled } from './facts.ts';
import { hasEnded, isLeaving } from './pods.ts';

export interface NotReady {
  reason:
    | 'Terminating'
    | 'Finished'
    | 'Unschedulable'
    | 'NodeNotReady'
    | 'Init'
    | 'ImagePull'
    | 'ContainerConfig'
    | 'OOMKilled'
    | 'CrashLoop'
    | 'ReadinessGate'
    | 'Probe'
    | 'Starting';
  text: string;
  /** Nothing has failed: it is on its way. */
  passing?: boolean;
}

type Known = Pick<Facts, 'nodes' | 'explained' | 'now'>;

/** Milliseconds: the kubelet's longest pause between two starts of a container that ends (its back-off, 300 s). */
const longestBackOff = 300_000;

/** The first reason that applies, from the nearest to the scheduler to the nearest to readiness. */
export function whyNotReady(pod: Pod, facts: Known): NotReady {
  const { status = {}, spec } = pod;
  const { phase, conditions = [], containerStatuses = [] } = status;
  if (isLeaving(pod)) return { reason: 'Terminating', text: 'it is being deleted', passing: true };
  if (hasEnded(pod)) {
    const why = [status.reason, status.message].filter((part) => part).join(': ');
    return { reason: 'Finished', text: `it has ended (${phase}${why ? `, ${why}` : ''})` };
  }
  const unscheduled = whyNotScheduled(pod);
  if (unscheduled !== undefined) return { reason: 'Unschedulable', text: `it cannot be scheduled: ${unscheduled}` };
  const node = facts.nodes?.find(({ name }) => name === spec.nodeName);
  if ((node && !node.ready) || status.reason === 'NodeLost')
    return { reason: 'NodeNotReady', text: `its node ${spec.nodeName} is not ready` };

  const container = initReason(pod, facts) ?? containerStatuses.flatMap((one) => containerReason(pod, one, facts))[0];
  if (container) return container;
  const gate = (spec.readinessGates ?? []).find(
    ({ conditionType }) => !conditions.some(({ type, status: is }) => type === conditionType && is === 'True'),
  );
  if (gate && conditions.some(({ type, status: is }) => type === 'ContainersReady' && is === 'True'))
    return { reason: 'ReadinessGate', text: `its readiness gate "${gate.conditionType}" is not met` };
  return probeReason(pod, facts) ?? starting(pod);
}

/** The name of the first container that is not ready, else of the first. */
export const unreadyContainer = ({ spec, status }: Pod): string =>
  (status?.containerStatuses ?? []).find(({ ready }) => !ready)?.name ?? spec.containers[0]?.name ?? '';

function initReason(pod: Pod, facts: Known): NotReady | undefined {
  const { conditions = [], initContainerStatuses = [] } = pod.status ?? {};
  if (conditions.some(({ type, status }) => type === 'Initialized' && status === 'True')) return undefined;
  // Started is enough of a sidecar; any other has to end well, and runs for a moment each time it is tried again.
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const isSidecar = (name: string) => sidecars.some((one) => one.name === name);
  const current = initContainerStatuses.find(({ name, ready, started }) => !ready && !(started && isSidecar(name)));
  if (!current) return undefined;
  const { waiting, terminated, running } = current.state ?? {};
  const ended = terminated ?? current.lastState?.terminated;
  if (waiting?.reason === 'PodInitializing' && !ended) return undefined;
  const mount = troubleOf(pod, facts, /^Failed(Mount|AttachVolume|CreatePodSandBox)$/);
  const detail =
    ended && ended.exitCode !== 0
      ? `it ended with exit code ${ended.exitCode}`
      : (mount ?? waiting?.message ?? waiting?.reason ?? 'it still runs');
  return {
    reason: 'Init',
    text: `its init container "${current.name}" is not done: ${detail}`,
    ...(running && !ended && { passing: true }),
  };
}

function containerReason(
  pod: Pod,
  { name, ready, state = {}, lastState = {}, image, restartCount }: ContainerStatus,
  facts: Known,
): NotReady[] {
  if (ready) return [];
  const { waiting } = state;
  const ended = state.terminated ?? lastState.terminated;
  const told = waiting?.message ? `: ${waiting.message}` : '';
  if (waiting?.reason && /ImagePull|ErrImage|InvalidImageName|ImageInspect|RegistryUnavailable/.test(waiting.reason))
    return [
      {
        reason: 'ImagePull',
        text: `image ${image} of container "${name}" cannot be pulled (${waiting.reason})${told}`,
      },
    ];
  if (waiting?.reason && /CreateContainer|RunContainer|ContainerCannotRun/.test(waiting.reason))
    return [{ reason: 'ContainerConfig', text: `container "${name}" cannot be made (${waiting.reason})${told}` }];
  if (ended?.reason === 'OOMKilled')
    return [{ reason: 'OOMKilled', text: `container "${name}" ran out of its memory limit` }];
  const { terminated: before } = lastState;
  // Between two crashes it runs for a moment.
  const crashedLately =
    before !== undefined &&
    before.exitCode !== 0 &&
    restartCount >= 2 &&
    facts.now.getTime() - Date.parse(before.finishedAt ?? '') < longestBackOff;
  if (waiting?.reason === 'CrashLoopBackOff' || (ended && !state.running) || crashedLately) {
    const words = ended?.message?.trim();
    return [
      {
        reason: 'CrashLoop',
        text: `container "${name}" keeps ending, last with exit code ${ended?.exitCode ?? 'unknown'}${words ? ` (${words})` : ''}`,
      },
    ];
  }
  if (!waiting) return [];
  const mount = troubleOf(pod, facts, /^Failed(Mount|AttachVolume|CreatePodSandBox)$/);
  return mount === undefined
    ? []
    : [{ reason: 'ContainerConfig', text: `container "${name}" cannot be made: ${mount}` }];
}

/** The probe that keeps a running container out, with what the kubelet said of it last. */
function probeReason(pod: Pod, facts: Known): NotReady | undefined {
  const waits = (pod.status?.containerStatuses ?? []).find(({ ready, state }) => !ready && state?.running);
  const container = waits && pod.spec.containers.find(({ name }) => name === waits.name);
  if (!waits || !container) return undefined;
  const said = troubleOf(pod, facts, /^(Unhealthy|ProbeWarning)$/);
  const kind = waits.started === false && container.startupProbe ? 'startup' : 'readiness';
  const probe = kind === 'startup' ? container.startupProbe : container.readinessProbe;
  if (!probe) return undefined;
  return {
    reason: 'Probe',
    text: `the ${kind} probe of container "${waits.name}"${probed(probe)} ${said === undefined ? 'has not passed' : `fails: ${said}`}`,
    ...(said === undefined && { passing: true }),
  };
}

function probed({ httpGet, tcpSocket, grpc, exec }: Probe): string {
  if (httpGet) return ` (HTTP GET ${httpGet.path ?? '/'} on port ${httpGet.port})`;
  if (tcpSocket) return ` (TCP port ${tcpSocket.port})`;
  if (grpc) return ` (gRPC port ${grpc.port})`;
  return exec?.command ? ` (${exec.command.join(' ').slice(0, 80)})` : '';
}

/** The newest event of the pod with such a reason, in one line. */
function troubleOf({ metadata }: Pod, { explained }: Known, reason: RegExp): string | undefined {
  const own = (explained?.events ?? []).filter(
    (event) => event.kind === 'Pod' && event.name === metadata.name && reason.test(event.reason),
  );
  const last = own.reduce<(typeof own)[number] | undefined>((a, b) => (a && a.at >= b.at ? a : b), undefined);
  return last?.message.trim().slice(0, 300);
}

function starting({ status = {} }: Pod): NotReady {
  const notReady = (status.conditions ?? []).find(({ type }) => type === 'ContainersReady');
  return {
    reason: 'Starting',
    text: notReady?.message || `it is ${status.phase ?? 'not known to its node yet'}`,
    passing: true,
  };
}
