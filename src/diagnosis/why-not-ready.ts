import {
  containerReason,
  initReason,
  type Known,
  longestBackOff,
  type NotReady,
  probeReason,
} from './containers-not-ready.ts';
import { type Facts, type Pod, whyNotScheduled } from './facts.ts';
import { hasEnded, isLeaving } from './pods.ts';

/**
 * A container that keeps ending is ready for a moment after each start, where no readiness probe says otherwise: what is
 * to be said of a pod that is ready now, and has lately been started again and again.
 */
export function whyUnsteady({ status, metadata }: Pod, { now }: Pick<Facts, 'now'>): NotReady | undefined {
  if (metadata.deletionTimestamp !== undefined) return undefined;
  const restless = (status?.containerStatuses ?? []).find(
    ({ restartCount, lastState }) =>
      restartCount >= 2 && now.getTime() - Date.parse(lastState?.terminated?.finishedAt ?? '') < longestBackOff,
  );
  const { exitCode, reason, finishedAt } = restless?.lastState?.terminated ?? {};
  if (!restless || finishedAt === undefined) return undefined;
  return {
    reason: reason === 'OOMKilled' ? 'OOMKilled' : 'CrashLoop',
    text: `container "${restless.name}" is ready at the moment, and has ended ${restless.restartCount} times, last at ${finishedAt} with exit code ${exitCode}${reason === 'OOMKilled' ? ' (out of memory)' : ''}`,
  };
}

/** The first reason that applies, from the nearest to the scheduler to the nearest to readiness. */
export function whyNotReady(pod: Pod, facts: Known): NotReady {
  const { status = {}, spec } = pod;
  const { phase, conditions = [], containerStatuses = [] } = status;
  if (isLeaving(pod)) return leaving(pod);
  if (hasEnded(pod)) {
    const failed = containerStatuses.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
    const exit = failed && `container "${failed.name}" with exit code ${failed.state?.terminated?.exitCode}`;
    const why = [status.reason, status.message ?? exit].filter((part) => part).join(': ');
    return { reason: 'Finished', text: `it has ended (${phase}${why ? `, ${why}` : ''})` };
  }
  const unscheduled = whyNotScheduled(pod);
  if (unscheduled !== undefined) {
    const gates = (spec.schedulingGates ?? []).map(({ name }) => name);
    const which = gates.length > 0 ? ` (${gates.join(', ')})` : '';
    return { reason: 'Unschedulable', text: `it cannot be scheduled: ${unscheduled}${which}` };
  }
  const unseen = unseenByScheduler(pod, facts);
  if (unseen) return unseen;
  const node = facts.nodes?.find(({ name }) => name === spec.nodeName);
  // A list that is there and empty is one that was narrowed, not a cluster without nodes.
  if (spec.nodeName !== undefined && !node && (facts.nodes ?? []).length > 0)
    return { reason: 'NodeNotReady', text: `its node ${spec.nodeName} does not exist` };
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

/** Milliseconds until a scheduler has said its first word about a pod; the default one is known to be there. */
const schedulerPatience = { default: 30_000, other: 3000 };

/** Nobody has said of it where it can run or why not: the scheduler that it names is not there, or does not run. */
function unseenByScheduler({ spec, status, metadata }: Pod, { now }: Known): NotReady | undefined {
  const { schedulerName = 'default-scheduler', nodeName } = spec;
  const noted = (status?.conditions ?? []).some(({ type }) => type === 'PodScheduled');
  const age = now.getTime() - Date.parse(metadata.creationTimestamp ?? '');
  const patience = schedulerName === 'default-scheduler' ? schedulerPatience.default : schedulerPatience.other;
  if (nodeName !== undefined || noted || !(age > patience)) return undefined;
  return { reason: 'Unschedulable', text: `no scheduler has taken it up: its schedulerName is "${schedulerName}"` };
}

/** The name of the container that has ended before, the unready one first. */
export const endingContainer = (pod: Pod): string =>
  (pod.status?.containerStatuses ?? [])
    .filter(({ lastState, restartCount }) => lastState?.terminated && restartCount > 0)
    .sort((a, b) => Number(a.ready) - Number(b.ready))[0]?.name ?? unreadyContainer(pod);

/** The name of the first container that is not ready, else of the first. */
export const unreadyContainer = ({ spec, status }: Pod): string =>
  (status?.containerStatuses ?? []).find(({ ready }) => !ready)?.name ?? spec.containers[0]?.name ?? '';

/** What holds it is named: nobody else says why it does not go. */
function leaving({ metadata }: Pod): NotReady {
  const holding = (metadata['finalizers'] ?? []) as string[];
  const held =
    holding.length > 0
      ? `, and held by its ${holding.length === 1 ? 'finalizer' : 'finalizers'} ${holding.join(', ')}`
      : '';
  return { reason: 'Terminating', text: `it is being deleted${held}`, passing: true };
}

function starting({ status = {} }: Pod): NotReady {
  const notReady = (status.conditions ?? []).find(({ type }) => type === 'ContainersReady');
  return {
    reason: 'Starting',
    text: notReady?.message || `it is ${status.phase ?? 'not known to its node yet'}`,
    passing: true,
  };
}
