import { command, kubectl } from './command.ts';
import { type NotReady, unfinishedInit } from './containers-not-ready.ts';
import { type Facts, namespaceOf, type Node, type Pod, whyNotScheduled } from './facts.ts';
import type { Fix } from './finding.ts';
import { makerOf } from './pods.ts';
import { endingContainer, unreadyContainer } from './why-not-ready.ts';

/** Where to look, or what to change, for a pod that is not ready for this reason. */
export function fixFor(
  { reason, text }: Pick<NotReady, 'reason' | 'text'>,
  { service, nodes = [] }: Facts,
  pod: Pod,
): Fix {
  const namespace = namespaceOf(service);
  const { name } = pod.metadata;
  const maker = makerOf(pod);
  const target = maker ? `${maker.kind.toLowerCase()}/${maker.name}` : `pod/${name}`;
  const describe: Fix = {
    command: kubectl(namespace, 'describe', 'pod', name),
    why: 'the whole story, with its events',
  };
  switch (reason) {
    case 'CrashLoop':
      return {
        command: kubectl(namespace, 'logs', name, '-c', endingContainer(pod), '--previous'),
        why: 'its last words',
      };
    case 'OOMKilled':
      return { command: kubectl(namespace, 'edit', target), why: 'give the container a higher memory limit' };
    case 'ImagePull':
      return { command: kubectl(namespace, 'edit', target), why: 'name an image that its node can pull' };
    case 'Unschedulable':
      return nodeFor(namespace, pod, nodes);
    case 'NodeNotReady':
      return nodes.length > 0 && !nodes.some((node) => node.name === pod.spec.nodeName)
        ? {
            command: 'kubectl get nodes',
            why: 'which there are: a pod that names its node itself must name one of them',
          }
        : { command: command('kubectl', 'describe', 'node', pod.spec.nodeName ?? ''), why: 'what its node says' };
    case 'Init':
      return ofInit(namespace, target, pod) ?? describe;
    case 'ContainerConfig':
      return missing(namespace, text, pod) ?? ofConfig(namespace, target, text) ?? describe;
    case 'Probe':
      return / is ended over and over by its /.test(text)
        ? {
            command: kubectl(namespace, 'edit', target),
            why: 'a startupProbe gives it time to start; else let the probe ask for what answers',
          }
        : describe;
    case 'ReadinessGate':
      return { ...describe, why: 'its conditions; the controller that the gate is named for has to set that one' };
    case 'Finished':
      return maker?.kind === 'Job'
        ? {
            command: kubectl(namespace, 'get', target),
            why: 'a Job runs to its end; what is to serve all the time is a Deployment',
          }
        : describe;
    case 'Starting':
    case 'Terminating':
  }
  return describe;
}

/** An init container that has run has left words; one that has not is waiting for its image, or for what it mounts. */
function ofInit(namespace: string, target: string, pod: Pod): Fix | undefined {
  const current = unfinishedInit(pod);
  const { state, lastState, name = unreadyContainer(pod) } = current ?? {};
  if (current === undefined || state?.running || state?.terminated || lastState?.terminated)
    return { command: kubectl(namespace, 'logs', pod.metadata.name, '-c', name), why: 'what the init container says' };
  return /Image|ErrImage/.test(state?.waiting?.reason ?? '')
    ? { command: kubectl(namespace, 'edit', target), why: 'name an image that its node can pull' }
    : undefined;
}

/** What the kubelet says of a ConfigMap or Secret that a container takes from: it is not there, or a key of it is not. */
function missing(namespace: string, text: string, pod: Pod): Fix | undefined {
  const [, key, holder = '', of] = /couldn't find key (\S+) in (ConfigMap|Secret) [^/\s]+\/([^\s:]+)/.exec(text) ?? [];
  if (of !== undefined)
    return { command: kubectl(namespace, 'edit', holder.toLowerCase(), of), why: `give it the key ${key}` };
  const [, volume, absent] = /volume "([^"]+)" : references non-existent (?:secret|config) key: (\S+)/.exec(text) ?? [];
  const { secret, configMap } = (pod.spec.volumes ?? []).find(({ name }) => name === volume) ?? {};
  const held = secret?.secretName ?? configMap?.name;
  if (absent !== undefined && held !== undefined)
    return {
      command: kubectl(namespace, 'edit', secret ? 'secret' : 'configmap', held),
      why: `give it the key ${absent}`,
    };
  const [, kind, object] = /\b(configmap|secret) "([^"]+)" not found/.exec(text) ?? [];
  return kind === undefined
    ? undefined
    : { command: kubectl(namespace, 'get', `${kind}s`), why: `${object} is to be made, unless one of these is meant` };
}

function ofConfig(namespace: string, target: string, text: string): Fix | undefined {
  if (/runAsNonRoot/.test(text))
    return { command: kubectl(namespace, 'edit', target), why: 'set runAsUser to a user other than 0' };
  if (/ cannot be started /.test(text))
    return {
      command: kubectl(namespace, 'edit', target),
      why: /\bmount/.test(text) ? 'correct what it mounts, and where' : 'correct its command, or its image',
    };
  return undefined;
}

/** Where the scheduler's words lead to: each of its filters has its own (pkg/scheduler/framework/plugins). */
function nodeFor(namespace: string, pod: Pod, nodes: readonly Node[]): Fix {
  const { name } = pod.metadata;
  const said = whyNotScheduled(pod) ?? '';
  const claims = (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []);
  if (claims.length > 0 && /persistentvolume|volume node affinity|volume binding/i.test(said))
    return {
      command: kubectl(namespace, 'get', 'persistentvolumeclaims'),
      why: `whether ${claims.join(', ')} ${claims.length === 1 ? 'is' : 'are'} there, and Bound`,
    };
  const { schedulerName } = pod.spec;
  if (said === '' && schedulerName !== undefined)
    return {
      command: kubectl('kube-system', 'get', 'pods'),
      why: `whether ${schedulerName} runs; a pod that names no scheduler gets the default one`,
    };
  if (/scheduling gates/.test(said))
    return {
      command: kubectl(namespace, 'get', 'pod', name, '-o', 'yaml'),
      why: 'whoever has set its schedulingGates has to take them away',
    };
  if (/Insufficient |Too many pods/.test(said))
    return { command: 'kubectl describe nodes', why: 'compare what is left there with what the pod requests' };
  if (/taint/.test(said))
    return {
      command: command('kubectl', 'get', 'nodes', '-o', 'custom-columns=NAME:.metadata.name,TAINTS:.spec.taints'),
      why: 'the pod needs a toleration for one of these, or the taint has to go',
    };
  if (/were unschedulable/.test(said)) {
    const cordoned = nodes.find((node) => node.cordoned);
    return cordoned
      ? { command: command('kubectl', 'uncordon', cordoned.name), why: 'if it is to take pods again' }
      : { command: 'kubectl get nodes', why: 'which are cordoned' };
  }
  if (/free ports/.test(said))
    return {
      command: command('kubectl', 'get', 'pods', '-A', '-o', 'wide'),
      why: 'a pod of the same node holds its hostPort',
    };
  if (/anti-affinity|topology spread/.test(said))
    return {
      command: kubectl(namespace, 'get', 'pods', '-o', 'wide'),
      why: 'on which nodes those are that it keeps away from: it wants more nodes, or fewer replicas',
    };
  return {
    command: 'kubectl get nodes --show-labels',
    why: 'compare with what the pod asks for; or kubectl describe nodes',
  };
}
