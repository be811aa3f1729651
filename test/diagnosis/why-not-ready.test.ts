import { expect, test } from 'vitest';
import type { Facts } from '../../src/diagnosis/facts.ts';
import { fixFor } from '../../src/diagnosis/not-ready-fix.ts';
import { whyNotReady } from '../../src/diagnosis/why-not-ready.ts';
import * as w from './world.ts';

const { facts, happening, node, pod, service } = w;

type Pod = ReturnType<typeof pod>;

const state = (more: object) => ({
  containerStatuses: [{ name: 'web', ready: false, restartCount: 0, image: 'nginx', imageID: '', ...more }],
});

const crashed = (probe: object) =>
  pod('a', {
    ready: false,
    container: probe,
    status: state({
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: {
        terminated: { exitCode: 137, startedAt: '2026-01-02T03:03:30Z', finishedAt: '2026-01-02T03:04:00Z' },
      },
    }),
  });

const unscheduled = (message: string, spec: object = {}) =>
  pod('a', {
    ready: false,
    ip: '',
    spec: { nodeName: undefined as never, ...spec },
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message }] },
  });

const around = (one: Pod, more: Partial<Facts> = {}): Facts => ({ ...facts(service(), { pods: [one] }), ...more });

const events = (...all: ReturnType<typeof happening>[]) => ({
  explained: { workloads: [], events: all, unclaimed: [], elsewhere: undefined },
});

test.each<[string, Pod, Partial<Facts>, string, string, string]>([
  [
    'a liveness probe that ends it',
    crashed({ livenessProbe: { httpGet: { path: '/healthz', port: 8080 } } }),
    events(happening('Pod', 'a', 'Unhealthy', 'Liveness probe failed: connection refused')),
    'Probe',
    'container "web" is ended over and over by its liveness probe (HTTP GET /healthz on port 8080): Liveness probe failed: connection refused',
    'edit pod/a',
  ],
  [
    'a crash beside which a readiness probe has failed',
    crashed({ livenessProbe: { tcpSocket: { port: 1 } } }),
    events(happening('Pod', 'a', 'Unhealthy', 'Readiness probe failed: connection refused')),
    'CrashLoop',
    'container "web" keeps ending, last with exit code 137: it was killed (SIGKILL)',
    'logs a -c web --previous',
  ],
  [
    'a readiness probe that is not asked yet',
    pod('a', {
      ready: false,
      container: { readinessProbe: { tcpSocket: { port: 1 }, initialDelaySeconds: 600 } },
      status: state({ state: { running: { startedAt: '2026-01-02T03:04:00Z' } } }),
    }),
    {},
    'Probe',
    'the readiness probe of container "web" (TCP port 1) has not passed, which is asked for the first time 600 s after the start (initialDelaySeconds)',
    'describe pod a',
  ],
  [
    'what holds a pod that is deleted',
    pod('a', { metadata: { deletionTimestamp: '2026-01-02T03:00:00Z', finalizers: ['example.com/hold'] } }),
    {},
    'Terminating',
    'it is being deleted, and held by its finalizer example.com/hold',
    'describe pod a',
  ],
  [
    'a node that does not exist',
    pod('a', { ready: false, node: 'gone', status: { phase: 'Pending', conditions: [] } }),
    { nodes: [node('node1')] },
    'NodeNotReady',
    'its node gone does not exist',
    'kubectl get nodes',
  ],
  [
    'a sidecar that does not start',
    pod('a', {
      ready: false,
      spec: {
        initContainers: [
          { name: 'proxy', image: 'x', restartPolicy: 'Always', startupProbe: { tcpSocket: { port: 15021 } } },
        ],
      },
      status: {
        phase: 'Pending',
        conditions: [{ type: 'Initialized', status: 'False' }],
        initContainerStatuses: [
          {
            name: 'proxy',
            ready: false,
            started: false,
            restartCount: 0,
            image: '',
            imageID: '',
            state: { running: { startedAt: '2026-01-02T03:03:00Z' } },
          },
        ],
        ...state({ state: { waiting: { reason: 'PodInitializing' } } }),
      },
    }),
    events(happening('Pod', 'a', 'Unhealthy', 'Startup probe failed: connection refused')),
    'Init',
    'its sidecar "proxy" has not started, and the other containers wait for it: its startup probe (TCP port 15021) fails: Startup probe failed: connection refused',
    'logs a -c proxy',
  ],
  [
    'a command that is not in the image',
    pod('a', {
      ready: false,
      status: state({
        restartCount: 1,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 128, reason: 'StartError', message: 'exec: "/app": no such file' } },
      }),
    }),
    {},
    'ContainerConfig',
    'container "web" cannot be started (StartError): exec: "/app": no such file',
    'edit pod/a',
  ],
  [
    'a process that comes to its end',
    pod('a', {
      ready: false,
      status: state({
        restartCount: 1,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 0, reason: 'Completed' } },
      }),
    }),
    {},
    'CrashLoop',
    'container "web" keeps ending, last with exit code 0: its process comes to its end, where a server goes on',
    'logs a -c web --previous',
  ],
  [
    'a key that the ConfigMap does not have',
    pod('a', {
      ready: false,
      status: state({
        state: {
          waiting: { reason: 'CreateContainerConfigError', message: "couldn't find key port in ConfigMap shop/conf" },
        },
      }),
    }),
    {},
    'ContainerConfig',
    'container "web" cannot be made (CreateContainerConfigError): couldn\'t find key port in ConfigMap shop/conf',
    'edit configmap conf',
  ],
  [
    'a key that a mounted Secret does not have',
    pod('a', {
      ready: false,
      spec: { volumes: [{ name: 'c', secret: { secretName: 'tls' } }] },
      status: state({ state: { waiting: { reason: 'ContainerCreating' } } }),
    }),
    events(
      happening(
        'Pod',
        'a',
        'FailedMount',
        'MountVolume.SetUp failed for volume "c" : references non-existent secret key: tls.crt',
      ),
    ),
    'ContainerConfig',
    'container "web" cannot be made: MountVolume.SetUp failed for volume "c" : references non-existent secret key: tls.crt',
    'edit secret tls',
  ],
  [
    'a Secret that is not there',
    pod('a', {
      ready: false,
      status: state({ state: { waiting: { reason: 'CreateContainerConfigError', message: 'secret "s" not found' } } }),
    }),
    {},
    'ContainerConfig',
    'container "web" cannot be made (CreateContainerConfigError): secret "s" not found',
    'get secrets',
  ],
  [
    'a scheduler that nobody is',
    pod('a', {
      ready: false,
      ip: '',
      metadata: { creationTimestamp: '2026-01-02T03:04:00Z' },
      spec: { nodeName: undefined as never, schedulerName: 'my-scheduler' },
      status: { phase: 'Pending', conditions: [] },
    }),
    {},
    'Unschedulable',
    'no scheduler has taken it up: its schedulerName is "my-scheduler"',
    'kube-system get pods',
  ],
  [
    'a scheduling gate',
    unscheduled('Scheduling is blocked due to non-empty scheduling gates', { schedulingGates: [{ name: 'a.b/c' }] }),
    {},
    'Unschedulable',
    'it cannot be scheduled: Scheduling is blocked due to non-empty scheduling gates (a.b/c)',
    'get pod a -o yaml',
  ],
  [
    'a claim without a volume',
    unscheduled('0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.', {
      volumes: [{ persistentVolumeClaim: { claimName: 'data' } }],
    }),
    {},
    'Unschedulable',
    'it cannot be scheduled: 0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
    'get persistentvolumeclaims',
  ],
  [
    'too little CPU',
    unscheduled('0/2 nodes are available: 2 Insufficient cpu.'),
    {},
    'Unschedulable',
    'it cannot be scheduled: 0/2 nodes are available: 2 Insufficient cpu.',
    'describe nodes',
  ],
  [
    'a node that is cordoned',
    unscheduled('0/1 nodes are available: 1 node(s) were unschedulable.'),
    { nodes: [node('node1', { cordoned: true })] },
    'Unschedulable',
    'it cannot be scheduled: 0/1 nodes are available: 1 node(s) were unschedulable.',
    'kubectl uncordon node1',
  ],
  [
    'more replicas than nodes',
    unscheduled("0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules."),
    {},
    'Unschedulable',
    "it cannot be scheduled: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.",
    'get pods -o wide',
  ],
  [
    'a taint',
    unscheduled('0/2 nodes are available: 2 node(s) had untolerated taint(s).'),
    {},
    'Unschedulable',
    'it cannot be scheduled: 0/2 nodes are available: 2 node(s) had untolerated taint(s).',
    'get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints',
  ],
])('%s', (_, one, more, reason, text, fix) => {
  const all = around(one, more);
  const why = whyNotReady(one, all);
  expect(why).toMatchObject({ reason, text });
  expect(fixFor(why, all, one).command).toContain(fix);
});
