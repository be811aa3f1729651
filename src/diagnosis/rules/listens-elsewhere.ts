import type { ServicePort } from '../../service/types.ts';
import type { Facts, Pod } from '../facts.ts';
import { portKey } from '../finding.ts';
import { type DeclaredPort, findPort, portsOf } from '../pods.ts';
import { elsewhereOf, passed, type Sight } from '../vantage.ts';

/** An application may take so long until it listens, in milliseconds; without a readiness probe nobody waits for it. */
const startPatience = 60_000;

export function stillStarting({ now }: Facts, pods: readonly Pod[]): string | undefined {
  const ages = pods.flatMap(({ spec, status }) =>
    spec.containers.some(({ readinessProbe }) => readinessProbe)
      ? []
      : (status?.containerStatuses ?? []).flatMap(({ state }) =>
          state?.running?.startedAt === undefined ? [] : [now.getTime() - Date.parse(state.running.startedAt)],
        ),
  );
  const age = Math.min(...ages);
  if (ages.length === 0 || age > startPatience) return undefined;
  return `it has run for ${Math.max(0, Math.round(age / 1000))} s, and has no readiness probe: it may still be starting`;
}

/** Tried at the address that the Service sends to; else it was the pod's address of the other IP family. */
const isOfPodsAddress = ({ host, endpoint }: Sight): boolean => endpoint === undefined || host === endpoint.address;

/**
 * Where else the refusing pods take connections, and which of these ports was meant. None that another port of the Service
 * leads to already, and none that was tried in vain, whatever the pods declare. `otherFamily`: the very port is open at a
 * pod's address of the IP family that the Service does not send to.
 */
export function listensElsewhere({ service }: Facts, port: ServicePort, pods: readonly Pod[], seen: readonly Sight[]) {
  const { protocol = 'TCP' } = port;
  const refusing = new Set(pods.map(({ metadata }) => metadata.name));
  const all = elsewhereOf(seen, port).filter(({ endpoint }) => refusing.has(endpoint?.pod ?? ''));
  const tried = all.filter(isOfPodsAddress);
  const open = tried.filter(passed);
  const otherFamily = all.find((sight) => !isOfPodsAddress(sight) && passed(sight));
  const taken = new Set(
    (service.spec.ports ?? [])
      .filter((other) => portKey(other) !== portKey(port) && (other.protocol ?? 'TCP') === protocol)
      .flatMap((other) => pods.flatMap((pod) => findPort(pod, other.targetPort ?? other.port, protocol) ?? [])),
  );
  // Of two ports that the pods declare, the one that is open is not the other by a slip: each has its own purpose.
  const declares = new Set(pods.flatMap(portsOf).flatMap((own) => (own.protocol === protocol ? [own.port] : [])));
  const isDeclared = pods.some((pod) => declares.has(findPort(pod, port.targetPort ?? port.port, protocol) ?? 0));
  const free = [...new Set(open.map((sight) => sight.port))].filter(
    (number) => !taken.has(number) && !(isDeclared && declares.has(number)),
  );
  const better = (declared: DeclaredPort | undefined): DeclaredPort | undefined => {
    if (declared && declared.protocol !== protocol) return declared;
    const vain = declared && tried.some((sight) => sight.port === declared.port) && !free.includes(declared.port);
    if (declared && !vain && !taken.has(declared.port)) return declared;
    const [only, ...more] = free;
    return only !== undefined && more.length === 0
      ? { container: '', name: undefined, port: only, protocol }
      : undefined;
  };
  return { open, better, otherFamily };
}
