import type { Container } from 'kubernetes-types/core/v1.js';
import type { KubeObject } from '../service/types.ts';
import type { Pod } from './facts.ts';

export interface DeclaredPort {
  container: string;
  name: string | undefined;
  port: number;
  protocol: string;
}

/**
 * The ports that a pod declares, in the order in which a named one is looked for: containers, then init containers that
 * keep running (`FindPort` of k8s.io/endpointslice). A declared number is a statement, not a listener.
 */
export function portsOf({ spec }: Pod): DeclaredPort[] {
  return [...spec.containers, ...sidecars(spec.initContainers)].flatMap(({ name: container, ports = [] }) =>
    ports.map(({ name, containerPort, protocol = 'TCP' }) => ({ container, name, port: containerPort, protocol })),
  );
}

const sidecars = (containers: readonly Container[] = []) =>
  containers.filter((container) => (container as { restartPolicy?: string }).restartPolicy === 'Always');

/** The number that a targetPort stands for in one pod: a name needs the same protocol as well. */
export function findPort(pod: Pod, targetPort: number | string, protocol: string): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return portsOf(pod).find((port) => port.name === targetPort && port.protocol === protocol)?.port;
}

/** It has run to its end, and never enters a slice again. */
export const hasEnded = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';

export const isLeaving = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;

export const addressesOfPod = ({ status }: Pod): string[] => {
  const all = (status?.podIPs ?? []).map(({ ip }) => ip);
  return all.length > 0 ? all : status?.podIP ? [status.podIP] : [];
};

interface OwnerReference {
  kind: string;
  name: string;
  controller?: boolean;
}

export function ownerOf({ metadata }: KubeObject): OwnerReference | undefined {
  const owners = (metadata.ownerReferences ?? []) as OwnerReference[];
  return owners.find(({ controller }) => controller);
}

/** `Deployment web`, `StatefulSet db`: who makes the pod; a ReplicaSet of a Deployment is named for it and a hash. */
export function makerOf(pod: Pod): { kind: string; name: string } | undefined {
  const owner = ownerOf(pod);
  if (!owner) return undefined;
  const hash = pod.metadata.labels?.['pod-template-hash'];
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`))
    return { kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) };
  return { kind: owner.kind, name: owner.name };
}
