import { isFromHereAlone, type Wishes } from './wishes.ts';

/** One line of a Role, and what it is for. */
export interface Right {
  group: string;
  resources: string[];
  verbs: string[];
  why: string;
  /** Without it one check is left out, and named (`check`); or nothing is, and what it is for comes later, or in another way (`ease`). */
  optional?: 'check' | 'ease' | undefined;
}

export interface RoleText {
  /** undefined is a ClusterRole. */
  namespace: string | undefined;
  rights: Right[];
}

const networking = 'networking.k8s.io';

/** What reading about Services takes, in their namespace or everywhere. */
const reading: Right[] = [
  {
    group: '',
    resources: ['services'],
    verbs: ['get', 'list'],
    why: 'the Services, and others with the same selector',
  },
  { group: 'discovery.k8s.io', resources: ['endpointslices'], verbs: ['list'], why: 'their endpoints' },
  { group: '', resources: ['pods'], verbs: ['list'], why: 'the pods behind them, and those that come near' },
  { group: networking, resources: ['networkpolicies'], verbs: ['list'], why: 'who is kept out', optional: 'check' },
  { group: '', resources: ['events'], verbs: ['list'], why: 'why pods are not ready', optional: 'check' },
  {
    group: 'apps',
    resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'],
    verbs: ['list'],
    why: 'why a workload has no pods',
    optional: 'check',
  },
  {
    group: 'batch',
    resources: ['jobs', 'cronjobs'],
    verbs: ['list'],
    why: 'the same of what runs at times',
    optional: 'ease',
  },
  {
    group: '',
    resources: ['replicationcontrollers'],
    verbs: ['list'],
    why: 'the same of what older clusters have',
    optional: 'ease',
  },
];

const aroundTheCluster: Right[] = [
  { group: '', resources: ['services'], verbs: ['get'], why: 'cluster DNS', optional: 'check' },
  {
    group: 'discovery.k8s.io',
    resources: ['endpointslices'],
    verbs: ['list'],
    why: 'endpoints of cluster DNS',
    optional: 'check',
  },
  { group: '', resources: ['pods'], verbs: ['list'], why: 'pods of cluster DNS and kube-proxy', optional: 'check' },
  {
    group: networking,
    resources: ['networkpolicies'],
    verbs: ['list'],
    why: 'who is kept from cluster DNS',
    optional: 'check',
  },
];

/** Exactly what these flags need: the roles to grant, each right with what it is for. */
export function rolesFor(wishes: Wishes, namespace: string): RoleText[] {
  const { fromNamespace, pod, everyNode, what } = wishes;
  const mode = isFromHereAlone(wishes) ? 'no' : wishes.mode;
  const everywhere = 'all' in what && what.all;
  const spaces = new Set('named' in what ? what.named.map((one) => one.namespace ?? namespace) : [namespace]);
  const [first = namespace] = spaces;
  const runsIn = fromNamespace ?? (everywhere ? namespace : first);
  const cluster: Right[] = [
    ...(everywhere ? reading : []),
    {
      group: '',
      resources: ['namespaces'],
      verbs: everywhere ? ['list'] : ['get'],
      why: 'labels that policies go by',
      optional: 'check',
    },
    {
      group: '',
      resources: ['nodes'],
      verbs: ['list'],
      why: everyNode ? 'from which nodes to look' : 'node ports, and traffic that is bound to a node',
      optional: everyNode ? undefined : 'check',
    },
  ];
  const probing = mode === 'no' ? [] : probingRights(wishes, pod.runner);
  const roles: RoleText[] = everywhere ? [] : [...spaces].map((space) => ({ namespace: space, rights: reading }));
  const there = roles.find((role) => role.namespace === runsIn);
  if (there) there.rights = merged([...there.rights, ...probing]);
  else if (probing.length > 0)
    roles.push({
      namespace: runsIn,
      rights: [
        ...probing,
        ...(everywhere
          ? []
          : [
              {
                group: networking,
                resources: ['networkpolicies'],
                verbs: ['list'],
                why: 'who may leave',
                optional: 'check',
              } satisfies Right,
            ]),
      ],
    });
  if (!everywhere) roles.push({ namespace: 'kube-system', rights: aroundTheCluster });
  if (mode !== 'no' && !everywhere) {
    // Port-forward goes to the pods behind the Service, not to ours.
    for (const role of roles.filter(({ namespace: space }) => space !== undefined && spaces.has(space)))
      role.rights = [...role.rights, forward];
  }
  return [...roles, { namespace: undefined, rights: mode !== 'no' && everywhere ? [...cluster, forward] : cluster }];
}

const forward: Right = {
  group: '',
  resources: ['pods/portforward'],
  verbs: ['get', 'create'],
  why: 'whether a pod that refuses listens on its loopback',
  optional: 'check',
};

function probingRights({ showResponse, expectation, count, keep, what }: Wishes, runner: 'job' | 'pod'): Right[] {
  const needsLog = showResponse || expectation.body !== undefined || count > 0 || 'all' in what;
  const own: Right =
    runner === 'job'
      ? {
          group: 'batch',
          resources: ['jobs'],
          verbs: keep ? ['create'] : ['create', 'delete'],
          why: 'the probe',
        }
      : {
          group: '',
          resources: ['pods'],
          verbs: ['create', 'get', 'delete', 'list'],
          why: 'the probe, and what an earlier one has left',
        };
  return [
    own,
    { group: '', resources: ['pods'], verbs: ['list'], why: 'what becomes of its pod' },
    { group: '', resources: ['pods'], verbs: ['watch'], why: 'the same, as soon as it happens', optional: 'ease' },
    ...(runner === 'job'
      ? ([
          {
            group: 'batch',
            resources: ['jobs'],
            verbs: ['list'],
            why: 'what an earlier probe has left',
            optional: 'check',
          },
          {
            group: 'batch',
            resources: ['jobs'],
            verbs: ['get'],
            why: 'whether it is there, should an answer be lost',
            optional: 'ease',
          },
          {
            group: '',
            resources: ['pods'],
            verbs: ['create'],
            why: 'a dry run, which tells before the Job is made whether a quota or Pod Security refuses its pod',
            optional: 'ease',
          },
        ] satisfies Right[])
      : []),
    { group: '', resources: ['events'], verbs: ['list'], why: 'why its pod cannot be made', optional: 'check' },
    { group: '', resources: ['events'], verbs: ['watch'], why: 'the same, as soon as it happens', optional: 'ease' },
    {
      group: '',
      resources: ['pods/log'],
      verbs: ['get'],
      why: 'results of more than 4,096 bytes',
      optional: needsLog ? undefined : 'check',
    },
  ];
}

/** Rights to the same resource stand apart where they are for different things; the same twice is said once. */
function merged(rights: readonly Right[]): Right[] {
  const seen = new Set<string>();
  return rights.flatMap((right) => {
    const verbs = right.verbs.filter((verb) => !seen.has(`${right.group} ${right.resources.join()} ${verb}`));
    for (const verb of right.verbs) seen.add(`${right.group} ${right.resources.join()} ${verb}`);
    return verbs.length > 0 ? [{ ...right, verbs }] : [];
  });
}

const roleName = 'kubesvc-probe';

/** The same as YAML, to be applied. */
export function rightsText(wishes: Wishes, namespace: string): string {
  const roles = rolesFor(wishes, namespace);
  const documents = roles.map(({ namespace: space, rights }) =>
    [
      'apiVersion: rbac.authorization.k8s.io/v1',
      `kind: ${space === undefined ? 'ClusterRole' : 'Role'}`,
      'metadata:',
      `  name: ${roleName}`,
      ...(space === undefined ? [] : [`  namespace: ${space}`]),
      'rules:',
      ...rights.flatMap(({ group, resources, verbs, why, optional }) => [
        `# ${optional === undefined ? '' : optional === 'check' ? 'optional: ' : 'for ease: '}${why}`,
        `- apiGroups: ["${group}"]`,
        `  resources: [${resources.map((resource) => `"${resource}"`).join(', ')}]`,
        `  verbs: [${verbs.map((verb) => `"${verb}"`).join(', ')}]`,
      ]),
    ].join('\n'),
  );
  const bindings = roles.map(({ namespace: space }) =>
    space === undefined
      ? `#   kubectl create clusterrolebinding ${roleName} --clusterrole=${roleName} --user=USER`
      : `#   kubectl -n ${space} create rolebinding ${roleName} --role=${roleName} --user=USER`,
  );
  return `# Without an optional right one check is left out, and named; without one for ease, none is. To grant them:\n${bindings.join('\n')}\n${documents.join('\n---\n')}\n`;
}
