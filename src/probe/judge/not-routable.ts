import { command, kubectl, patchService } from '../../diagnosis/command.ts';
import { inBlock } from '../../diagnosis/addresses.ts';
import { type Facts, namespaceOf, type Node } from '../../diagnosis/facts.ts';
import type { Finding, Fix } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Check } from './checks.ts';
import { placesOf } from './here.ts';
import { ofPort } from './of-port.ts';
import { lines } from './words.ts';

/** L02: what this machine could not reach, by what the nodes are, and the ways in that do not need it. */
export function notRoutable(facts: Facts, port: ServicePort, checks: readonly Check[]): Finding[] {
  const connections = checks.filter(({ layer, outcome }) => layer === 'l4' && !untold.has(outcome));
  const { bad } = placesOf(connections);
  const [first] = bad;
  if (!first) return connections.length === 0 ? nothingOutside(facts, port, checks) : [];
  const kind = sortOf(facts.nodes ?? [], first);
  return [
    ofPort(port, 'L02', {
      severity: 'warning',
      confidence: kind === 'private' || kind === 'filtered' ? 'possible' : 'likely',
      reason: kind,
      message: `this machine cannot reach ${placesText(bad)}: ${why[kind]}`,
      objects: [{ kind: 'Service', name: facts.service.metadata.name, namespace: namespaceOf(facts.service) }],
      evidence: lines(bad),
      fix: waysIn(facts, port, first, kind),
    }),
  ];
}

/** Neither of these is a connection that failed. */
const untold = new Set<Check['outcome']>(['not-run', 'no-answer']);

type Sort = 'kind' | 'minikube' | 'docker-desktop' | 'k3d' | 'private' | 'filtered' | 'refused' | 'name';

const why: Record<Sort, string> = {
  kind: 'the nodes are containers of kind, whose addresses mean nothing outside the machine that they run on',
  minikube: "the nodes are minikube's, whose addresses may mean nothing outside its own network",
  'docker-desktop': 'the node is a virtual machine of Docker Desktop, whose address ends inside it',
  k3d: 'the nodes are containers of k3d, whose addresses mean nothing outside the machine that they run on',
  private: 'the addresses are private ones, and no way leads there from here, or something on the way drops it',
  filtered: 'something on the way drops it: a firewall, or a security group of the cloud',
  refused: 'it is refused: by a firewall, or because the nodes open node ports at other addresses only',
  name: 'the name does not resolve here',
};

function sortOf(nodes: readonly Node[], { outcome, host }: Check): Sort {
  if (outcome === 'dns') return 'name';
  if (nodes.some(({ provider }) => provider.startsWith('kind://'))) return 'kind';
  if (nodes.some(({ provider }) => provider.startsWith('k3s://k3d-'))) return 'k3d';
  if (nodes.some(({ labels }) => labels['minikube.k8s.io/name'] !== undefined)) return 'minikube';
  if (nodes.some(({ name }) => name === 'docker-desktop')) return 'docker-desktop';
  if (outcome === 'refused') return 'refused';
  return privateBlocks.some((block) => inBlock(host, block)) ? 'private' : 'filtered';
}

/** RFC 1918, RFC 6598, RFC 3927, RFC 4193 and RFC 4291. */
const privateBlocks = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
];

const mostNamed = 3;

function placesText(bad: readonly Check[]): string {
  const all = [...new Set(bad.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`))];
  return all.length > mostNamed
    ? `${all.slice(0, mostNamed).join(', ')} and ${all.length - mostNamed} more`
    : all.join(', ');
}

function waysIn(facts: Facts, port: ServicePort, { via }: Check, kind: Sort): Fix[] {
  const namespace = namespaceOf(facts.service);
  const { name } = facts.service.metadata;
  const own: Fix[] =
    kind === 'minikube'
      ? via === 'node-port'
        ? [
            {
              command: command('minikube', 'service', name, '-n', namespace, '--url'),
              why: 'an address for this machine',
            },
          ]
        : [{ command: 'minikube tunnel', why: 'as long as it runs, load balancers have addresses here' }]
      : kind === 'kind' && port.nodePort && via === 'node-port'
        ? [
            {
              command: `extraPortMappings: [{containerPort: ${port.nodePort}, hostPort: ${port.nodePort}}]`,
              why: 'under a node in the configuration of a new kind cluster',
            },
          ]
        : [];
  return [...forwarded(namespace, name, port), ...own];
}

/** UDP cannot be forwarded. */
const forwarded = (namespace: string, name: string, { port, protocol = 'TCP' }: ServicePort): Fix[] =>
  protocol === 'TCP'
    ? [
        {
          command: kubectl(namespace, 'port-forward', `svc/${name}`, `${port < 1024 ? port + 8000 : port}:${port}`),
          why: 'a way in through the API server, as long as it runs',
        },
      ]
    : [];

function nothingOutside(facts: Facts, port: ServicePort, checks: readonly Check[]): Finding[] {
  const { service } = facts;
  const { type = 'ClusterIP' } = service.spec;
  if (checks.some(({ layer }) => layer === 'l4') || type === 'LoadBalancer') return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  return [
    ofPort(port, 'L02', {
      severity: 'warning',
      confidence: 'certain',
      reason: 'no-address',
      message:
        type === 'NodePort'
          ? 'the addresses of the nodes are not known, so there is nothing to try from this machine'
          : `a Service of type ${type} has no address outside the cluster, so there is nothing to try from this machine`,
      fix: [
        ...forwarded(namespace, name, port),
        ...(type === 'ClusterIP' && service.spec.clusterIP !== 'None'
          ? [{ command: patchService(namespace, name, { spec: { type: 'NodePort' } }), why: 'a port on every node' }]
          : []),
      ],
    }),
  ];
}
