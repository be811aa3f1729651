import type { Endpoint } from '../../diagnosis/endpoints.ts';
import type { Facts, Pod } from '../../diagnosis/facts.ts';
import { addressesOfPod } from '../../diagnosis/pods.ts';

/** No more pods of a port than these, ports that a pod tells of, and ports in all, are tried. */
const mostPods = 3;
const mostOthers = 4;
const mostGuesses = 16;

/** Where a pod that has refused may listen instead. */
interface OtherPlace {
  endpoint: Endpoint;
  host: string;
  port: number;
}

/** The same port at the pods' addresses of the IP family that the Service does not send to. */
export function otherFamilies({ selected }: Facts, endpoints: readonly Endpoint[]): OtherPlace[] {
  const sentTo = new Set(endpoints.map(({ address }) => address));
  return endpoints.slice(0, mostPods).flatMap((endpoint) => {
    const pod = selected.find(({ metadata }) => metadata.name === endpoint.pod);
    const unused = (pod ? addressesOfPod(pod) : []).filter((address) => !sentTo.has(address));
    return unused.map((host) => ({ endpoint, host, port: endpoint.port }));
  });
}

/** Where applications listen by habit (tried at one pod that has refused, where nothing better is known). */
const usualPorts = [80, 8080, 8000, 3000, 5000, 8443, 443, 9090, 8081];

/**
 * Where else the pods of a port may listen: what they declare, what their own probes ask, what their command lines and
 * environment name as a port, and what is usual. Only tried where a pod has refused.
 */
export function otherPorts({ selected }: Facts, endpoints: readonly Endpoint[]): OtherPlace[] {
  const pods = endpoints.filter(({ pod }) => pod !== undefined).slice(0, mostPods);
  return pods.flatMap((endpoint, index) => {
    const containers = selected.find(({ metadata }) => metadata.name === endpoint.pod)?.spec.containers ?? [];
    const declared = containers.flatMap(({ ports = [] }) => ports);
    const numbers = [
      ...declared.filter(({ protocol = 'TCP' }) => protocol === 'TCP').map(({ containerPort }) => containerPort),
      ...containers.flatMap(({ readinessProbe, livenessProbe }) =>
        [readinessProbe, livenessProbe].flatMap((probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? []),
      ),
    ].flatMap((port) =>
      typeof port === 'number' ? port : (declared.find(({ name }) => name === port)?.containerPort ?? []),
    );
    const told = numbers.slice(0, mostOthers);
    const guessed = index === 0 ? [...containers.flatMap(portsInWords), ...usualPorts] : [];
    const others = [...new Set([...told, ...guessed])].filter((port) => port !== endpoint.port);
    return others.slice(0, mostGuesses).map((port) => ({ endpoint, host: endpoint.address, port }));
  });
}

/** `PORT=3000`, `--port=3000`, `-p 3000`, `0.0.0.0:3000`. */
function portsInWords({ env = [], command = [], args = [] }: Pod['spec']['containers'][number]): number[] {
  const words = [...command, ...args].join(' ').matchAll(/(?:\bport[= ]|(?:^| )-p[= ]?|:)(\d{2,5})\b/gi);
  return [
    ...env.flatMap(({ name, value = '' }) => (/(?:^|_)PORT$/i.test(name) && /^\d+$/.test(value) ? Number(value) : [])),
    ...[...words].map(([, number]) => Number(number)),
  ].filter((port) => port > 0 && port < 65536);
}
