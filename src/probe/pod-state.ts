import { type Pod, whyNotScheduled } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';

/** What the probe's own pod is at. */
export type PodState =
  | { is: 'waiting'; for: string }
  /** It has run; what it has to say is in `message`, or in its log. */
  | { is: 'done'; message: string; exitCode: number; node: string }
  /** It will not run, or did not to its end. `patience` is how many milliseconds it may yet come right by itself. */
  | { is: 'trouble'; finding: Finding; patience: number };

/**
 * Reads the pod's own state rather than the Job's, which follows a second later, and says nothing at all of a pod that
 * was never made.
 */
export function podState(pod: Pod): PodState {
  const { status = {}, spec, metadata } = pod;
  const [container] = status.containerStatuses ?? [];
  const { terminated, waiting, running } = container?.state ?? {};
  if (terminated) {
    const { reason = '', message = '', exitCode } = terminated;
    if (reason === 'StartError' || reason === 'ContainerCannotRun')
      return trouble('R05', 'container', `the container could not start: ${message}`);
    if (reason === 'OOMKilled' && !message.includes('E\t'))
      return trouble('R06', 'oom', 'the probe ran out of its memory limit');
    return { is: 'done', message, exitCode, node: spec.nodeName ?? '' };
  }
  if (status.phase === 'Failed')
    return trouble('R06', 'deadline', `the pod was ended: ${status.message ?? 'its deadline passed'}`);
  if (metadata.deletionTimestamp) return trouble('R06', 'deleted', 'the pod was deleted while it ran');
  const unscheduled = whyNotScheduled(pod);
  if (unscheduled !== undefined)
    return trouble('R02', 'unschedulable', `no node takes the pod: ${unscheduled}`, 10_000);
  if (waiting?.reason) return ofWaiting(waiting.reason, waiting.message ?? '');
  return { is: 'waiting', for: running ? 'running' : 'starting' };
}

function ofWaiting(reason: string, message: string): PodState {
  switch (reason) {
    case 'ErrImagePull': // tried again, until it is called BackOff
      return trouble(
        'R01',
        'image',
        `the image cannot be pulled: ${message}`,
        /not found|unauthorized|denied|toomanyrequests/i.test(message) ? 0 : 20_000,
      );
    case 'ImagePullBackOff':
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
    case 'ImageInspectError':
      return trouble('R01', 'image', `the image cannot be pulled (${reason}): ${message}`);
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
    case 'RunContainerError':
      return trouble('R05', 'container', `the container cannot be made (${reason}): ${message}`);
    default:
      return { is: 'waiting', for: reason };
  }
}

/** Events of the Job tell why it could not make its pod: `Error creating: pods "…" is forbidden: …`. */
export function refusedPod(message: string): Finding {
  const [, quota] = /exceeded quota: ([^,]+)/.exec(message) ?? [];
  const account = /serviceaccount "([^"]+)" not found/.exec(message);
  if (account) return finding('R05', 'service-account', message);
  if (/violates PodSecurity/.test(message)) return finding('R03', 'pod-security', message);
  return finding('R03', quota ? `quota ${quota}` : 'refused', message);
}

/** What a run that found nothing out is called, with the way round it. */
export function finding(id: string, reason: string, message: string): Finding {
  const command = ways[id];
  return {
    id,
    severity: 'error',
    confidence: 'certain',
    reason,
    message: message.replace(/^Error creating: /, ''),
    evidence: [],
    fix: command ? [command] : [],
  };
}

const trouble = (id: string, reason: string, message: string, patience = 0): PodState => ({
  is: 'trouble',
  finding: finding(id, reason, message),
  patience,
});

const ways: Partial<Record<string, Finding['fix'][number]>> = {
  R01: {
    command: 'kubesvc probe NAME --image REGISTRY/alpine:3.23',
    why: 'an image that the nodes can pull (or KUBESVC_PROBE_IMAGE)',
  },
  R02: { command: 'kubectl describe nodes', why: 'what room and which taints the nodes have' },
  R03: { command: 'kubectl get resourcequota,limitrange', why: 'what the namespace allows' },
  R04: { command: 'kubectl auth can-i create jobs', why: 'ask for this right, or take what the API shows: --no-pod' },
};
