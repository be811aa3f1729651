import type { KubeObject } from '../../src/service/types.ts';

type Labels = Record<string, string>;
type Port = { containerPort: number; protocol?: string; name?: string };

/** Builders of workloads as manifests have them, with as little as a test needs. */

export const pod = (name: string, labels: Labels | undefined, ...ports: Port[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...(labels && { labels }) },
  spec: { containers: [{ name, image: 'nginx', ports }] },
});

export const workload = (kind: string, name: string, ...ports: Port[]): KubeObject => ({
  apiVersion: kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : kind === 'ReplicationController' ? 'v1' : 'apps/v1',
  kind,
  metadata: { name, labels: { app: name } },
  spec: {
    selector: kind === 'ReplicationController' ? { app: name } : { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name, tier: 'front' } },
      spec: { containers: [{ name, image: 'nginx', ports }] },
    },
  },
});

/** A workload with another spec.selector, or with none. */
export const selecting = (object: KubeObject, selector: unknown): KubeObject => ({
  ...object,
  spec: { ...(object.spec as object), selector },
});
