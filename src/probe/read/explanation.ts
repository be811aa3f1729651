import type { Facts, Happening, Pod, Workload } from '../../diagnosis/facts.ts';
import type { World } from '../../diagnosis/join.ts';
import { kinds } from '../../service/kinds.ts';
import type { EndpointSlice, KubeObject } from '../../service/types.ts';
import type { Reader } from './reader.ts';

/** What seldom stands behind a Service; read where a single one selects nothing. */
const rarerKinds = [kinds.ReplicationController, kinds.Job, kinds.CronJob];

/** What tells why endpoints are missing; `all`: every slice, where they are read already. */
export async function explanation(
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
