import type { Facts, Happening, NetworkPolicy, Node, Pod, Skipped, Workload } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { join, wantsExplaining, wantsNodes, type World } from '../diagnosis/join.ts';
import { serviceNamed } from '../diagnosis/rules/external-name.ts';
import { serviceNotThere } from '../diagnosis/rules/not-there.ts';
import { ServerError } from '../errors.ts';
import type { KubeClient, ListOptions } from '../kube/client.ts';
import { type Kind, kinds, qualified } from '../service/kinds.ts';
import type { EndpointSlice, KubeObject, Service } from '../service/types.ts';

export interface SnapshotWishes {
  /** The namespace of the pod that is to ask; the Service's own where it is absent. */
  vantage?: string | undefined;
  /** For where the server's own clock is not to be seen. */
  now: Date;
  signal: AbortSignal;
}

/** Where the Services of a batch are; without a namespace, everywhere. */
export interface Batch {
  namespace?: string | undefined;
  labelSelector?: string | undefined;
}

const systemNamespace = 'kube-system';
const serviceLabel = 'kubernetes.io/service-name';

/**
 * Everything that the API knows of one Service, read side by side. What may not be read is named in `skipped` and
 * narrows what can be said; only the Service itself must be there. What only explains trouble is read where there is some.
 */
export async function snapshot(kube: KubeClient, name: string, wishes: SnapshotWishes): Promise<Facts> {
  const { namespace } = kube;
  const read = reader(kube, wishes.signal);
  const [service, world] = await Promise.all([
    kube.read<Service>(kinds.Service, { namespace, name }, wishes.signal),
    surroundings(read, wishes, {
      within: [namespace],
      sliceSelector: `${serviceLabel}=${name}`,
    }),
  ]);
  const now = kube.serverTime() ?? wishes.now;
  const [facts] = await explained(read, { ...world, now, services: [service] }, namespace);
  if (!facts) throw new Error('one Service has one set of facts');
  return facts;
}

/** The facts of many Services from as many lists as one takes, joined in memory. */
export async function snapshotMany(
  kube: KubeClient,
  { namespace, labelSelector }: Batch,
  wishes: SnapshotWishes,
): Promise<Facts[]> {
  const read = reader(kube, wishes.signal);
  const asked = kube.list<Service>(kinds.Service, { namespace, labelSelector, signal: wishes.signal });
  const [{ items: services }, world] = await Promise.all([
    asked,
    surroundings(read, wishes, {
      within: namespace === undefined ? undefined : [namespace],
      ...(labelSelector === undefined && { neighbours: asked.then(({ items }) => items) }),
    }),
  ]);
  for (const service of services) lighten(service);
  const now = kube.serverTime() ?? wishes.now;
  return explained(read, { ...world, now, services: sharedWith(world.neighbours, services) }, namespace, world.slices);
}

/** A Service that stands in both lists is held once. */
function sharedWith(neighbours: readonly Service[] | undefined, services: readonly Service[]): Service[] {
  const known = new Map(neighbours?.map((one) => [one.metadata.uid, one]));
  return services.map((one) => known.get(one.metadata.uid) ?? one);
}

type Reader = ReturnType<typeof reader>;

/** Reads that may be refused: the answer is then undefined, and what was not looked at is noted. */
function reader(kube: KubeClient, end: AbortSignal) {
  const skipped: Skipped[] = [];
  // One for each request: Node warns of a leak where more than ten listen to the same signal.
  const signal = () => AbortSignal.any([end]);
  const orSkip = async <T>(check: string, right: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (error.reason !== 'NotFound') skipped.push({ check, right });
      return undefined;
    }
  };
  const inside = (namespace: string | undefined) => (namespace === undefined ? '' : ` in namespace ${namespace}`);
  return {
    skipped,
    list: <T extends KubeObject>(check: string, kind: Kind, options: ListOptions): Promise<T[] | undefined> =>
      orSkip(check, `list ${qualified(kind)}${inside(kind.namespaced ? options.namespace : undefined)}`, async () => {
        const { items } = await kube.list<T>(kind, { ...options, signal: signal() });
        for (const item of items) lighten(item);
        return items;
      }),
    /** For what only makes an answer richer, and takes rights that few have. */
    ifAllowed: <T extends KubeObject>(kind: Kind, options: ListOptions): Promise<T[] | 'forbidden'> =>
      kube.list<T>(kind, { ...options, signal: signal() }).then(
        ({ items }) => items,
        (error: unknown) => {
          if (error instanceof ServerError) return 'forbidden';
          throw error;
        },
      ),
    one: <T extends KubeObject>(check: string, kind: Kind, name: string, namespace?: string): Promise<T | undefined> =>
      orSkip(check, `get ${qualified(kind)}${inside(namespace)}`, () =>
        kube.read<T>(kind, { namespace, name }, signal()),
      ),
    /** The Service that is there, or that none is; undefined where that may not be known. */
    serviceOrAbsent: (check: string, name: string, namespace: string): Promise<{ object?: Service } | undefined> =>
      orSkip(check, `get services${inside(namespace)}`, () =>
        kube.read<Service>(kinds.Service, { namespace, name }, signal()).then(
          (object) => ({ object }),
          (error: unknown) => {
            if (error instanceof ServerError && error.reason === 'NotFound') return {};
            throw error;
          },
        ),
      ),
    groups: () =>
      orSkip('API groups', 'get /apis', async () => {
        const { groups = [] } = JSON.parse(await kube.get('/apis', signal())) as { groups?: ApiGroup[] };
        return groups;
      }),
  };
}

/** Who owns which field is a good part of a thousand objects; of a Service and its slices, when they were written says much. */
function lighten({ kind, metadata }: KubeObject): void {
  const { managedFields } = metadata as { managedFields?: readonly { time?: string }[] };
  const timed = kind === kinds.Service.kind || kind === kinds.EndpointSlice.kind;
  metadata['managedFields'] = timed ? managedFields?.map(({ time }) => ({ time })) : undefined;
}

interface ApiGroup {
  name: string;
  preferredVersion?: { version: string };
}

interface Scope {
  /** The namespaces of the Services; undefined is all. */
  within: readonly string[] | undefined;
  sliceSelector?: string | undefined;
  /** All Services of there, where they are read already. */
  neighbours?: Promise<Service[]> | undefined;
}

/** What is needed of every Service, healthy or not. */
async function surroundings(
  read: Reader,
  { vantage }: SnapshotWishes,
  { within, sliceSelector, neighbours: asked }: Scope,
): Promise<Omit<World, 'services' | 'now'>> {
  const [own] = within ?? [];
  const others = within && [...new Set([...within, ...(vantage === undefined ? [] : [vantage])])];
  const [slices, pods, neighbours, policies, namespaces, system, foreign] = await Promise.all([
    read.list<EndpointSlice>('endpoints', kinds.EndpointSlice, { namespace: own, labelSelector: sliceSelector }),
    read.list<Pod>('pods', kinds.Pod, { namespace: own }),
    asked ?? read.list<Service>('other Services', kinds.Service, { namespace: own }),
    listIn<NetworkPolicy>(read, 'network policies', kinds.NetworkPolicy, others && [...others, systemNamespace]),
    others
      ? Promise.all(
          [...others, systemNamespace].map((name) =>
            read.one<KubeObject>('labels of namespaces', kinds.Namespace, name),
          ),
        )
      : read.list<KubeObject>('labels of namespaces', kinds.Namespace, {}),
    systemOf(read),
    foreignOf(read, own),
  ]);
  return {
    slices,
    pods,
    neighbours,
    policies,
    namespaces: (namespaces ?? []).filter((one) => one !== undefined),
    nodes: undefined,
    system,
    explained: undefined,
    externalTargets: new Map(),
    ...foreign,
    skipped: read.skipped,
  };
}

/** One list of everything, or one of each namespace; undefined only where none of them may be read. */
async function listIn<T extends KubeObject>(
  read: Reader,
  check: string,
  kind: Kind,
  within: readonly string[] | undefined,
): Promise<T[] | undefined> {
  if (!within) return read.list<T>(check, kind, {});
  const lists = await Promise.all([...new Set(within)].map((namespace) => read.list<T>(check, kind, { namespace })));
  return lists.every((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

async function systemOf(read: Reader): Promise<World['system']> {
  const namespace = systemNamespace;
  const [dnsService, dnsSlices, pods] = await Promise.all([
    read.one<Service>('cluster DNS', kinds.Service, 'kube-dns', namespace),
    read.list<EndpointSlice>('cluster DNS', kinds.EndpointSlice, {
      namespace,
      labelSelector: `${serviceLabel}=kube-dns`,
    }),
    read.list<Pod>('pods of cluster DNS and kube-proxy', kinds.Pod, {
      namespace,
      labelSelector: 'k8s-app in (kube-dns,kube-proxy)',
    }),
  ]);
  return { dnsService, dnsSlices, pods };
}

/** Kinds of other makers that bear on who may reach whom, and the API groups that serve them. */
const foreignKinds: Pick<Kind, 'group' | 'plural' | 'kind'>[] = [
  { group: 'cilium.io', plural: 'ciliumnetworkpolicies', kind: 'CiliumNetworkPolicy' },
  { group: 'cilium.io', plural: 'ciliumclusterwidenetworkpolicies', kind: 'CiliumClusterwideNetworkPolicy' },
  { group: 'crd.projectcalico.org', plural: 'networkpolicies', kind: 'NetworkPolicy' },
  { group: 'crd.projectcalico.org', plural: 'globalnetworkpolicies', kind: 'GlobalNetworkPolicy' },
  { group: 'policy.networking.k8s.io', plural: 'adminnetworkpolicies', kind: 'AdminNetworkPolicy' },
  { group: 'policy.networking.k8s.io', plural: 'baselineadminnetworkpolicies', kind: 'BaselineAdminNetworkPolicy' },
  { group: 'policy.networking.k8s.io', plural: 'clusternetworkpolicies', kind: 'ClusterNetworkPolicy' },
  { group: 'security.istio.io', plural: 'peerauthentications', kind: 'PeerAuthentication' },
];

const namespacedKinds = new Set(['CiliumNetworkPolicy', 'NetworkPolicy', 'PeerAuthentication']);

async function foreignOf(
  read: Reader,
  namespace: string | undefined,
): Promise<Pick<World, 'foreignPolicies' | 'peerAuthentications' | 'openShift'>> {
  const groups = (await read.groups()) ?? [];
  const found = await Promise.all(
    foreignKinds.flatMap(({ group, plural, kind }) => {
      const version = groups.find(({ name }) => name === group)?.preferredVersion?.version;
      if (version === undefined) return [];
      const namespaced = namespacedKinds.has(kind);
      const whole: Kind = { group, version, kind, plural, singular: kind.toLowerCase(), shortNames: [], namespaced };
      // A PeerAuthentication in Istio's own namespace holds for all.
      const within = kind === 'PeerAuthentication' && namespace !== undefined ? [namespace, 'istio-system'] : undefined;
      return [within ? listIn(read, kind, whole, within) : read.list(kind, whole, namespaced ? { namespace } : {})];
    }),
  );
  const objects = found.flatMap((list) => list ?? []);
  return {
    foreignPolicies: objects.filter(({ kind }) => kind !== 'PeerAuthentication'),
    peerAuthentications: objects.filter(({ kind }) => kind === 'PeerAuthentication'),
    openShift: groups.some(({ name }) => name === 'security.openshift.io'),
  };
}

/** Joins, and reads what explains trouble where there is some. `all`: every slice, where they are read already. */
async function explained(
  read: Reader,
  world: World,
  namespace: string | undefined,
  all?: readonly EndpointSlice[],
): Promise<Facts[]> {
  const facts = join(world);
  const [nodes, why, externalTargets] = await Promise.all([
    facts.some(wantsNodes) ? read.list<WireNode>('nodes', kinds.Node, {}) : undefined,
    facts.some(wantsExplaining) ? explanation(read, facts, namespace, all) : undefined,
    targetsOf(read, world.services),
  ]);
  if (!nodes && !why && externalTargets.size === 0) return facts;
  return join({ ...world, nodes: nodes?.map(nodeOf), explained: why, externalTargets });
}

/** Whether the Services of this cluster are there that external names speak of. */
async function targetsOf(read: Reader, services: readonly Service[]): Promise<World['externalTargets']> {
  const named = new Map(
    services.flatMap(({ spec }) => {
      const target = spec.externalName === undefined ? undefined : serviceNamed(spec.externalName);
      return target && spec.externalName !== undefined ? [[spec.externalName, target] as const] : [];
    }),
  );
  const targets = await Promise.all(
    [...named].map(async ([externalName, { name, namespace }]) => {
      const found = await read.serviceOrAbsent('the Service behind an external name', name, namespace);
      return [externalName, found && { name, namespace, service: found.object }] as const;
    }),
  );
  return new Map(targets);
}

/** What seldom stands behind a Service; read where a single one selects nothing. */
const rarerKinds = [kinds.ReplicationController, kinds.Job, kinds.CronJob];

async function explanation(
  read: Reader,
  facts: readonly Facts[],
  namespace: string | undefined,
  all: readonly EndpointSlice[] | undefined,
): Promise<NonNullable<World['explained']>> {
  const workloadKinds = [kinds.Deployment, kinds.ReplicaSet, kinds.StatefulSet, kinds.DaemonSet];
  const [only, ...more] = facts;
  const selector = only?.service.spec.selector ?? {};
  const lonely = only && more.length === 0 && only.selected.length === 0 && Object.keys(selector).length > 0;
  const labelSelector = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const [elsewhere, rarer, unclaimed, warnings, ofServices, ...workloads] = await Promise.all([
    lonely ? read.ifAllowed<Pod>(kinds.Pod, { labelSelector }) : undefined,
    lonely ? Promise.all(rarerKinds.map((kind) => read.ifAllowed<Workload>(kind, { namespace }))) : [],
    all ? [...all] : read.list<EndpointSlice>('endpoints', kinds.EndpointSlice, { namespace }),
    read.list<WireEvent>('events', kinds.Event, { namespace, fieldSelector: 'type=Warning' }),
    read.list<WireEvent>('events', kinds.Event, { namespace, fieldSelector: 'involvedObject.kind=Service' }),
    ...workloadKinds.map((kind) => read.list<Workload>('workloads', kind, { namespace })),
  ]);
  return {
    elsewhere,
    unclaimed,
    events: warnings && ofServices && [...warnings, ...ofServices].map(happening),
    workloads: workloads.every((list) => list === undefined)
      ? undefined
      : [...workloads, ...rarer].flatMap((list) => (list === undefined || list === 'forbidden' ? [] : list)),
  };
}

type WireNode = KubeObject & {
  spec?: { providerID?: string; unschedulable?: boolean };
  status?: {
    addresses?: { type: string; address: string }[];
    conditions?: { type: string; status: string }[];
  };
};

const addressesOf = ({ addresses = [] }: NonNullable<WireNode['status']>, of: string): string[] =>
  addresses.filter(({ type }) => type === of).map(({ address }) => address);

const nodeOf = ({ metadata, spec, status = {} }: WireNode): Node => ({
  name: metadata.name,
  labels: metadata.labels ?? {},
  addresses: addressesOf(status, 'InternalIP'),
  external: addressesOf(status, 'ExternalIP'),
  ready: (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  cordoned: spec?.unschedulable,
  provider: spec?.providerID ?? '',
});

type WireEvent = KubeObject & {
  type?: string;
  reason?: string;
  message?: string;
  note?: string;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { lastObservedTime?: string };
  source?: { component?: string };
  reportingComponent?: string;
  involvedObject?: { kind?: string; name?: string; namespace?: string };
};

const happening = (event: WireEvent): Happening => ({
  namespace: event.involvedObject?.namespace ?? event.metadata.namespace ?? '',
  kind: event.involvedObject?.kind ?? '',
  name: event.involvedObject?.name ?? '',
  reason: event.reason ?? '',
  message: event.message ?? event.note ?? '',
  at:
    event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '',
  warning: event.type === 'Warning',
  source: event.reportingComponent || (event.source?.component ?? ''),
});

/** Why there is no such Service, from what may be listed. */
export async function missingService(kube: KubeClient, name: string, signal: AbortSignal): Promise<Finding> {
  const { namespace } = kube;
  const exists = kube.read(kinds.Namespace, { name: namespace }, signal).then(
    () => true,
    (error: unknown) => !(error instanceof ServerError && error.reason === 'NotFound'),
  );
  const list = (of?: string) => kube.list<Service>(kinds.Service, { namespace: of, signal }).then(({ items }) => items);
  let everywhere = true;
  const services = await list()
    .catch(() => {
      everywhere = false;
      return list(namespace);
    })
    .catch(() => undefined);
  return serviceNotThere({ namespace, name, services, everywhere, namespaceExists: await exists });
}
