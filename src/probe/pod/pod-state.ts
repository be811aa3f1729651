import { type Pod, whyNotScheduled } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import { finding } from './refused.ts';

/** What the probe's own pod is at. */
export type PodState =
  | { is: 'waiting'; for: string }
  /** It has run; what it has to say is in `message`, or in its log. */
  | { is: 'done'; message: string; exitCode: number; reason: string }
  /** It will not run, or did not to its end. `patience` is how many milliseconds it may yet come right by itself. */
  | { is: 'trouble'; finding: Finding; patience: number };

/** A sandbox that cannot be made is a network plugin's trouble, which may pass. */
const sandboxPatience = 20_000;

/**
 * Reads the pod's own state rather than the Job's, which follows a second later, and says nothing at all of a pod that
 * was never made.
 */
export function podState(pod: Pod): PodState {
  const { status = {}, metadata } = pod;
  const container = (status.containerStatuses ?? []).find(({ name }) => name === 'probe');
  const { terminated, waiting, running } = container?.state ?? {};
  if (terminated) {
    const { reason = '', message = '', exitCode } = terminated;
    if (reason === 'StartError' || reason === 'ContainerCannotRun')
      return trouble('R05', 'start', `the container could not start: ${message}`);
    return { is: 'done', message, exitCode, reason };
  }
  if (status.phase === 'Failed') {
    const { reason = '' } = status;
    const evicted = reason === 'Evicted' ? 'evicted' : 'deadline';
    return trouble('R06', evicted, `the probe pod was ended (${reason || 'Failed'}): ${status.message ?? ''}`);
  }
  if (metadata.deletionTimestamp) return trouble('R06', 'deleted', 'the probe pod was deleted while it ran');
  const unscheduled = whyNotScheduled(pod);
  if (unscheduled !== undefined)
    return trouble('R02', 'unschedulable', `no node takes the probe pod: ${unscheduled}`, passing(unscheduled));
  if (waiting?.reason) return ofWaiting(waiting.reason, waiting.message ?? '', pod);
  return { is: 'waiting', for: running ? 'running' : 'starting' };
}

/** A node that is full may make room; a selector that matches none never will, and no node grows by waiting. */
const passing = (text: string) => (/Insufficient|Too many pods/.test(text) ? 10_000 : 1500);

function ofWaiting(reason: string, message: string, { spec }: Pod): PodState {
  const [image = ''] = spec.containers.map(({ image: name }) => name ?? '');
  const where = spec.nodeName === undefined ? '' : ` on node ${spec.nodeName}`;
  switch (reason) {
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'RegistryUnavailable': {
      const why = pullReason(message);
      return trouble(
        'R01',
        why,
        `image ${image} cannot be pulled${where}: ${message || reason}`,
        hopeless.has(why) ? 0 : 20_000,
      );
    }
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
    case 'ImageInspectError':
      return trouble('R01', reason, `image ${image} cannot be used${where} (${reason}): ${message}`);
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
    case 'RunContainerError':
      return trouble('R05', reason, `the container cannot be made${where} (${reason}): ${message}`);
    default:
      return { is: 'waiting', for: reason };
  }
}

/** Why an image cannot be pulled, from the runtime's words. */
function pullReason(message: string): string {
  if (/not found|manifest unknown|does not exist/i.test(message)) return 'not-found';
  if (/unauthorized|denied|authentication required|no basic auth/i.test(message)) return 'unauthorized';
  if (/toomanyrequests|rate limit/i.test(message)) return 'rate-limit';
  if (/x509|certificate/i.test(message)) return 'certificate';
  if (/no such host/i.test(message)) return 'no-such-host';
  if (/timeout|timed out|connection refused|unreachable/i.test(message)) return 'registry-unreachable';
  return 'image';
}

/** These do not pass in the time that somebody waits. */
const hopeless = new Set(['not-found', 'unauthorized', 'rate-limit', 'certificate', 'no-such-host']);

/** An event of the pod or of its Job that tells what their states do not: of a pull, which its container is `ContainerCreating` for. */
export function eventState({ reason, message }: { reason: string; message: string }): PodState | undefined {
  if (reason === 'FailedCreatePodSandBox')
    return trouble('R05', 'sandbox', `the node cannot give the probe pod a network: ${message}`, sandboxPatience);
  if (reason === 'Pulling') return { is: 'waiting', for: message.replace(/^P/, 'p') };
  if (reason === 'FailedMount') return trouble('R05', 'mount', message, sandboxPatience);
  return undefined;
}

const trouble = (id: string, reason: string, message: string, patience = 0): PodState => ({
  is: 'trouble',
  finding: finding(id, reason, message),
  patience,
});
