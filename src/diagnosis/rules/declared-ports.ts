import type { Container, Probe } from 'kubernetes-types/core/v1.js';
import type { ServicePort } from '../../service/types.ts';
import type { Pod } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { type DeclaredPort, findPort, portsOf } from '../pods.ts';

export interface Doubt {
  reason: 'probe-port' | 'protocol' | 'declared' | 'headless-port' | 'refused';
  confidence: Finding['confidence'];
  text: string;
  evidence: string[];
  /** Where it should go instead. */
  better?: DeclaredPort | undefined;
}

/** What a pod's own declarations say against the number that its packets go to. */
export function doubtOf(pod: Pod, port: ServicePort): Doubt | undefined {
  const { protocol = 'TCP' } = port;
  const number = findPort(pod, port.targetPort ?? port.port, protocol);
  if (number === undefined) return undefined; // S07
  const declared = portsOf(pod);
  if (declared.some((one) => one.port === number && one.protocol === protocol)) return undefined;
  const { name } = pod.metadata;
  const sameNumber = declared.find((one) => one.port === number);
  if (sameNumber)
    return {
      reason: 'protocol',
      confidence: 'likely',
      text: `the Service sends ${protocol} to port ${number}, which the pods declare for ${sameNumber.protocol}`,
      evidence: [`${name} declares ${number}/${sameNumber.protocol}`],
      better: sameNumber,
    };
  const own = declared.filter((one) => one.protocol === protocol);
  const probed = protocol === 'TCP' ? probedPorts(pod) : [];
  if (probed.includes(number)) return undefined; // a probe of that port passes, so somebody listens
  const named = own.find((one) => one.name !== undefined && one.name === port.name);
  const better = named ?? own.find((one) => probed.includes(one.port)) ?? (own.length === 1 ? own[0] : undefined);
  const [listening] = probed;
  if (listening !== undefined)
    return {
      reason: 'probe-port',
      confidence: 'likely',
      text: `the Service sends to port ${number}, but the pods are ready by a probe of port ${listening}`,
      evidence: [`the probe of ${name} on port ${listening} passes, so something listens there`],
      better: better ?? { container: '', name: undefined, port: listening, protocol },
    };
  if (own.length === 0) return undefined;
  return {
    reason: 'declared',
    confidence: named ? 'likely' : 'possible',
    text: `the Service sends to port ${number}, which no container declares`,
    evidence: [
      `${name} declares ${own.map((one) => `${one.name ? `${one.name} ` : ''}${one.port}/${one.protocol}`).join(', ')}`,
    ],
    better,
  };
}

/** The TCP ports at which a probe of the kubelet finds a ready pod: something listens at its address there. */
function probedPorts({ spec }: Pod): number[] {
  return spec.containers.flatMap((container) =>
    [container.readinessProbe, container.livenessProbe].flatMap((probe) => probedPort(container, probe) ?? []),
  );
}

function probedPort({ ports = [] }: Container, probe: Probe | undefined): number | undefined {
  const { httpGet, tcpSocket, grpc } = probe ?? {};
  if ((httpGet?.host ?? tcpSocket?.host) !== undefined) return undefined; // asks somebody else
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  return typeof port === 'string' ? ports.find(({ name }) => name === port)?.containerPort : port;
}
