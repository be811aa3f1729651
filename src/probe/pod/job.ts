import type { KubeObject } from '../../service/types.ts';
import { anything, ntpRequest } from '../payload.ts';
import { runner } from './runner.sh.ts';

/** What the user may choose about the pod. */
export interface PodWishes {
  image: string;
  pullPolicy: string;
  pullSecret?: string | undefined;
  /** `pod` where Jobs may not be made: nothing then removes it for us if we cannot. */
  runner: 'job' | 'pod';
  serviceAccount?: string | undefined;
  /** Labels of the user's own, so that policies meet it as they would meet another pod. */
  labels: Readonly<Record<string, string>>;
  node?: string | undefined;
  nodeSelector: Readonly<Record<string, string>>;
  hostNetwork: boolean;
  tolerateAll: boolean;
  /** A merge patch of the user's own, laid over the whole object at last. */
  overrides?: object | undefined;
}

/** What one run is given to do. */
export interface RunWishes {
  /** Eight hexadecimal digits, which name the run and all that it leaves, if it leaves anything. */
  run: string;
  namespace: string;
  /** Environment variables T0, T1, … with the targets (lines.ts). */
  targets: readonly { name: string; value: string }[];
  /** Whole seconds for one attempt. */
  timeout: number;
  retries: number;
  /** Groups that run side by side. */
  workers: number;
  /** Parts of the list of groups, at the most, which workers take one after the other. */
  heaps: number;
  /** Samples of each front; 0 for none. */
  count: number;
  /** Connections a second, of all workers together; 0 is no limit. */
  rate: number;
  /** So many time-outs in a row in one namespace, and the rest of it is sampled; 0 is never. */
  breaker: number;
  hostHeader: string;
  /** For printf: what is sent over UDP; '' is a line break. */
  payload: string;
  /** Keeps what fronts answer. */
  keepBodies: boolean;
  /** Whole seconds after which the pod ends itself. */
  deadline: number;
  /** Whole seconds that the Job stays when it has ended. */
  ttl: number;
  /** After which nobody needs it any more; RFC 3339. */
  expires: string;
  /** Who made it, for whoever finds it. */
  owner: string;
  /** OpenShift gives its own user ids, and refuses others. */
  ownUserId: boolean;
  /** Limits that a quota or LimitRange insists on. */
  limits?: Limits | undefined;
}

/** Quantities as Kubernetes writes them. */
export interface Limits {
  requests: Record<string, string>;
  limits: Record<string, string>;
}

/** What marks everything of ours in a cluster. */
export const ourLabels = { 'app.kubernetes.io/name': 'kubesvc-probe', 'app.kubernetes.io/managed-by': 'kubesvc' };

/** A label selector of everything of ours, and of one run. */
export const ours = Object.entries(ourLabels)
  .map(([key, value]) => `${key}=${value}`)
  .join(',');
export const ofRun = (run: string): string => `kubesvc.dev/run=${run}`;

export const expiresKey = 'kubesvc.dev/expires';

export const nameOf = (run: string): string => `kubesvc-probe-${run}`;

/** The labels that a policy can meet: the user's, and those that mark every run. */
export const podLabels = (labels: PodWishes['labels'], run = ''): Record<string, string> => ({
  ...labels,
  ...ourLabels,
  'kubesvc.dev/run': run,
  ...noMesh,
  'istio.io/dataplane-mode': 'none',
});

/** Left to the cluster, the Job and its pod are gone so many seconds after they have ended; what is kept, to be looked at, later. */
export const ttlFor = ({ keep }: { keep: boolean }): number => (keep ? 600 : 60);
const grace = 5;

/** When, at the latest, the cluster has removed a Job of this deadline by itself: in seconds after its start. */
export const goneAfter = (deadline: number, ttl: number): number => deadline + grace + ttl;

const noMesh = { 'sidecar.istio.io/inject': 'false' };

/** Measured: 42-54 MB at the most, kernel memory and all. */
const usual: Limits = { requests: { cpu: '20m', memory: '16Mi' }, limits: { memory: '128Mi' } };

/**
 * The pod: a namespace that enforces Pod Security `restricted` accepts it (pod-security-admission/policy/check_*.go), and
 * it ends by itself whatever becomes of us.
 */
export function probePod(pod: PodWishes, run: RunWishes): KubeObject {
  const { hostNetwork, node, serviceAccount, pullSecret, tolerateAll } = pod;
  const nodeAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }],
    },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: nameOf(run.run),
      namespace: run.namespace,
      labels: podLabels(pod.labels, run.run),
      annotations: {
        ...noMesh,
        'linkerd.io/inject': 'disabled',
        'kuma.io/sidecar-injection': 'disabled',
        'consul.hashicorp.com/connect-inject': 'false',
        'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true',
        [expiresKey]: run.expires,
        'kubesvc.dev/owner': run.owner,
      },
    },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: run.deadline,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false, // thousands of variables in a large namespace: "argument list too long"
      nodeSelector: { 'kubernetes.io/os': 'linux', ...pod.nodeSelector },
      ...(node !== undefined && { affinity: { nodeAffinity } }),
      ...(tolerateAll && { tolerations: [{ operator: 'Exists' }] }),
      ...(hostNetwork && { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }),
      ...(serviceAccount !== undefined && { serviceAccountName: serviceAccount }),
      ...(pullSecret !== undefined && { imagePullSecrets: [{ name: pullSecret }] }),
      // Never ready, so that its labels cannot put it behind anybody's Service.
      readinessGates: [{ conditionType: 'kubesvc.dev/never-in-rotation' }],
      securityContext: {
        runAsNonRoot: true,
        ...(run.ownUserId && { runAsUser: 65534, runAsGroup: 65534 }),
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'probe',
          image: pod.image,
          imagePullPolicy: pod.pullPolicy,
          command: ['timeout', String(Math.max(1, run.deadline - 2)), '/bin/sh', '-c', runner, 'kubesvc'],
          env: environment(run),
          terminationMessagePolicy: 'File',
          resources: run.limits ?? usual,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  };
}

function environment(run: RunWishes): { name: string; value: string }[] {
  // Microseconds: each of the workers pauses before a connection, so that together they keep the pace.
  const pause = run.rate > 0 ? String(Math.round((run.workers / run.rate) * 1e6)) : '';
  const values = {
    TO: String(run.timeout),
    RETRY: String(run.retries),
    P: String(run.workers),
    HEAPS: String(run.heaps),
    COUNT: String(run.count),
    PAUSE: pause,
    BREAK: run.breaker > 0 ? String(run.breaker) : '',
    HH: run.hostHeader,
    PAYLOAD: run.payload || anything,
    NTP: ntpRequest,
    KEEP: run.keepBodies ? '1' : '',
  };
  return [...run.targets, ...Object.entries(values).map(([name, value]) => ({ name, value }))];
}

/**
 * The pod in a Job, which the cluster itself ends and removes: the one way to leave nothing behind that does not depend on
 * us. The pod's deadline is the shorter one: at the Job's own, the controller deletes the pod and what it has to say.
 */
export function probeJob(pod: PodWishes, run: RunWishes): KubeObject {
  const { metadata, spec } = probePod(pod, run);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: nameOf(run.run),
      namespace: run.namespace,
      labels: { ...ourLabels, 'kubesvc.dev/run': run.run },
      annotations: { [expiresKey]: run.expires, 'kubesvc.dev/owner': run.owner },
    },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      activeDeadlineSeconds: run.deadline + grace,
      ttlSecondsAfterFinished: run.ttl,
      podReplacementPolicy: 'Failed',
      template: { metadata: { labels: metadata.labels, annotations: metadata.annotations }, spec },
    },
  };
}

/** What is sent: a Job, or a bare pod, with the user's own changes. */
export function probeObject(pod: PodWishes, run: RunWishes): KubeObject {
  const object = pod.runner === 'job' ? probeJob(pod, run) : probePod(pod, run);
  return pod.overrides ? (mergePatch(object, pod.overrides) as KubeObject) : object;
}

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
