import { loadAll } from 'js-yaml';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { ProbeReport } from '../../src/probe/report/model.ts';
import { finish, kubesvc as built } from '../support/built.ts';
import { must, onCluster } from '../support/cluster.ts';
import { expanded } from '../faults/backend.ts';

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}
interface Role {
  kind: 'Role' | 'ClusterRole';
  metadata: { name: string; namespace?: string };
  rules: Rule[];
}

/** One right of the printed roles taken away: where it counts, what is then said, and what it comes to. */
interface Row {
  /** `own`, `kube-system` or `everywhere`, the resource, the verb. */
  right: string;
  /** After `probe`; the Service that is well where absent. */
  args?: string;
  /** A second right without which it would not count. */
  and?: string;
  verdict: string;
  exit: number;
  /** The cause; the finding that is sure without the right where it has another. */
  cause?: string;
  /** What is named as not looked at, each with the right that it takes. */
  skipped?: string[];
  /** Text that the report must hold, where the right is missed in another way. */
  said?: string;
}

const well = { verdict: 'reachable', exit: 0 };
const refused = '--overrides {"spec":{"template":{"spec":{"serviceAccountName":"nobody"}}}}';
const notReady = { args: 'unready', verdict: 'unreachable', exit: 1, cause: 'S02' };
const noPods = { args: 'empty', verdict: 'unreachable', exit: 1, cause: 'S01' };
const onLoopback = { args: 'loopback', verdict: 'unreachable', exit: 1, cause: 'S04' };
const forward = ['listeners on the loopback: get and create pods/portforward in namespace shop'];

/** Those that `--print-rbac` calls for ease have nothing that is named: the same is learned, later or in another way. */
const rows: Row[] = [
  { right: 'own services get', verdict: '', exit: 4, said: 'cannot get resource "services"' },
  { right: 'own services list', ...well, skipped: ['other Services: list services in namespace shop'] },
  {
    right: 'own endpointslices list',
    ...well,
    skipped: ['endpoints: list endpointslices.discovery.k8s.io in namespace shop'],
  },
  {
    right: 'own pods list',
    verdict: 'inconclusive',
    exit: 3,
    cause: 'R07',
    skipped: ['pods: list pods in namespace shop'],
    said: 'the probe pod may not be seen',
  },
  { right: 'own pods watch', ...well },
  { right: 'own pods create', args: `web ${refused}`, verdict: 'inconclusive', exit: 3, cause: 'R05' },
  {
    right: 'own networkpolicies list',
    ...well,
    skipped: ['network policies: list networkpolicies.networking.k8s.io in namespace shop'],
  },
  { right: 'own events list', ...notReady, skipped: ['events: list events in namespace shop'] },
  {
    right: 'own events watch',
    and: 'own pods create',
    args: `web ${refused}`,
    verdict: 'inconclusive',
    exit: 3,
    cause: 'R05',
  },
  ...['deployments', 'replicasets', 'statefulsets', 'daemonsets'].map((kind) => ({
    right: `own ${kind} list`,
    ...noPods,
    skipped: [`workloads: list ${kind}.apps in namespace shop`],
  })),
  { right: 'own cronjobs list', ...noPods },
  { right: 'own replicationcontrollers list', ...noPods },
  { right: 'own jobs create', verdict: 'inconclusive', exit: 3, cause: 'R04', said: 'this user lacks the right' },
  { right: 'own jobs get', ...well },
  { right: 'own jobs list', ...well, skipped: ['what earlier probes have left: list jobs.batch in namespace shop'] },
  { right: 'own jobs delete', ...well, said: '"cleanup": "ttl"' },
  {
    right: 'own pods/log get',
    args: 'web --show-response',
    ...well,
    cause: 'R07',
    said: 'what the Service answered could not be read from the log',
  },
  { right: 'own pods/portforward get', ...onLoopback, skipped: forward },
  { right: 'own pods/portforward create', ...onLoopback, skipped: forward },
  { right: 'kube-system services get', ...well, skipped: ['cluster DNS: get services in namespace kube-system'] },
  {
    right: 'kube-system endpointslices list',
    ...well,
    skipped: ['cluster DNS: list endpointslices.discovery.k8s.io in namespace kube-system'],
  },
  {
    right: 'kube-system pods list',
    ...well,
    skipped: ['pods of cluster DNS and kube-proxy: list pods in namespace kube-system'],
  },
  {
    right: 'kube-system networkpolicies list',
    ...well,
    skipped: ['network policies: list networkpolicies.networking.k8s.io in namespace kube-system'],
  },
  { right: 'everywhere namespaces get', ...well, skipped: ['labels of namespaces: get namespaces'] },
  { right: 'everywhere nodes list', args: 'port', ...well, skipped: ['nodes: list nodes'] },
];

const object = (kind: string, name: string, spec: object) => ({ apiVersion: 'v1', kind, metadata: { name }, spec });
const service = (name: string, app: string, more: object = {}) =>
  object('Service', name, { selector: { app }, ports: [{ port: 80, targetPort: 8080 }], ...more });
const backend = (name: string, more: object = {}) => expanded({ kind: 'Backend', name, ...more });

/** A Service for each situation in which some right counts. */
const objects = [
  ...backend('web', { replicas: 2 }),
  ...backend('unready', { readiness: { tcpSocket: { port: 9 } } }),
  ...backend('empty', { replicas: 0 }),
  ...backend('loopback', { bind: '127.0.0.1', readiness: null }),
  service('web', 'web'),
  service('port', 'web', { type: 'NodePort' }),
  service('unready', 'unready'),
  service('empty', 'empty'),
  service('loopback', 'loopback'),
];

onCluster('users with the rights that --print-rbac prints, and with one less', (ground) => {
  const { namespace, kubectl, kubesvc, apply, env } = ground;
  let roles: Role[] = [];
  const spaceOf = ({ metadata }: Role) =>
    metadata.namespace === undefined ? 'everywhere' : metadata.namespace === namespace ? 'own' : metadata.namespace;

  beforeAll(async () => {
    await apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
    const { stdout } = await must(kubesvc('probe', 'web', '--show-response', '--print-rbac'));
    roles = loadAll(stdout) as Role[];
    const users = [grants('all', []), ...rows.map(({ right, and }) => grants(right, [right, ...(and ? [and] : [])]))];
    // Without -n: they name their own namespaces.
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: users.flat() });
    await must(finish(inject('kubectl'), ['apply', '-f', '-'], env, list));
    for (const name of ['web', 'loopback']) await must(kubectl('rollout', 'status', 'deployment', name));
    await must(kubectl('wait', '--for=condition=Initialized', 'pod', '-l', 'app=unready', '--timeout=60s'));
    return async () => {
      const mine = ['-l', `rights-of=${namespace}`];
      await kubectl('-n', 'kube-system', 'delete', 'role,rolebinding', ...mine);
      await kubectl('delete', 'clusterrole,clusterrolebinding', ...mine);
    };
  }, 180_000);

  const userOf = (right: string) => `${namespace}:${right.replaceAll(/[ /]/g, '-')}`;

  /** The printed roles without some rights, bound to a user of that name. */
  function grants(who: string, without: readonly string[]): object[] {
    return roles.flatMap((role) => {
      const space = spaceOf(role);
      const rules = role.rules.flatMap(({ apiGroups, resources, verbs }) =>
        resources.flatMap((resource) => {
          const left = verbs.filter((verb) => !without.includes(`${space} ${resource} ${verb}`));
          return left.length > 0 ? [{ apiGroups, resources: [resource], verbs: left }] : [];
        }),
      );
      const name = userOf(who).replaceAll(':', '-');
      const metadata = { ...role.metadata, name, labels: { 'rights-of': namespace } };
      const apiGroup = 'rbac.authorization.k8s.io';
      const apiVersion = `${apiGroup}/v1`;
      return [
        { apiVersion, kind: role.kind, metadata, rules },
        {
          apiVersion,
          kind: `${role.kind}Binding`,
          metadata,
          roleRef: { apiGroup, kind: role.kind, name },
          subjects: [{ apiGroup, kind: 'User', name: userOf(who) }],
        },
      ];
    });
  }

  const asked = async (who: string, line: string) => {
    const args = ['-n', namespace, 'probe', ...line.split(' '), '--as', userOf(who), '-o', 'json'];
    const { code, stdout, stderr } = await built(args, env);
    const said = `${stdout}${stderr}`.replaceAll(namespace, 'shop');
    return { code, said, report: stdout === '' ? undefined : (JSON.parse(stdout) as ProbeReport) };
  };

  test('every printed right has its row', () => {
    const printed = roles.flatMap((role) =>
      role.rules.flatMap(({ resources, verbs }) =>
        resources.flatMap((resource) => verbs.map((verb) => `${spaceOf(role)} ${resource} ${verb}`)),
      ),
    );
    expect([...new Set(printed)].sort()).toEqual(rows.map(({ right }) => right).sort());
  });

  describe.concurrent('one right', () => {
    test.each(['web --show-response', 'port', 'unready', 'empty', 'loopback', 'not-there'])(
      'less than none: %s',
      async (line) => {
        const { report } = await asked('all', line);
        expect(report?.skipped).toEqual([]);
        expect(report?.vantages.map(({ cleanup }) => cleanup)).not.toContain('ttl');
      },
    );

    test.each(rows)('less: $right', async ({ right, args = 'web', verdict, exit, cause, skipped = [], said: text }) => {
      const { code, report, said } = await asked(right, args);
      const told = report?.skipped.map((one) => `${one.check}: ${one.right}`.replaceAll(namespace, 'shop'));
      const first = report?.results[0]?.cause ?? undefined;
      expect({ verdict: report?.summary.verdict ?? '', exit: code, cause: first, skipped: told ?? [] }).toEqual({
        verdict,
        exit,
        cause,
        skipped,
      });
      expect(said).toContain(text ?? '');
    });
  });
});
