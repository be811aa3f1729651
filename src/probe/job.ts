import type { KubeObject } from '../service/types.ts';
import { runner } from './runner.sh.ts';

export interface JobWishes {
  /** Eight hexadecimal digits, which name the run and all that it leaves, if it leaves anything. */
  run: string;
  namespace: string;
  image: string;
  /** The lines of targets.ts. */
  targets: string;
  /** Whole seconds for one attempt. */
  timeout: number;
  /** Whole seconds after which the pod ends itself. */
  deadline: number;
  /** After which nobody needs the Job any more; RFC 3339. */
  expires: string;
  showResponse: boolean;
  /** OpenShift gives its own user ids, and refuses others. */
  ownUserId: boolean;
}

/** What marks everything of ours in a cluster. */
export const labelsOf = (run: string): Record<string, string> => ({
  'app.kubernetes.io/name': 'kubesvc-probe',
  'app.kubernetes.io/managed-by': 'kubesvc',
  'kubesvc.dev/run': run,
});

export const jobName = (run: string): string => `kubesvc-probe-${run}`;

/** Left to the cluster, the Job and its pod are gone this many seconds after they have ended. */
const ttl = 60;

/**
 * One Job that a namespace which enforces Pod Security `restricted` accepts (pod-security-admission/policy/check_*.go),
 * that ends by itself whatever becomes of us, and that the cluster removes after that.
 * The pod's deadline is the shorter one: at the Job's own, the controller deletes the pod and what it has to say.
 */
export function probeJob({
  run,
  namespace,
  image,
  targets,
  timeout,
  deadline,
  expires,
  showResponse,
  ownUserId,
}: JobWishes): KubeObject {
  const labels = labelsOf(run);
  const noMesh = { 'sidecar.istio.io/inject': 'false' };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: jobName(run), namespace, labels, annotations: { 'kubesvc.dev/expires': expires } },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      activeDeadlineSeconds: deadline + 5,
      ttlSecondsAfterFinished: ttl,
      template: {
        metadata: {
          labels: { ...labels, ...noMesh, 'istio.io/dataplane-mode': 'none' },
          annotations: {
            ...noMesh,
            'linkerd.io/inject': 'disabled',
            'kuma.io/sidecar-injection': 'disabled',
            'consul.hashicorp.com/connect-inject': 'false',
            'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true',
          },
        },
        spec: {
          restartPolicy: 'Never',
          activeDeadlineSeconds: deadline,
          terminationGracePeriodSeconds: 0,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          // Never ready, so that its labels cannot put it behind anybody's Service.
          readinessGates: [{ conditionType: 'kubesvc.dev/never-in-rotation' }],
          securityContext: {
            runAsNonRoot: true,
            ...(ownUserId && { runAsUser: 65534, runAsGroup: 65534 }),
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'probe',
              image,
              imagePullPolicy: 'IfNotPresent',
              command: ['/bin/sh', '-c', runner, 'kubesvc'],
              env: [
                { name: 'T', value: targets },
                { name: 'TO', value: String(timeout) },
                { name: 'SHOW', value: showResponse ? '1' : '' },
              ],
              terminationMessagePolicy: 'File',
              resources: { requests: { cpu: '20m', memory: '16Mi' }, limits: { memory: '128Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    },
  };
}

/** When, at the latest, the cluster has removed a Job of this deadline by itself: in seconds after its start. */
export const goneAfter = (deadline: number): number => deadline + 5 + ttl;
