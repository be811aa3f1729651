import type { Page } from './page.ts';

/** Why the probe itself found nothing out: the Service may be sound. */
export const runs: Readonly<Record<string, Page>> = {
  R01: {
    title: "the probe's image cannot be pulled",
    meaning:
      'The node could not get the image: it does not exist, the registry wants a login, has a limit, or cannot be reached. Nothing was learned of the Service.',
    detection: 'The waiting reason of the container (ErrImagePull, ImagePullBackOff) and its message.',
    mending: 'Name an image that the nodes can pull; it needs sh, nc, wget, timeout and getent, as alpine has them.',
    commands: [
      'kubesvc probe NAME --image REGISTRY/alpine:3.23 --image-pull-secret SECRET',
      'export KUBESVC_PROBE_IMAGE=REGISTRY/alpine:3.23',
      'kubesvc probe NAME --no-pod',
    ],
  },
  R02: {
    title: 'no node takes the probe pod',
    meaning: 'The scheduler found no node: labels, taints, or room. Nothing was learned of the Service.',
    detection: "The pod's condition PodScheduled, in the scheduler's words.",
    mending: 'Ask for another node (--node, --node-selector), tolerate taints (--tolerate-all), or make room.',
    commands: ['kubectl get nodes --show-labels', 'kubesvc probe NAME --tolerate-all'],
  },
  R03: {
    title: 'the cluster refuses the probe pod',
    meaning:
      'A quota, a LimitRange, Pod Security, or an admission webhook refused the pod. Nothing was learned of the Service.',
    detection: 'The answer of the API server, or the event FailedCreate of the Job, in its own words.',
    mending:
      'Make room in the quota, probe from another namespace, or change the pod (--overrides). Host networking is refused by Pod Security baseline and restricted.',
    commands: [
      'kubectl -n NAMESPACE describe resourcequota,limitrange',
      'kubesvc probe NAME -n NAMESPACE --from-namespace OTHER',
      'kubesvc probe NAME --no-pod',
    ],
  },
  R04: {
    title: 'you may not create the probe pod',
    meaning: 'Your account has no right to create Jobs in this namespace. What the API shows was still looked at.',
    detection: 'The API server answered Forbidden.',
    mending: 'Ask for the Role that is printed, or take what the API alone shows.',
    commands: [
      'kubesvc probe NAME --print-rbac',
      'kubectl auth can-i create jobs -n NAMESPACE',
      'kubesvc probe NAME --no-pod',
    ],
  },
  R05: {
    title: "the probe's container could not start",
    meaning:
      'The container could not be made or its program could not run: a ServiceAccount that is missing, an image without a shell, or of another architecture, the network of the pod not set up.',
    detection: 'The waiting or terminated state of the container, the events of the Job, or the first line of the log.',
    mending: 'Mend what the message names; with --image, use one that has a shell and busybox.',
    commands: ['kubectl -n NAMESPACE get events', 'kubesvc probe NAME --image alpine:3.23'],
  },
  R06: {
    title: 'the probe pod was ended early',
    meaning: 'It ran into its deadline or its memory limit, was evicted, or somebody deleted it.',
    detection: 'The state in which the pod ended.',
    mending: 'Run it again; for many Services give it more time with --timeout-total.',
    commands: ['kubesvc probe NAME --timeout-total 5m'],
  },
  R07: {
    title: 'the results could not be read',
    meaning: 'The pod ran, and neither its termination message nor its log could be read.',
    detection: 'Both reads failed; the message says how.',
    mending: 'Get the right to read pods/log: results over 4 KiB are read from there.',
    commands: ['kubectl auth can-i get pods/log -n NAMESPACE', 'kubesvc probe NAME --print-rbac'],
  },
  R08: {
    title: 'the API server did not answer in time',
    meaning:
      'A request took longer than its limit, so what became of the run is not known. The Job ends and is removed by itself.',
    detection: 'The request was given up.',
    mending: 'Run it again; see whether the API server is well.',
    commands: ['kubectl get --raw /readyz?verbose', 'kubesvc probe --cleanup'],
  },
  R09: {
    title: 'some results are missing',
    meaning: 'The pod said fewer results than it was given checks: its log was cut, or a part of it was ended.',
    detection: 'The last line counts the results; it is missing, or the number differs.',
    mending: 'Run it again, with fewer Services at a time.',
    commands: ['kubesvc probe NAME'],
  },
};
