import { type Endpoint, endpointsOf, inRotation } from '../diagnosis/endpoints.ts';
import { type Facts, namespaceOf } from '../diagnosis/facts.ts';
import type { ServicePort } from '../service/types.ts';

export type Via =
  | 'control'
  | 'dns'
  | 'cluster-ip'
  | 'name'
  | 'endpoints'
  | 'node-port'
  | 'load-balancer'
  | 'external-ip'
  | 'external-name';

/** One thing the pod tries. What it tries is data for the runner; nothing of it becomes part of a command. */
export interface Target {
  /** Unique in a run; its first letter says how the runner goes about it (see runner.sh.ts). */
  id: string;
  via: Via;
  /** `name`: does it resolve; `tcp`: connect; `http`, `https`: connect, then ask. */
  how: 'name' | 'tcp' | 'http' | 'https';
  /** A name or an address; `@api` and `@domain` are filled in by the pod, which knows them. */
  host: string;
  port: number;
  path: string;
  /** Of which port of the Service; absent for controls and names. */
  servicePort?: ServicePort | undefined;
  endpoint?: Endpoint | undefined;
}

/** More than these are not tried one by one. */
const mostEndpoints = 20;
const mostNodes = 5;

/**
 * The checks of one Service in the order in which they are to run: controls, names, cluster IP, by name, endpoints,
 * node ports, load balancer and external addresses.
 */
export function targetsOf(facts: Facts, ports: readonly ServicePort[], path: string): Target[] {
  const { service } = facts;
  const { name } = service.metadata;
  const namespace = namespaceOf(service);
  const targets: Omit<Target, 'id'>[] = [
    { via: 'control', how: 'tcp', host: '@api', port: 443, path },
    { via: 'control', how: 'name', host: 'kubernetes.default.svc', port: 0, path },
  ];
  if (service.spec.type === 'ExternalName') {
    targets.push({ via: 'dns', how: 'name', host: name, port: 0, path });
    targets.push(
      ...ports.map((port) => ({
        via: 'external-name' as const,
        how: howOf(port),
        host: name,
        port: port.port,
        path,
        servicePort: port,
      })),
    );
    return numbered(targets);
  }
  for (const form of [name, `${name}.${namespace}`, `${name}.${namespace}.svc.@domain`]) {
    targets.push({ via: 'dns', how: 'name', host: form, port: 0, path });
  }
  for (const port of ports) targets.push(...ofPort(facts, port, path));
  return numbered(targets);
}

function ofPort({ service, slices, nodes = [] }: Facts, port: ServicePort, path: string): Omit<Target, 'id'>[] {
  const how = howOf(port);
  const front = { how, path, servicePort: port };
  const { clusterIP, clusterIPs = [], externalIPs = [], ipFamilies = [] } = service.spec;
  // A node port is open for the families of the Service alone.
  const hasFamily = (address: string) => ipFamilies.includes(address.includes(':') ? 'IPv6' : 'IPv4');
  const headless = clusterIP === 'None' || clusterIP === undefined;
  const endpoints = inRotation(endpointsOf(slices, port)).slice(0, mostEndpoints);
  const ingress = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) =>
    (ip ?? hostname) ? [ip ?? hostname ?? ''] : [],
  );
  return [
    ...(headless ? [] : clusterIPs.map((host) => ({ ...front, via: 'cluster-ip' as const, host, port: port.port }))),
    { ...front, via: 'name', host: service.metadata.name, port: port.port },
    ...endpoints.map((endpoint) => ({
      ...front,
      via: 'endpoints' as const,
      host: endpoint.address,
      port: endpoint.port,
      endpoint,
    })),
    ...(port.nodePort
      ? nodes
          .slice(0, mostNodes)
          .flatMap(({ addresses }) =>
            addresses
              .filter(hasFamily)
              .map((host) => ({ ...front, via: 'node-port' as const, host, port: port.nodePort ?? 0 })),
          )
      : []),
    ...ingress.map((host) => ({ ...front, via: 'load-balancer' as const, host, port: port.port })),
    ...externalIPs.map((host) => ({ ...front, via: 'external-ip' as const, host, port: port.port })),
  ];
}

/** What a port most likely speaks: what it says of itself, else what its name or number is known for. */
function howOf({ port, name = '', appProtocol = '' }: ServicePort): 'https' | 'http' {
  const secure =
    /^(https|kubernetes\.io\/wss)$/.test(appProtocol) ||
    (appProtocol === '' && (name.startsWith('https') || port === 443 || port === 8443));
  return secure ? 'https' : 'http';
}

const letters: Record<Via, string> = {
  control: 'c',
  dns: 'd',
  'cluster-ip': 'f',
  name: 'n',
  endpoints: 'e',
  'node-port': 'e',
  'load-balancer': 'e',
  'external-ip': 'e',
  'external-name': 'f',
};

const numbered = (targets: readonly Omit<Target, 'id'>[]): Target[] =>
  targets.map((target, index) => ({ ...target, id: `${letters[target.via]}${index}` }));

/** The list as the runner reads it: a line each, `id how host port path` parted by tabs. */
export function asLines(targets: readonly Target[]): string {
  return targets.map(({ id, how, host, port, path }) => [id, how, host, port, path].join('\t')).join('\n');
}
