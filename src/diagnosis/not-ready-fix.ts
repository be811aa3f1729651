import { command, kubectl } from './command.ts';
import { type Facts, namespaceOf, type Pod, whyNotScheduled } from './facts.ts';
import type { Fix } from './finding.ts';
import { makerOf } from './pods.ts';
import { endingContainer, unfinishedInit, unreadyContainer } from './why-not-ready.ts';

/** Where to look, or what to change, for a pod that is not ready for this reason. */
export function fixFor(reason: string, { service }: Facts, pod: Pod): Fix {
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
      return nodeFor(namespace, pod);
    case 'NodeNotReady':
      return { command: command('kubectl', 'describe', 'node', pod.spec.nodeName ?? ''), why: 'what its node says' };
    case 'Init':
      return {
        command: kubectl(namespace, 'logs', name, '-c', unfinishedInit(pod)?.name ?? unreadyContainer(pod)),
        why: 'what the init container says',
      };
    default:
      return describe;
  }
}

/** Where the scheduler's words lead to: each of its filters has its own (pkg/scheduler/framework/plugins). */
function nodeFor(namespace: string, pod: Pod): Fix {
  const { name } = pod.metadata;
  const said = whyNotScheduled(pod) ?? '';
  const claims = (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []);
  if (claims.length > 0 && /persistentvolume|volume node affinity|volume binding/i.test(said))
    return {
      command: kubectl(namespace, 'get', 'persistentvolumeclaims'),
      why: `whether ${claims.join(', ')} ${claims.length === 1 ? 'is' : 'are'} there, and Bound`,
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
  if (/were unschedulable/.test(said)) return { command: 'kubectl get nodes', why: 'which are cordoned' };
  if (/free ports/.test(said))
    return {
      command: command('kubectl', 'get', 'pods', '-A', '-o', 'wide'),
      why: 'a pod of the same node holds its hostPort',
    };
  return {
    command: 'kubectl get nodes --show-labels',
    why: 'compare with what the pod asks for; or kubectl describe nodes',
  };
}
