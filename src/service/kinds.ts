/** One resource of the API: what is needed to name it in words and in a URL. */
export interface Kind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  namespaced: boolean;
}

const core = { group: '', version: 'v1', namespaced: true } as const;
const apps = { group: 'apps', version: 'v1', namespaced: true } as const;
const batch = { group: 'batch', version: 'v1', namespaced: true } as const;

/** The kinds that kubesvc speaks of by itself; none of them costs a discovery request. */
export const kinds = {
  Pod: { ...core, kind: 'Pod', plural: 'pods', singular: 'pod', shortNames: ['po'] },
  Service: { ...core, kind: 'Service', plural: 'services', singular: 'service', shortNames: ['svc'] },
  ReplicationController: {
    ...core,
    kind: 'ReplicationController',
    plural: 'replicationcontrollers',
    singular: 'replicationcontroller',
    shortNames: ['rc'],
  },
  Namespace: {
    ...core,
    namespaced: false,
    kind: 'Namespace',
    plural: 'namespaces',
    singular: 'namespace',
    shortNames: ['ns'],
  },
  Node: { ...core, namespaced: false, kind: 'Node', plural: 'nodes', singular: 'node', shortNames: ['no'] },
  Event: { ...core, kind: 'Event', plural: 'events', singular: 'event', shortNames: ['ev'] },
  Deployment: { ...apps, kind: 'Deployment', plural: 'deployments', singular: 'deployment', shortNames: ['deploy'] },
  ReplicaSet: { ...apps, kind: 'ReplicaSet', plural: 'replicasets', singular: 'replicaset', shortNames: ['rs'] },
  StatefulSet: { ...apps, kind: 'StatefulSet', plural: 'statefulsets', singular: 'statefulset', shortNames: ['sts'] },
  DaemonSet: { ...apps, kind: 'DaemonSet', plural: 'daemonsets', singular: 'daemonset', shortNames: ['ds'] },
  Job: { ...batch, kind: 'Job', plural: 'jobs', singular: 'job', shortNames: [] },
  CronJob: { ...batch, kind: 'CronJob', plural: 'cronjobs', singular: 'cronjob', shortNames: ['cj'] },
  EndpointSlice: {
    group: 'discovery.k8s.io',
    version: 'v1',
    namespaced: true,
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    singular: 'endpointslice',
    shortNames: [],
  },
  NetworkPolicy: {
    group: 'networking.k8s.io',
    version: 'v1',
    namespaced: true,
    kind: 'NetworkPolicy',
    plural: 'networkpolicies',
    singular: 'networkpolicy',
    shortNames: ['netpol'],
  },
} as const satisfies Record<string, Kind>;

/** `deployments.apps`, `services`: how the API server names a resource in its messages. */
export function qualified({ plural, group }: Pick<Kind, 'plural' | 'group'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** `v1`, `apps/v1`: what an object of the kind says of itself. */
export function apiVersionOf({ group, version }: Pick<Kind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** That a server has no such type, in kubectl's words; what stands behind the first dot counts as a group. */
export function noSuchType(word: string): string {
  const [resource, ...group] = word.split('.');
  const of = group.join('.') === '' ? '' : ` in group "${group.join('.')}"`;
  return `the server doesn't have a resource type "${resource}"${of}`;
}
