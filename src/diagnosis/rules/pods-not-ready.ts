import { type Facts, isReady, namespaceOf, type Pod, whyNotScheduled } from '../facts.ts';
import type { Finding } from '../finding.ts';

/** S02: pods match, but some or all are not ready, and why, a line a pod. An error only where none is. */
export function podsNotReady(facts: Facts): Finding[] {
  const matched = facts.selected;
  const bad = matched.filter((pod) => !isReady(pod) || pod.metadata.deletionTimestamp !== undefined);
  if (bad.length === 0) return [];
  const namespace = namespaceOf(facts.service);
  const all = bad.length === matched.length;
  const reasons = bad.map((pod) => ({ pod, ...whyNotReady(pod) }));
  const [first] = reasons;
  if (!first) return [];
  const count =
    matched.length === 1
      ? 'the one matching pod is'
      : `${bad.length} of ${matched.length} matching pods ${bad.length === 1 ? 'is' : 'are'}`;
  return [
    {
      id: 'S02',
      severity: all ? 'error' : 'warning',
      confidence: 'certain',
      reason: first.reason,
      message: `${count} not ready`,
      evidence: reasons.slice(0, 5).map(({ pod, text }) => `${pod.metadata.name}: ${text}`),
      fix: [fixFor(first.reason, namespace, first.pod)],
    },
  ];
}

function fixFor(reason: string, namespace: string, { metadata, spec }: Pod) {
  const crashed = reason === 'CrashLoop' || reason === 'OOMKilled';
  return crashed
    ? {
        command: `kubectl -n ${namespace} logs ${metadata.name} -c ${spec.containers[0]?.name ?? ''} --previous`,
        why: 'why it ended',
      }
    : { command: `kubectl -n ${namespace} describe pod ${metadata.name}`, why: 'the whole story, with its events' };
}

/** The first reason that applies, from the nearest to the kubelet's beginning to the nearest to readiness. */
export function whyNotReady(pod: Pod): { reason: string; text: string } {
  const { metadata, status = {}, spec } = pod;
  const { phase, conditions = [], containerStatuses = [], initContainerStatuses = [] } = status;
  if (metadata.deletionTimestamp) return { reason: 'Terminating', text: 'it is being deleted' };
  if (phase === 'Succeeded' || phase === 'Failed') return { reason: 'Finished', text: `it has ended (${phase})` };
  const unscheduled = whyNotScheduled(pod);
  if (unscheduled !== undefined) return { reason: 'Unschedulable', text: `it cannot be scheduled: ${unscheduled}` };

  const init = initContainerStatuses.find(({ ready, started }) => !ready && !started);
  if (init && !conditions.some(({ type, status: is }) => type === 'Initialized' && is === 'True')) {
    const { waiting, terminated } = init.state ?? {};
    const detail =
      waiting?.message ?? waiting?.reason ?? (terminated ? `exit code ${terminated.exitCode}` : 'still running');
    return { reason: 'Init', text: `its init container "${init.name}" is not done: ${detail}` };
  }
  for (const { name, state = {}, lastState = {} } of containerStatuses) {
    const { waiting } = state;
    const ended = lastState.terminated ?? state.terminated;
    if (waiting?.reason && /ImagePull|ErrImage|InvalidImageName|RegistryUnavailable/.test(waiting.reason)) {
      return {
        reason: 'ImagePull',
        text: `the image of container "${name}" cannot be pulled (${waiting.reason}): ${waiting.message ?? ''}`,
      };
    }
    if (waiting?.reason && /CreateContainer|RunContainer|ContainerCannotRun/.test(waiting.reason)) {
      return {
        reason: 'ContainerConfig',
        text: `container "${name}" cannot be made (${waiting.reason}): ${waiting.message ?? ''}`,
      };
    }
    if (ended?.reason === 'OOMKilled')
      return { reason: 'OOMKilled', text: `container "${name}" ran out of its memory limit` };
    if (waiting?.reason === 'CrashLoopBackOff' || (ended && !state.running)) {
      return {
        reason: 'CrashLoop',
        text: `container "${name}" keeps ending, last with exit code ${ended?.exitCode ?? 'unknown'}`,
      };
    }
  }
  const gate = (spec.readinessGates ?? []).find(
    ({ conditionType }) => !conditions.some(({ type, status: is }) => type === conditionType && is === 'True'),
  );
  const notReady = conditions.find(({ type }) => type === 'ContainersReady');
  if (gate && notReady?.status === 'True')
    return { reason: 'ReadinessGate', text: `its readiness gate "${gate.conditionType}" is not met` };
  const waiting = containerStatuses.find(({ ready }) => !ready);
  const probe = waiting && spec.containers.find(({ name }) => name === waiting.name)?.readinessProbe;
  if (waiting?.state?.running && probe)
    return { reason: 'Probe', text: `the readiness probe of container "${waiting.name}" fails${probedPort(probe)}` };
  return { reason: 'Starting', text: notReady?.message || `it is ${phase ?? 'not known to its node yet'}` };
}

function probedPort({
  httpGet,
  tcpSocket,
}: {
  httpGet?: { port: number | string; path?: string };
  tcpSocket?: { port: number | string };
}): string {
  if (httpGet) return ` (HTTP GET ${httpGet.path ?? '/'} on port ${httpGet.port})`;
  return tcpSocket ? ` (TCP port ${tcpSocket.port})` : '';
}
