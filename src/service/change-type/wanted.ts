import type { Service } from '../types.ts';
import { type Form, hasNodePorts, typeOf } from './form.ts';
import { keptAnnotation, keptNodePorts, keptText } from './kept-node-ports.ts';
import { wantedPorts } from './ports.ts';
import type { ChangeWish } from './wish.ts';

/** Once the way to restrict a load balancer's clients; like the field, the server refuses it on other types. */
export const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/**
 * The Service as it is to be sent: the one there is, with what was wished, and without what the server would refuse.
 * What the server wipes by itself is left to it.
 */
export function wanted(before: Service, from: Form, wish: ChangeWish): Service {
  const { to } = wish;
  const spec = { ...before.spec, type: typeOf(to) };
  const ports = wantedPorts(before, from, wish);
  if (ports.length > 0) spec.ports = ports;
  if (to === 'ExternalName') spec.externalName = wish.externalName ?? spec.externalName ?? '';
  else if (from === 'ExternalName') {
    delete spec.externalName;
    // The server keeps the one that there was before, shows it in no answer, and would bring it back.
    spec.internalTrafficPolicy ??= 'Cluster';
  }
  if (from === 'ExternalName' && to === 'headless') spec.clusterIP = 'None';
  if (to !== 'LoadBalancer') delete spec.loadBalancerSourceRanges;
  if (wish.loadBalancerClass !== undefined) spec.loadBalancerClass = wish.loadBalancerClass;
  if (wish.externalTrafficPolicy !== undefined) spec.externalTrafficPolicy = wish.externalTrafficPolicy;
  const { healthCheck } = keptNodePorts(before);
  const isLocal = to === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
  if (isLocal && wish.keepNodePorts !== false) spec.healthCheckNodePort ??= healthCheck ?? 0;
  if (!spec.healthCheckNodePort) delete spec.healthCheckNodePort;
  return { ...before, metadata: wantedMetadata(before, from, wish), spec };
}

function wantedMetadata(before: Service, from: Form, { to, keepNodePorts }: ChangeWish): Service['metadata'] {
  const { annotations, ...metadata } = before.metadata;
  if (annotations === undefined && !keepNodePorts) return before.metadata;
  const notes = { ...annotations };
  if (to !== 'LoadBalancer') delete notes[sourceRangesAnnotation];
  if (hasNodePorts(from) || hasNodePorts(to)) delete notes[keptAnnotation];
  const text = keptText(before);
  if (keepNodePorts && hasNodePorts(from) && !hasNodePorts(to) && text !== undefined) notes[keptAnnotation] = text;
  return Object.keys(notes).length > 0 ? { ...metadata, annotations: notes } : metadata;
}
