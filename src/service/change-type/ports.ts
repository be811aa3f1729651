import { UsageError } from '../../errors.ts';
import { type PortWish, servicePorts } from '../ports.ts';
import type { Service, ServicePort } from '../types.ts';
import { type Form, hasNodePorts } from './form.ts';
import { keptNodePorts, portKey } from './kept-node-ports.ts';
import type { ChangeWish, NodePortWish } from './wish.ts';

/**
 * The ports to send. They are sent whole or not at all, each with the node port it has: an entry that leaves its own out
 * beside one that asks for it would get another number.
 * @throws UsageError for ports that the server would refuse, or that are not there
 */
export function wantedPorts(service: Service, from: Form, wish: ChangeWish): ServicePort[] {
  const { to } = wish;
  const { name } = service.metadata;
  const all = named(service, wish.ports);
  if (all.length === 0 && to !== 'ExternalName' && to !== 'headless') {
    throw new UsageError(
      `service "${name}" has no ports, and a ${to} needs at least one: give --port, as in --port=80`,
    );
  }
  // The API keeps node ports that an ExternalName was given without asking its allocator, so that later two Services hold
  // the same one: they are taken out whenever that type is left or entered.
  const ports = from === 'ExternalName' || to === 'ExternalName' ? all.map(withoutNodePort) : all;
  if (!hasNodePorts(to)) {
    if ((wish.nodePorts ?? []).length > 0 || (wish.ports ?? []).some(({ nodePort }) => nodePort !== undefined)) {
      throw new UsageError(`a ${to} Service has no node ports: they go with NodePort and LoadBalancer`);
    }
    return ports;
  }
  const kept = wish.keepNodePorts === false ? new Map<string, number>() : keptNodePorts(service).ports;
  const asked = askedNodePorts(service, ports, wish);
  const numbered = ports.map((port): ServicePort => {
    const nodePort = asked.get(portKey(port)) ?? port.nodePort ?? kept.get(portKey(port));
    return nodePort === undefined ? port : { ...port, nodePort };
  });
  refuseTwice(service, numbered);
  return numbered;
}

export function withoutNodePort(port: ServicePort): ServicePort {
  const { nodePort: _, ...rest } = port;
  return rest;
}

/** `--port` gives ports to a Service that has none; on one that has them it may only say what is so already. */
function named({ metadata, spec }: Service, wishes: readonly PortWish[] | undefined): ServicePort[] {
  const ports = spec.ports ?? [];
  if (wishes === undefined) return ports;
  if (ports.length === 0) return servicePorts([], { ports: wishes }).ports.map(withoutNodePort);
  for (const wish of wishes) {
    const wished = { port: wish.port, protocol: wish.protocol ?? 'TCP' };
    const there = ports.some(
      (port) =>
        portKey(port) === portKey(wished) &&
        [undefined, port.name].includes(wish.name) &&
        [undefined, port.targetPort].includes(wish.targetPort),
    );
    if (there) continue;
    throw new UsageError(
      `service "${metadata.name}" has its ports already (${ports.map(portKey).join(', ')}), and --port=${portKey(wished)} is none of them: change them with kubesvc edit svc ${metadata.name}`,
    );
  }
  return ports;
}

function askedNodePorts({ metadata }: Service, ports: readonly ServicePort[], wish: ChangeWish): Map<string, number> {
  const asked = new Map<string, number>();
  for (const { nodePort, port, protocol } of wish.ports ?? []) {
    if (nodePort !== undefined) asked.set(portKey({ port, protocol: protocol ?? 'TCP' }), nodePort);
  }
  for (const { of, nodePort } of wish.nodePorts ?? []) {
    const meant = ports.filter((port) => isMeant(port, of));
    const there = ports.map((port) => (port.name ? `${port.name} (${portKey(port)})` : portKey(port))).join(', ');
    if (meant.length === 0) {
      throw new UsageError(`--node-port=${wordOf(of)}=${nodePort}: service "${metadata.name}" has ${there}`);
    }
    if (of === undefined && meant.length > 1) {
      throw new UsageError(
        `--node-port=${nodePort}: service "${metadata.name}" has several ports, ${there}: say which, as in --node-port=${portKey(meant[0] ?? { port: 80 })}=${nodePort}`,
      );
    }
    for (const port of meant) {
      const before = asked.get(portKey(port));
      if (before !== undefined && before !== nodePort) {
        throw new UsageError(
          `service "${metadata.name}": --node-port gives ${portKey(port)} both ${before} and ${nodePort}: a port has one; for another port say which, as in --node-port=443=${nodePort}`,
        );
      }
      asked.set(portKey(port), nodePort);
    }
  }
  return asked;
}

function isMeant(port: ServicePort, of: NodePortWish['of']): boolean {
  if (of === undefined) return true;
  if ('name' in of) return port.name === of.name;
  return port.port === of.port && [undefined, port.protocol ?? 'TCP'].includes(of.protocol);
}

function wordOf(of: NodePortWish['of']): string {
  if (of === undefined) return '';
  if ('name' in of) return of.name;
  return of.protocol ? `${of.port}/${of.protocol}` : `${of.port}`;
}

/** One number may serve TCP and UDP side by side, but not two ports of one protocol. */
function refuseTwice({ metadata }: Service, ports: readonly ServicePort[]): void {
  const holders = new Map<string, string>();
  for (const port of ports) {
    if (port.nodePort === undefined) continue;
    const key = `${port.nodePort}/${port.protocol ?? 'TCP'}`;
    const holder = holders.get(key);
    if (holder !== undefined) {
      throw new UsageError(
        `service "${metadata.name}": node port ${port.nodePort} cannot serve both ${holder} and ${portKey(port)}: give each its own with --node-port`,
      );
    }
    holders.set(key, portKey(port));
  }
}
