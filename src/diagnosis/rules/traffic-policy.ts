import { kubectl, patchService } from '../command.ts';
import type { Case } from '../case.ts';
import { within } from '../endpoints.ts';
import { namespaceOf, type Node } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { frontsOf, passed } from '../vantage.ts';

/** T02: with internalTrafficPolicy Local a client reaches endpoints of its own node only. */
export function internalLocal({ facts, vantage, ports, seen }: Case): Finding[] {
  const { service, slices, nodes } = facts;
  if (service.spec.internalTrafficPolicy !== 'Local' || service.spec.clusterIP === 'None') return [];
  const { node } = vantage;
  const far = ports.filter((port) => {
    const endpoints = within(service, slices, port);
    if (endpoints.length === 0) return false;
    if (node === undefined || frontsOf(seen, port).some(passed)) return without(nodes, endpoints).length > 0;
    return !endpoints.some((endpoint) => endpoint.node === node);
  });
  const [port] = far;
  if (!port) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const on = [...new Set(within(service, slices, port).map((endpoint) => endpoint.node ?? 'no node'))];
  const gaps = without(nodes, within(service, slices, port)).map((one) => one.name);
  // It is about other nodes where this one has not been chosen, or is served.
  const others = node === undefined || far.every((one) => frontsOf(seen, one).some(passed));
  return [
    {
      id: 'T02',
      severity: others ? 'warning' : 'error',
      confidence: node === undefined ? 'likely' : 'certain',
      ports: far.map(portKey),
      message: others
        ? `internalTrafficPolicy is Local, and ${gaps.length} of ${nodes?.length ?? 0} nodes ${gaps.length === 1 ? 'has' : 'have'} no endpoint: clients there get nothing`
        : `internalTrafficPolicy is Local, and node ${node}, from which it was asked, has no endpoint`,
      objects: [{ kind: 'Service', name, namespace }, ...(others ? [] : [{ kind: 'Node', name: node }])],
      evidence: [
        `the endpoints are on ${on.join(', ')}`,
        ...(others && gaps.length > 0 ? [`none on ${listed(gaps)}`] : []),
      ],
      fix: [
        {
          command: patchService(namespace, name, { spec: { internalTrafficPolicy: 'Cluster' } }),
          why: 'let clients of every node reach every endpoint',
          ...(!others && { mends: true }),
        },
      ],
    },
  ];
}

/** T01: with externalTrafficPolicy Local, a node without an endpoint drops what comes in at its node port. */
export function externalLocal({ facts, vantage, ports }: Case): Finding[] {
  const { service, slices, nodes } = facts;
  const { type, externalTrafficPolicy } = service.spec;
  if (externalTrafficPolicy !== 'Local' || !nodes) return [];
  const open = ports.filter((port) => port.nodePort && within(service, slices, port).length > 0);
  const [port] = open;
  if (!port) return [];
  const gaps = without(nodes, within(service, slices, port)).map(({ name }) => name);
  if (gaps.length === 0) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const asked = vantage.via?.some((way) => /^node-?port$/i.test(way));
  // The load balancer asks each node's health port, and leaves these nodes out by itself.
  const byDesign = type === 'LoadBalancer' && (service.status?.loadBalancer?.ingress ?? []).length > 0;
  return [
    {
      id: 'T01',
      severity: asked ? 'error' : byDesign ? 'info' : 'warning',
      confidence: 'certain',
      ports: open.map(portKey),
      message: `externalTrafficPolicy is Local, and ${gaps.length} of ${nodes.length} nodes ${gaps.length === 1 ? 'has' : 'have'} no endpoint: what comes in at ${gaps.length === 1 ? 'its' : 'their'} node port is dropped`,
      objects: [{ kind: 'Service', name, namespace }],
      evidence: [`without an endpoint: ${listed(gaps)}`],
      fix: [
        {
          command: patchService(namespace, name, { spec: { externalTrafficPolicy: 'Cluster' } }),
          why: 'let every node pass it on; the pods then see the node as the client',
        },
      ],
    },
  ];
}

/** T03: hints keep the clients of a zone to that zone's endpoints. */
export function zoneHints({ facts, vantage, ports }: Case): Finding[] {
  const { service, slices, nodes = [] } = facts;
  const zone = nodes.find(({ name }) => name === vantage.node)?.labels['topology.kubernetes.io/zone'];
  const hinted = ports.filter((port) => {
    const endpoints = within(service, slices, port);
    // A proxy heeds hints only where every endpoint has one and some are for its zone.
    const heeded = endpoints.length > 1 && endpoints.every(({ zones }) => zones !== undefined && zones.length > 0);
    if (!heeded) return false;
    const own = endpoints.filter(({ zones = [] }) => zone !== undefined && zones.includes(zone));
    return zone === undefined
      ? new Set(endpoints.flatMap(({ zones = [] }) => zones)).size > 1
      : own.length > 0 && own.length < endpoints.length;
  });
  const [port] = hinted;
  if (!port) return [];
  const endpoints = within(service, slices, port);
  const own = endpoints.filter(({ zones = [] }) => zone !== undefined && zones.includes(zone));
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  return [
    {
      id: 'T03',
      severity: 'info',
      confidence: 'certain',
      ports: hinted.map(portKey),
      message:
        zone === undefined
          ? 'zone hints are set: clients of one zone meet only the endpoints that are meant for it'
          : `zone hints are set: clients of zone ${zone} meet ${own.length} of ${endpoints.length} endpoints`,
      objects: [{ kind: 'Service', name, namespace }],
      evidence: endpoints.slice(0, 5).map(({ address, zones = [] }) => `${address} is for ${zones.join(', ')}`),
      fix: [
        {
          command: kubectl(namespace, 'get', 'svc', name, '-o', 'jsonpath={.spec.trafficDistribution}'),
          why: 'what asks for it',
        },
      ],
    },
  ];
}

const without = (nodes: readonly Node[] | undefined, endpoints: ReturnType<typeof within>): Node[] =>
  (nodes ?? []).filter(({ name, ready }) => ready && !endpoints.some(({ node }) => node === name));

const listed = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
