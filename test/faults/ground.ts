import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EndpointSlice, KubeObject } from '../../src/service/types.ts';
import { finish, type Outcome } from '../support/built.ts';
import { must } from '../support/cluster.ts';
import { certificate } from './certificate.ts';
import type { Expected, Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** How long a state may take to be reached; one that is not is an error of the scenario, never a pass. */
const patience = 90_000;

export interface Place {
  namespace: string;
  /** A second namespace, made where a scenario's objects name it. */
  other: string;
  kubectl: (...args: string[]) => Promise<Outcome>;
  /** Text with the place's names in it. */
  fill: (text: string) => string;
  env: Record<string, string>;
  /** The kubectl that `kubectl` runs. */
  program: string;
  /** A folder for files. */
  folder: string;
  /** How many of our Jobs have appeared in the namespace. */
  jobsSeen: () => number;
}

/**
 * Applies a scenario in namespaces of its own, waits for its state, does the work, and removes all of it. The work applies
 * what is to be made meanwhile when it is time for it.
 */
export async function inPlace<T>(
  scenario: Scenario,
  { kubectl, env, folder, jobsSeen }: Stage,
  work: (place: Place, meanwhile: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const id = `fault-${scenario.name.slice(0, 2)}-${randomBytes(3).toString('hex')}`;
  const place: Place = {
    namespace: id,
    other: `${id}-b`,
    env,
    folder,
    program: kubectl,
    kubectl: (...args) => finish(kubectl, ['-n', id, ...args], env),
    fill: (text) => text.replaceAll('@namespace@', id).replaceAll('@other@', `${id}-b`),
    jobsSeen: () => jobsSeen(id),
  };
  const { objects, meanwhile, expected } = scenario;
  const spaces = [id, ...(JSON.stringify(scenario).includes('@other@') ? [place.other] : [])];
  const apply = async (list: readonly KubeObject[]) => {
    if (list.length > 0) await must(finish(kubectl, ['apply', '-f', '-'], env, manifest(list, place)));
  };
  const wide = objects.filter(({ kind }) => clusterWide.has(kind));
  try {
    await apply([...spaces.map((name) => namespaceOf(name, expected)), ...wide]);
    for (const { metadata } of wide.filter(({ kind }) => kind === 'CustomResourceDefinition'))
      await must(place.kubectl('wait', '--for=condition=Established', `crd/${metadata.name}`, '--timeout=30s'));
    await apply(objects.filter((object) => !wide.includes(object)));
    await reached(place, scenario);
    for (const line of expected.after ?? []) await must(place.kubectl(...words(place.fill(line))));
    await sleep((expected.lasting ?? 0) * 1000);
    return await work(place, async () => {
      await apply(meanwhile);
      if (expected.disturbs !== 'controllers') await followed(place);
    });
  } finally {
    await finish(kubectl, ['delete', 'namespace', ...spaces, '--wait=false'], env);
    const others = wide.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
    if (others.length > 0) await finish(kubectl, ['delete', ...others, '--wait=false'], env);
  }
}

const clusterWide = new Set(['CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding']);

function filledIn(text: string): string {
  const { crt, key } = certificate();
  const inJson = (value: string) => JSON.stringify(value).slice(1, -1);
  return text.replaceAll('@TLS_CRT@', inJson(crt)).replaceAll('@TLS_KEY@', inJson(key));
}

const namespaceOf = (name: string, { labels }: Expected): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, ...(labels && { labels }) },
});

function manifest(objects: readonly KubeObject[], { namespace, fill }: Place): string {
  const items = objects.map((object) =>
    clusterWide.has(object.kind) || object.kind === 'Namespace'
      ? object
      : { ...object, metadata: { ...object.metadata, namespace: object.metadata.namespace ?? namespace } },
  );
  const text = fill(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  return text.includes('@TLS_CRT@') ? filledIn(text) : text;
}

/** Waits until workloads are as the scenario says, and until EndpointSlices have followed their pods. */
async function reached({ kubectl, fill }: Place, { objects, expected }: Scenario): Promise<void> {
  const limit = `--timeout=${patience / 1000}s`;
  if (expected.until) {
    for (const condition of expected.until) {
      // A pod that is not made yet is no error to wait for.
      await retried(() => must(kubectl('wait', limit, ...words(fill(condition)))));
    }
  } else if (expected.happened === undefined) {
    for (const { kind, metadata } of objects) {
      const target = `${kind.toLowerCase()}/${metadata.name}`;
      if (['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind))
        await must(kubectl('rollout', 'status', limit, target));
      if (kind === 'Pod') await must(kubectl('wait', limit, '--for=condition=Ready', target));
    }
  }
  if (expected.happened !== undefined) await happened(kubectl, expected.happened);
  await followed({ kubectl });
}

async function happened(kubectl: Place['kubectl'], text: string): Promise<void> {
  for (const end = Date.now() + patience; ; await sleep(200)) {
    const { stdout } = await must(kubectl('get', 'events', '-o', 'jsonpath={.items[*].message}'));
    if (stdout.includes(text)) return;
    if (Date.now() > end) throw new Error(`no event says "${text}": ${stdout}`);
  }
}

async function followed({ kubectl }: Pick<Place, 'kubectl'>): Promise<void> {
  const end = Date.now() + patience;
  while (!(await settled(kubectl))) {
    if (Date.now() > end) throw new Error('EndpointSlices did not follow their pods');
    await sleep(100);
  }
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end || !String(error).includes('no matching resources found')) throw error;
      await sleep(200);
    }
  }
}

type Pod = KubeObject & {
  status?: {
    podIP?: string;
    podIPs?: { ip: string }[];
    phase?: string;
    conditions?: { type: string; status: string }[];
  };
};
type Spec = { spec: { selector?: Record<string, string>; publishNotReadyAddresses?: boolean } };

/** Every pod with an address that a Service selects is in its slices, as ready as it is itself. */
async function settled(kubectl: Place['kubectl']): Promise<boolean> {
  const { stdout } = await must(kubectl('get', 'services,endpointslices,pods', '-o', 'json'));
  const { items } = JSON.parse(stdout) as { items: KubeObject[] };
  const of = <T>(kind: string) => items.filter((item) => item.kind === kind) as (KubeObject & T)[];
  return of<Spec>('Service').every(({ metadata, spec }) => {
    const { selector, publishNotReadyAddresses = false } = spec;
    if (!selector) return true;
    const slices = (of<object>('EndpointSlice') as EndpointSlice[]).filter(
      (slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name,
    );
    if (slices.length === 0) return false;
    const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
    const pods = (of<object>('Pod') as Pod[]).filter(
      (pod) =>
        !pod.metadata.deletionTimestamp &&
        pod.status?.podIP &&
        !/Succeeded|Failed/.test(pod.status.phase ?? '') &&
        Object.entries(selector).every(([key, value]) => pod.metadata.labels?.[key] === value),
    );
    return pods.every((pod) => {
      const ready = (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
      const ips = new Set((pod.status?.podIPs ?? []).map(({ ip }) => ip));
      const own = endpoints.find(({ addresses }) => addresses.some((address) => ips.has(address)));
      return own !== undefined && own.conditions?.ready === (ready || publishNotReadyAddresses);
    });
  });
}

/** A line as a shell parts it, with single quotes alone. */
const words = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s']+|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''));
