import type { Container, ContainerStatus, Probe } from 'kubernetes-types/core/v1.js';
import type { Facts, Happening, Pod } from './facts.ts';

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

export type Known = Pick<Facts, 'nodes' | 'explained' | 'now'>;

/** Milliseconds: the kubelet's longest pause between two starts of a container that ends (its back-off, 300 s). */
export const longestBackOff = 300_000;

/** The init container that the others wait for. */
export function unfinishedInit({ spec, status }: Pod): ContainerStatus | undefined {
  const { conditions = [], initContainerStatuses = [] } = status ?? {};
  if (conditions.some(({ type, status: is }) => type === 'Initialized' && is === 'True')) return undefined;
  // Started is enough of a sidecar; any other has to end well, and runs for a moment each time it is tried again.
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const isSidecar = (name: string) => sidecars.some((one) => one.name === name);
  return initContainerStatuses.find(({ name, ready, started }) => !ready && !(started && isSidecar(name)));
}

/** Why the init containers are not done. */
export function initReason(pod: Pod, facts: Known): NotReady | undefined {
  const current = unfinishedInit(pod);
  if (!current) return undefined;
  const { waiting, terminated, running } = current.state ?? {};
  const ended = terminated ?? current.lastState?.terminated;
  const declared = (pod.spec.initContainers ?? []).find(({ name }) => name === current.name);
  if (running && declared?.restartPolicy === 'Always') return sidecarReason(pod, declared, facts);
  if (waiting?.reason === 'PodInitializing' && !ended) return undefined;
  const mount = troubleOf(pod, facts, /^Failed(Mount|AttachVolume|CreatePodSandBox)$/);
  const detail =
    ended && ended.exitCode !== 0
      ? `it ended with exit code ${ended.exitCode}`
      : (mount ??
        waiting?.message ??
        waiting?.reason ??
        `it still runs${running?.startedAt ? `, since ${running.startedAt}` : ''}`);
  return {
    reason: 'Init',
    text: `its init container "${current.name}" is not done: ${detail}`,
    ...(running && !ended && { passing: true }),
  };
}

/** A sidecar that runs, and for which the application waits all the same: its startup probe has not passed. */
function sidecarReason(pod: Pod, { name, startupProbe }: Container, facts: Known): NotReady {
  const said = troubleOf(pod, facts, /^(Unhealthy|ProbeWarning)$/);
  return {
    reason: 'Init',
    text: `its sidecar "${name}" has not started, and the other containers wait for it${startupProbe ? `: its startup probe${probed(startupProbe)} ${said === undefined ? 'has not passed' : `fails: ${said}`}` : ''}`,
    ...(said === undefined && { passing: true }),
  };
}

/** What exit codes say by custom: of shells (126, 127; POSIX), of runc (255), and 128 and a signal's number. */
const exitWords: Partial<Record<number, string>> = {
  0: 'its process comes to its end, where a server goes on',
  126: 'its command cannot be run',
  127: 'its command was not found',
  134: 'it gave up (SIGABRT)',
  137: 'it was killed (SIGKILL)',
  139: 'it crashed (SIGSEGV)',
  143: 'it was ended (SIGTERM)',
  255: 'it gave -1, or could not be run, as one of another architecture',
};

/** Why a container is not ready, by its state and by what the kubelet has said of it. */
export function containerReason(
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
    const killed = ended && killedBy(pod, name, ended.startedAt, facts);
    if (killed) return [killed];
    const words = ended?.message?.trim();
    if (ended?.reason && /^(StartError|ContainerCannotRun)$/.test(ended.reason))
      return [
        { reason: 'ContainerConfig', text: `container "${name}" cannot be started (${ended.reason}): ${words ?? ''}` },
      ];
    const meaning = exitWords[ended?.exitCode ?? -1];
    const means = meaning === undefined ? '' : `: ${meaning}`;
    return [
      {
        reason: 'CrashLoop',
        text: `container "${name}" keeps ending, last with exit code ${ended?.exitCode ?? 'unknown'}${words ? ` (${words})` : ''}${means}`,
      },
    ];
  }
  if (!waiting) return [];
  const mount = troubleOf(pod, facts, /^Failed(Mount|AttachVolume|CreatePodSandBox)$/);
  return mount === undefined
    ? []
    : [{ reason: 'ContainerConfig', text: `container "${name}" cannot be made: ${mount}` }];
}

/** The kubelet ends a container whose liveness or startup probe fails: what it said of the run that has ended. */
function killedBy(pod: Pod, name: string, began: string | undefined, { explained }: Known): NotReady | undefined {
  const container = pod.spec.containers.find((one) => one.name === name);
  const last = newest(
    (explained?.events ?? []).filter(
      ({ kind, name: of, message, at }) =>
        kind === 'Pod' &&
        of === pod.metadata.name &&
        /^(Liveness|Startup) probe/.test(message) &&
        (began === undefined || Date.parse(at) >= Date.parse(began)),
    ),
  );
  const kind = last?.message.startsWith('Startup') ? 'startup' : 'liveness';
  const probe = kind === 'startup' ? container?.startupProbe : container?.livenessProbe;
  if (!last || !probe) return undefined;
  return {
    reason: 'Probe',
    text: `container "${name}" is ended over and over by its ${kind} probe${probed(probe)}: ${shortened(last.message)}`,
  };
}

/** The probe that keeps a running container out, with what the kubelet said of it last. */
export function probeReason(pod: Pod, facts: Known): NotReady | undefined {
  const waits = (pod.status?.containerStatuses ?? []).find(({ ready, state }) => !ready && state?.running);
  const container = waits && pod.spec.containers.find(({ name }) => name === waits.name);
  if (!waits || !container) return undefined;
  const said = troubleOf(pod, facts, /^(Unhealthy|ProbeWarning)$/);
  const kind = waits.started === false && container.startupProbe ? 'startup' : 'readiness';
  const probe = kind === 'startup' ? container.startupProbe : container.readinessProbe;
  if (!probe) return undefined;
  const { initialDelaySeconds = 0 } = probe;
  const began = Date.parse(waits.state?.running?.startedAt ?? '');
  const early = said === undefined && facts.now.getTime() - began < initialDelaySeconds * 1000;
  const delayed = early
    ? `, which is asked for the first time ${initialDelaySeconds} s after the start (initialDelaySeconds)`
    : '';
  return {
    reason: 'Probe',
    text: `the ${kind} probe of container "${waits.name}"${probed(probe)} ${said === undefined ? `has not passed${delayed}` : `fails: ${said}`}`,
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
  const last = newest(own);
  return last && shortened(last.message);
}

const newest = (events: readonly Happening[]): Happening | undefined =>
  events.reduce<Happening | undefined>((a, b) => (a && a.at >= b.at ? a : b), undefined);

const longest = 300;

function shortened(message: string): string {
  const text = message.trim();
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
