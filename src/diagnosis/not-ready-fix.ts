import { command, kubectl } from './command.ts';
import { type Facts, namespaceOf, type Pod } from './facts.ts';
import type { Fix } from './finding.ts';
import { makerOf } from './pods.ts';
import { unreadyContainer } from './why-not-ready.ts';

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
        command: kubectl(namespace, 'logs', name, '-c', unreadyContainer(pod), '--previous'),
        why: 'its last words',
      };
    case 'OOMKilled':
      return { command: kubectl(namespace, 'edit', target), why: 'give the container a higher memory limit' };
    case 'ImagePull':
      return { command: kubectl(namespace, 'edit', target), why: 'name an image that its node can pull' };
    case 'Unschedulable':
      return {
        command: 'kubectl get nodes --show-labels',
        why: 'compare with what the pod asks for; or kubectl describe nodes',
      };
    case 'NodeNotReady':
      return { command: command('kubectl', 'describe', 'node', pod.spec.nodeName ?? ''), why: 'what its node says' };
    case 'Init':
      return { command: kubectl(namespace, 'logs', name, '--all-containers'), why: 'what the init container says' };
    default:
      return describe;
  }
}
