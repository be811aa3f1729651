import type { Service, ServicePort } from '../types.ts';

/**
 * Where node ports wait for the way back: a Service without node ports has no place for them in its spec (Kubernetes 1.37
 * refuses or wipes them there). `80/TCP=30080,443/TCP=30443,health-check=31000`
 */
export const keptAnnotation = 'kubesvc.dev/node-ports';

export interface KeptNodePorts {
  /** By `PORT/PROTOCOL`. */
  ports: ReadonlyMap<string, number>;
  healthCheck?: number | undefined;
}

export const portKey = ({ port, protocol = 'TCP' }: Pick<ServicePort, 'port' | 'protocol'>) => `${port}/${protocol}`;

/** The annotation's text for what a Service holds now; undefined where it holds nothing. */
export function keptText({ spec }: Service): string | undefined {
  const words = (spec.ports ?? []).flatMap((port) => (port.nodePort ? [`${portKey(port)}=${port.nodePort}`] : []));
  if (spec.healthCheckNodePort) words.push(`health-check=${spec.healthCheckNodePort}`);
  return words.length > 0 ? words.join(',') : undefined;
}

/**
 * What a Service has noted; words that are not ours, and a number for two ports of one protocol, are passed over: anybody
 * may write annotations.
 */
export function keptNodePorts({ metadata }: Service): KeptNodePorts {
  const ports = new Map<string, number>();
  let healthCheck: number | undefined;
  for (const word of (metadata.annotations?.[keptAnnotation] ?? '').split(',')) {
    const [, key = '', number = ''] = /^(\d+\/(?:TCP|UDP|SCTP)|health-check)=(\d{1,5})$/.exec(word.trim()) ?? [];
    const nodePort = Number(number);
    if (nodePort < 1 || nodePort > 65535) continue;
    const isHeld = [...ports].some(([other, held]) => held === nodePort && protocolOf(other) === protocolOf(key));
    if (key === 'health-check') healthCheck = nodePort;
    else if (!isHeld) ports.set(key, nodePort);
  }
  return { ports, healthCheck };
}

const protocolOf = (key: string) => key.split('/')[1];
