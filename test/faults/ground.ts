import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EndpointSlice, KubeObject } from '../../src/service/types.ts';
import { finish, type Outcome } from '../support/built.ts';
import { must } from '../support/cluster.ts';
import { certificate } from './certificate.ts';
import type { Scenario } from './scenario.ts';

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
}

/** Applies a scenario in namespaces of its own, waits for its state, does the work, and removes all of it. */
export async function inPlace<T>(
  scenario: Scenario,
  { kubectl, env }: { kubectl: string; env: Record<string, string> },
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const id = `fault-${scenario.name.slice(0, 2)}-${randomBytes(3).toString('hex')}`;
  const place: Place = {
    namespace: id,
    other: `${id}-b`,
    env,
    kubectl: (...args) => finish(kubectl, ['-n', id, ...args], env),
    fill: (text) => text.replaceAll('@namespace@', id).replaceAll('@other@', `${id}-b`),
  };
  const spaces = [id, ...(JSON.stringify(scenario).includes('@other@') ? [place.other] : [])];
  try {
    const text = place.fill(JSON.stringify(manifest(scenario, spaces)));
    const withSecrets = text.includes('@TLS_CRT@') ? filledIn(text) : text;
    await must(finish(kubectl, ['apply', '-f', '-'], env, withSecrets));
    await reached(place, scenario);
    return await work(place);
  } finally {
    await finish(kubectl, ['delete', 'namespace', ...spaces, '--wait=false'], env);
  }
}

function filledIn(text: string): string {
  const { crt, key } = certificate();
  const inJson = (value: string) => JSON.stringify(value).slice(1, -1);
  return text.replaceAll('@TLS_CRT@', inJson(crt)).replaceAll('@TLS_KEY@', inJson(key));
}

function manifest({ objects, expected }: Scenario, [own = '', ...more]: readonly string[]): object {
  const spaces = [own, ...more].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(expected.labels && { labels: expected.labels }) },
  }));
  const items = objects.map((object) => ({
    ...object,
    metadata: { ...object.metadata, namespace: object.metadata.namespace ?? own },
  }));
  return { apiVersion: 'v1', kind: 'List', items: [...spaces, ...items] };
}

/** Waits until workloads are as the scenario says, and until EndpointSlices have followed their pods. */
async function reached({ kubectl, fill }: Place, { objects, expected }: Scenario): Promise<void> {
  const limit = `--timeout=${patience / 1000}s`;
  if (expected.until) {
    for (const condition of expected.until) {
      // A pod that is not made yet is no error to wait for.
      await retried(() => must(kubectl('wait', limit, ...words(fill(condition)))));
    }
  } else {
    for (const { kind, metadata } of objects) {
      const target = `${kind.toLowerCase()}/${metadata.name}`;
      if (['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind))
        await must(kubectl('rollout', 'status', limit, target));
      if (kind === 'Pod') await must(kubectl('wait', limit, '--for=condition=Ready', target));
    }
  }
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
