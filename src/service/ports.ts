import type { ServicePort } from './types.ts';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** One port that a workload declares, or a Service has. */
export interface DeclaredPort {
  port: number;
  protocol: Protocol;
  name?: string | undefined;
  /** Only ports that a Service declares lead elsewhere than to their own number. */
  targetPort?: number | string | undefined;
  appProtocol?: string | undefined;
}

/** One `--port`: what is left out comes from the workload, or from kubectl's defaults. */
export interface PortWish {
  port: number;
  name?: string | undefined;
  targetPort?: number | string | undefined;
  protocol?: Protocol | undefined;
  nodePort?: number | undefined;
}

interface Chosen extends PortWish {
  appProtocol?: string | undefined;
}

interface PortWishes {
  ports?: readonly PortWish[] | undefined;
  /** For every port, whatever the workload says. */
  protocol?: Protocol | undefined;
  /** For every port, whatever the port is. */
  targetPort?: number | string | undefined;
}

/**
 * The ports of the new Service, and what the user should hear about them.
 * kubectl's rules (cmd/expose/expose.go): a number that the workload serves over several protocols becomes one port for
 * each, `port-INDEX-PROTOCOL`; otherwise ports are named, `port-INDEX`, only where there are several.
 */
export function servicePorts(
  declared: readonly DeclaredPort[],
  wishes: PortWishes,
): { ports: ServicePort[]; notes: string[] } {
  const wanted = wishes.ports ?? numbersOf(declared).map((port): PortWish => ({ port }));
  const notes: string[] = [];
  const ports = wanted.flatMap((wish, index) => {
    const same = declared.filter(({ port }) => port === wish.port);
    const protocols = [...new Set(same.map(({ protocol }) => protocol))];
    const fixed = wish.protocol ?? wishes.protocol;
    if (fixed === undefined && protocols.length > 1) {
      return same.map((from) =>
        assemble(
          { ...wish, protocol: from.protocol },
          from,
          `port-${index + 1}-${from.protocol.toLowerCase()}`,
          wishes,
        ),
      );
    }
    const protocol = fixed ?? protocols[0] ?? 'TCP';
    const from = same.find((port) => port.protocol === protocol) ?? same[0];
    const chosen = redirected({ ...wish, protocol }, declared, wishes, notes);
    return [assemble(chosen, from, wanted.length > 1 ? `port-${index + 1}` : undefined, wishes)];
  });
  return { ports, notes };
}

const numbersOf = (declared: readonly DeclaredPort[]) => [...new Set(declared.map(({ port }) => port))];

/** `--port=80` on a workload that serves 8080 alone: kubectl's Service would reach nothing. */
function redirected(wish: Chosen, declared: readonly DeclaredPort[], wishes: PortWishes, notes: string[]): Chosen {
  const [only, ...others] = numbersOf(declared);
  const asked = wish.targetPort ?? wishes.targetPort;
  if (asked !== undefined || only === undefined || others.length > 0 || only === wish.port) return wish;
  notes.push(`targetPort is ${only}, the one port that the workload declares; to reach another: --target-port`);
  return { ...wish, targetPort: only };
}

/** In the order of the API's struct, which is the order of kubectl's JSON. */
function assemble(
  wish: Chosen,
  from: DeclaredPort | undefined,
  fallbackName: string | undefined,
  wishes: PortWishes,
): ServicePort {
  const ofService = from?.targetPort !== undefined; // only a Service's ports carry a mapping to keep
  const name = wish.name ?? (ofService ? from.name : undefined) ?? fallbackName;
  return {
    ...(name !== undefined && { name }),
    protocol: wish.protocol ?? 'TCP',
    ...(ofService && from.appProtocol !== undefined && { appProtocol: from.appProtocol }),
    port: wish.port,
    targetPort: wishes.targetPort ?? wish.targetPort ?? from?.targetPort ?? wish.port,
    ...(wish.nodePort !== undefined && { nodePort: wish.nodePort }),
  };
}
