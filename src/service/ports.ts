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

export interface PortWishes {
  ports?: readonly PortWish[] | undefined;
  /** For every port, whatever the workload says. */
  protocol?: Protocol | undefined;
  /** For every port, whatever the port is. */
  targetPort?: number | string | undefined;
  appProtocol?: string | undefined;
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
  const elsewhere = wanted.some(({ port }) => declared.some((own) => own.port === port)) ? undefined : onlyOf(declared);
  const sources = wanted.map((wish) => sourceOf(wish, declared, wishes, elsewhere));
  const ports = wanted.flatMap((wish, index) => {
    const number = wanted.length > 1 ? `port-${index + 1}` : undefined;
    const { entries, targetPort } = sources[index] ?? { entries: [] };
    const protocols = [...new Set(entries.map(({ protocol }) => protocol))];
    const fixed = wish.protocol ?? wishes.protocol;
    if (fixed === undefined && protocols.length > 1) {
      return protocols.map((protocol) => {
        const suffix = protocol.toLowerCase();
        const names = { fallback: `port-${index + 1}-${suffix}`, given: wish.name && `${wish.name}-${suffix}` };
        const from = entries.find((entry) => entry.protocol === protocol);
        return assembled({ ...wish, protocol, targetPort }, from, names, wishes);
      });
    }
    const protocol = fixed ?? protocols[0] ?? 'TCP';
    const from = entries.find((entry) => entry.protocol === protocol) ?? entries[0];
    return [assembled({ ...wish, protocol, targetPort }, from, { fallback: number, given: wish.name }, wishes)];
  });
  return { ports, notes: [...new Set(sources.flatMap(({ note }) => note ?? []))] };
}

const numbersOf = (declared: readonly DeclaredPort[]) => [...new Set(declared.map(({ port }) => port))];

interface Source {
  /** What the workload declares for a port; where it is over several protocols, one each. */
  entries: readonly DeclaredPort[];
  targetPort?: number | string | undefined;
  note?: string;
}

/** The port of a workload that declares one number alone. */
function onlyOf(declared: readonly DeclaredPort[]): DeclaredPort | undefined {
  return numbersOf(declared).length === 1 ? declared[0] : undefined;
}

/**
 * Which of the declared ports a port of the Service stands before.
 * @param elsewhere the only port of the workload, where none that is asked for has its number
 */
function sourceOf(
  wish: PortWish,
  declared: readonly DeclaredPort[],
  wishes: PortWishes,
  elsewhere: DeclaredPort | undefined,
): Source {
  const own = declared.filter(({ port }) => port === wish.port);
  // `80:9376` says itself where it leads to; `--target-port`, as in kubectl, leaves the protocol to the port's own number.
  if (wish.targetPort !== undefined) {
    const led = declared.filter(({ port, name }) => wish.targetPort === port || wish.targetPort === name);
    return { entries: led.length > 0 ? led : own, targetPort: wish.targetPort };
  }
  if (elsewhere === undefined || wishes.targetPort !== undefined) return { entries: own };
  // `--port=80` on a workload that serves 8080 alone: kubectl's Service would reach nothing.
  const targetPort = elsewhere.targetPort ?? elsewhere.port;
  const note = `targetPort is ${targetPort}, the one port that the workload declares; to reach another: --target-port`;
  return { entries: declared, targetPort, note };
}

function assembled(
  wish: PortWish,
  from: DeclaredPort | undefined,
  names: { given?: string | undefined; fallback?: string | undefined },
  wishes: PortWishes,
): ServicePort {
  const ofService = from?.targetPort !== undefined; // only a Service's ports carry a mapping to keep
  const name = names.given ?? (ofService ? from.name : undefined) ?? names.fallback;
  const appProtocol = wishes.appProtocol ?? (ofService ? from.appProtocol : undefined);
  return {
    ...(name !== undefined && { name }),
    protocol: wish.protocol ?? 'TCP',
    ...(appProtocol !== undefined && { appProtocol }),
    port: wish.port,
    targetPort: wish.targetPort ?? wishes.targetPort ?? from?.targetPort ?? wish.port,
    ...(wish.nodePort !== undefined && { nodePort: wish.nodePort }),
  };
}
