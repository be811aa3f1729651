import type { ServicePort } from '../../service/types.ts';
import { jsonPatch, kubectl } from '../command.ts';
import type { Case } from '../case.ts';
import { copier, type Endpoint, isCopy, within } from '../endpoints.ts';
import { type Facts, hasSelector, namespaceOf } from '../facts.ts';
import { type Finding, type Fix, portKey } from '../finding.ts';
import { addressesOfPod, hasEnded } from '../pods.ts';
import { failed, passed, type Sight, triesOf } from '../vantage.ts';
import { forgottenSelector, selecting } from './forgotten-selector.ts';

const controller = 'endpointslice-controller.k8s.io';

/**
 * E02: an endpoint that is no pod of the Service: its pod is gone, no pod has the address, or somebody wrote it who should
 * not. An address outside the cluster is a fair endpoint, so it counts only once it has failed.
 */
export function foreignEndpoints({ facts, ports, seen }: Case): Finding[] {
  return ports.flatMap((port) => {
    const tries = triesOf(seen, port);
    const suspects = within(facts.service, facts.slices, port).flatMap((endpoint) => {
      const tried = tries.find(({ host }) => host === endpoint.address);
      const told = suspicion(facts, endpoint, tried);
      return told && !(tried && passed(tried) && told.reason !== 'managed-by') ? [{ endpoint, tried, ...told }] : [];
    });
    const [first] = suspects;
    return first ? [finding(facts, port, first, suspects)] : [];
  });
}

type Reason = 'no-such-pod' | 'target-gone' | 'managed-by';

interface Suspicion {
  reason: Reason;
  text: string;
  confidence: Finding['confidence'];
  /** It is no address of the pods' network, as far as that shows. */
  outside?: boolean;
}

interface Suspect extends Suspicion {
  endpoint: Endpoint;
  tried: Sight | undefined;
}

function suspicion(
  facts: Facts,
  { address, pod, managedBy, slice }: Endpoint,
  tried: Sight | undefined,
): Suspicion | undefined {
  const { service, pods, nodes } = facts;
  if (!pods) return undefined;
  const holder = pods.find((one) => !hasEnded(one) && addressesOfPod(one).includes(address));
  if (hasSelector(service) && managedBy === copier)
    return {
      reason: 'managed-by',
      confidence: 'likely',
      text: `${address} is a copy from an old Endpoints object, beside what the selector finds`,
    };
  if (!hasSelector(service) && managedBy === controller)
    return {
      reason: 'managed-by',
      confidence: 'certain',
      text: `EndpointSlice ${slice} is left from a time when the Service had a selector, and nobody keeps it up to date`,
    };
  if (pod !== undefined && !pods.some(({ metadata }) => metadata.name === pod))
    return { reason: 'target-gone', confidence: 'certain', text: `${address} is of pod ${pod}, which does not exist` };
  if (holder || pod !== undefined || nodes?.some(({ addresses }) => addresses.includes(address))) return undefined;
  if (tried && failed(tried)) {
    const near = besidePods(facts, address);
    const came = tried.outcome === 'refused' ? 'refuses' : 'does not answer';
    return {
      reason: 'no-such-pod',
      ...(!near && { outside: true }),
      confidence: near ? 'likely' : 'certain',
      text: near
        ? `no pod of this namespace has the address ${address}, and it ${came}`
        : `${address}:${tried.port}, which is ${nodes ? 'neither a pod of this namespace nor a node' : 'no pod of this namespace'}, ${came}`,
    };
  }
  return !tried && besidePods(facts, address)
    ? {
        reason: 'no-such-pod',
        confidence: 'possible',
        text: `no pod here has the address ${address}, though pods have its neighbours`,
      }
    : undefined;
}

/** In the /24 (or /64) of a pod that runs: an address of the pod network, which somebody should have. */
function besidePods({ pods = [], system }: Facts, address: string): boolean {
  const prefix = (text: string) =>
    text.includes(':') ? text.split(':').slice(0, 4).join(':') : text.replace(/\.\d+$/, '');
  return [...pods, ...(system.pods ?? [])].some(
    (pod) => !pod.spec.hostNetwork && addressesOfPod(pod).some((own) => prefix(own) === prefix(address)),
  );
}

function finding(facts: Facts, port: ServicePort, first: Suspect, suspects: readonly Suspect[]): Finding {
  const namespace = namespaceOf(facts.service);
  const broken = suspects.filter(({ tried }) => tried && failed(tried));
  const { slice, managedBy } = first.endpoint;
  return {
    id: 'E02',
    severity: broken.length > 0 ? 'error' : 'warning',
    confidence: broken.length > 0 && first.confidence === 'possible' ? 'likely' : first.confidence,
    reason: first.reason,
    ports: [portKey(port)],
    message: first.text,
    objects: [
      managedBy === copier
        ? { kind: 'Endpoints', name: facts.service.metadata.name, namespace }
        : { kind: 'EndpointSlice', name: slice, namespace },
      { kind: 'Service', name: facts.service.metadata.name, namespace },
    ],
    evidence: suspects.slice(0, 5).map(({ endpoint, tried }) => {
      const came =
        tried && failed(tried) ? `; ${tried.outcome === 'refused' ? 'it refuses' : 'it does not answer'}` : '';
      return `EndpointSlice ${endpoint.slice} sends to ${endpoint.address}:${endpoint.port}${came}`;
    }),
    fix: [...restored(facts, first), fix(facts, first, suspects)],
  };
}

/** Endpoints that nobody keeps, of a Service that had a selector once: a workload of its name tells which. */
function restored(facts: Facts, { reason }: Suspect): Fix[] {
  const forgotten = !hasSelector(facts.service) && reason !== 'no-such-pod' && forgottenSelector(facts);
  return forgotten ? [selecting(facts, forgotten)] : [];
}

function fix(
  { service, slices = [] }: Facts,
  { endpoint, reason, outside = false }: Suspect,
  suspects: readonly Suspect[],
): Fix {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  if (endpoint.managedBy === copier)
    return {
      command: kubectl(namespace, 'edit', 'endpoints', name),
      why: 'correct the address there: the EndpointSlice is a copy of it, and would come back',
    };
  if (reason === 'managed-by')
    return {
      command: kubectl(namespace, 'delete', 'endpointslice', endpoint.slice),
      why: 'nobody keeps it up to date',
      destructive: true,
    };
  const hosts = slices.find(({ metadata }) => metadata.name === endpoint.slice)?.endpoints ?? [];
  const bad = new Set(suspects.map((one) => one.endpoint.address));
  const wrong = hosts.flatMap(({ addresses: [first = ''] }, index) => (bad.has(first) ? [index] : []));
  const handMade = endpoint.managedBy !== controller;
  // Beside what a selector finds, a slice of nothing but wrong addresses does harm only.
  if (handMade && hasSelector(service) && wrong.length === hosts.length)
    return {
      command: kubectl(namespace, 'delete', 'endpointslice', endpoint.slice),
      why: "somebody has written it beside the selector's own slices",
      destructive: true,
      mends: true,
    };
  if (handMade && !outside && wrong.length < hosts.length)
    return {
      command: jsonPatch(
        namespace,
        'endpointslice',
        endpoint.slice,
        ...wrong.reverse().map((index) => ({ op: 'remove' as const, path: `/endpoints/${index}` })),
      ),
      why: `take ${[...bad].slice(0, 3).join(', ')} out`,
      mends: true,
    };
  return {
    command: kubectl(namespace, 'edit', 'endpointslice', endpoint.slice),
    why: outside ? 'correct the address or the port, if that host is well' : 'correct the address, or take it out',
  };
}

/** E03: the slices are copies of an Endpoints object, which is where changes belong. */
export function copiedSlices({ facts: { service, slices = [] } }: Case): Finding[] {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const copies = slices.filter(isCopy);
  if (copies.length === 0) return [];
  return [
    {
      id: 'E03',
      severity: 'info',
      confidence: 'certain',
      message: `its endpoints are written in the Endpoints object ${name}, an API that is deprecated`,
      objects: [
        { kind: 'Endpoints', name, namespace },
        ...copies.map(({ metadata }) => ({ kind: 'EndpointSlice', name: metadata.name, namespace })),
      ],
      evidence: [
        `EndpointSlice ${copies.map(({ metadata }) => metadata.name).join(', ')} is a copy; a change to it does not last`,
      ],
      fix: [{ command: kubectl(namespace, 'get', 'endpoints', name, '-o', 'yaml'), why: 'what is copied' }],
    },
  ];
}
