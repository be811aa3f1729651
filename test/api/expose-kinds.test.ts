import { expect, test } from 'vitest';
import { onCluster } from '../support/cluster.ts';

type Json = Record<string, unknown>;

const template = (name: string) =>
  `template: {metadata: {labels: {app: ${name}, tier: t}}, spec: {restartPolicy: Always, containers: [{name: c, image: i, ports: [{containerPort: 8080}, {containerPort: 53, protocol: UDP}, {containerPort: 53}]}]}}`;
const manifest = (kind: string, name: string, apiVersion: string, spec: string) =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}, labels: {of: ${name}}}, spec: {${spec}}}`;
const selecting = (name: string) => `selector: {matchLabels: {app: ${name}}}, `;

const crd = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: rollouts.kubesvc.example}
spec:
  group: kubesvc.example
  scope: Namespaced
  names: {kind: Rollout, plural: rollouts, singular: rollout, shortNames: [ro]}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
`;

/** What is stored, without what differs by its nature. */
function stored({ metadata, spec }: Json): Json {
  const { labels, annotations } = metadata as Json;
  const { clusterIP: _, clusterIPs: __, ...rest } = spec as Json;
  return { labels, annotations, spec: rest };
}

onCluster('every kind exposed', ({ kubesvc, kubectl, apply, read }) => {
  test.each([
    ['deployment', manifest('Deployment', 'a', 'apps/v1', selecting('a') + template('a'))],
    ['replicaset', manifest('ReplicaSet', 'a', 'apps/v1', selecting('a') + template('a'))],
    ['replicationcontroller', manifest('ReplicationController', 'a', 'v1', `selector: {app: a}, ${template('a')}`)],
    ['pod', manifest('Pod', 'a', 'v1', 'containers: [{name: c, image: i, ports: [{containerPort: 8080}]}]')],
    ['service', manifest('Service', 'a', 'v1', 'selector: {app: a}, ports: [{port: 80}]')],
  ])('a %s, the object that kubectl stores', async (kind, object) => {
    await apply(object);
    const theirs = await kubectl('expose', kind, 'a', '--name=theirs', '--save-config', '--session-affinity=ClientIP');
    const ours = await kubesvc('expose', kind, 'a', '--name=ours', '--save-config', '--session-affinity=ClientIP');
    expect(theirs).toEqual({ code: 0, stdout: 'service/theirs exposed\n', stderr: '' });
    expect({ ...ours, stderr: '' }).toEqual({ ...theirs, stdout: 'service/ours exposed\n' });
    const text = JSON.stringify(stored(await read('service', 'theirs'))).replaceAll('theirs', 'ours');
    expect(stored(await read('service', 'ours'))).toEqual(JSON.parse(text));
    expect(await read('service', 'ours')).toMatchObject({
      metadata: { managedFields: [{ manager: 'kubesvc-expose' }] },
    });
    await kubectl('delete', 'service', 'ours', 'theirs', 'a', '--ignore-not-found');
  });

  const three = [
    { name: 'port-1', port: 8080, protocol: 'TCP', targetPort: 8080 },
    { name: 'port-2-udp', port: 53, protocol: 'UDP', targetPort: 53 },
    { name: 'port-2-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
  ];

  test.each([
    ['statefulset', 'apps/v1', 'StatefulSet', `serviceName: x, ${selecting('b')}${template('b')}`, { app: 'b' }],
    ['ds', 'apps/v1', 'DaemonSet', selecting('b') + template('b'), { app: 'b' }],
    ['job', 'batch/v1', 'Job', template('b').replace('Always', 'Never'), undefined],
    [
      'cronjob',
      'batch/v1',
      'CronJob',
      `schedule: "0 0 * * *", jobTemplate: {spec: {${template('b').replace('Always', 'Never')}}}`,
      { app: 'b', tier: 't' },
    ],
  ])('a %s, which kubectl refuses', async (kind, apiVersion, name, spec, selector) => {
    await apply(manifest(name, 'b', apiVersion, spec));
    expect((await kubectl('expose', kind, 'b')).stderr).toMatch(/^error: cannot expose a /);
    expect(await kubesvc('expose', kind, 'b')).toMatchObject({ code: 0, stdout: 'service/b exposed\n' });
    expect(await read('service', 'b')).toMatchObject({
      metadata: { labels: { of: 'b' } },
      spec: { ports: three, ...(selector && { selector }) },
    });
    await kubectl('delete', 'service', 'b');
  });

  test('of a workload that counts pods of its own, nobody asks for pods', async () => {
    await apply(manifest('Deployment', 'd', 'apps/v1', selecting('d') + template('d')));
    const pods = async () =>
      (await kubesvc('expose', 'deploy', 'd', '-v=6')).stderr.match(/"GET" url="[^"]*\/pods/g) ?? [];
    expect(await pods()).toHaveLength(1);
    await kubectl('delete', 'service', 'd');
    await kubectl('patch', 'deployment', 'd', '--subresource=status', '--type=merge', '-p={"status":{"replicas":2}}');
    expect(await pods()).toHaveLength(0);
  });

  test('a custom resource with a pod template', async () => {
    await apply(crd);
    await kubectl('wait', '--for=condition=Established', 'crd/rollouts.kubesvc.example', '--timeout=20s');
    await apply(manifest('Rollout', 'c', 'kubesvc.example/v1', selecting('c') + template('c')));
    expect(await kubesvc('expose', 'rollouts.kubesvc.example', 'c')).toEqual({
      code: 0,
      stdout: 'service/c exposed\n',
      stderr: 'c: no pod matches the selector app=c now\n',
    });
    expect(await kubesvc('expose', 'ro/c', '--dry-run=client', '-o', 'jsonpath={.spec.selector}')).toMatchObject({
      stdout: '{"app":"c"}',
    });
    await kubectl('delete', 'crd', 'rollouts.kubesvc.example');
  });

  test('a headless Service of a StatefulSet has the name that its pods look for, as long as it is free', async () => {
    await apply(manifest('StatefulSet', 'db', 'apps/v1', `serviceName: db-names, ${selecting('db')}${template('db')}`));
    const line = ['expose', 'statefulset', 'db', '--headless'];
    expect(await kubesvc(...line)).toMatchObject({ code: 0, stdout: 'service/db-names exposed\n' });
    expect(await read('service', 'db-names')).toMatchObject({ spec: { clusterIP: 'None', selector: { app: 'db' } } });
    expect(await kubesvc(...line)).toMatchObject({ code: 0, stdout: 'service/db exposed\n' });
  });

  test('from labels alone', async () => {
    const line = ['expose', 'pods', '--selector=tier=frontend', '--name=my-service', '--port=80:9376'];
    expect(await kubesvc(...line)).toEqual({
      code: 0,
      stdout: 'service/my-service exposed\n',
      stderr: 'my-service: no pod matches the selector tier=frontend now\n',
    });
    expect(await read('service', 'my-service')).toMatchObject({
      metadata: { labels: { tier: 'frontend' } },
      spec: { selector: { tier: 'frontend' }, ports: [{ port: 80, targetPort: 9376, protocol: 'TCP' }] },
    });
    const pod = (name: string, port: string) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, labels: {tier: frontend}}, spec: {containers: [{name: c, image: i, ports: [${port}]}]}}`;
    await apply(pod('one', '{containerPort: 9376, protocol: UDP}'));
    const dry = ['--dry-run=client', '-o', 'jsonpath={.spec.ports}'];
    expect(await kubesvc(...line, ...dry)).toEqual({
      code: 0,
      stdout: '[{"port":80,"protocol":"UDP","targetPort":9376}]',
      stderr: '',
    });
    await apply(pod('two', '{containerPort: 80}'));
    expect(await kubesvc('expose', 'po', '--selector=tier=frontend', '--name=both', ...dry)).toEqual({
      code: 0,
      stdout:
        '[{"name":"port-1","port":9376,"protocol":"UDP","targetPort":9376},{"name":"port-2","port":80,"protocol":"TCP","targetPort":80}]',
      stderr: 'both: the 2 pods do not declare the same ports: one has 9376/UDP; two has 80/TCP\n',
    });
    expect(await kubesvc('expose', 'pods', '--selector=tier=frontend')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: labels alone have no name to take: name must be specified with --name\n',
    });
  });

  test('a pod of a Deployment: the Service dies with the next rollout, and that is said', async () => {
    await apply(
      '{apiVersion: v1, kind: Pod, metadata: {name: web-5d8f-x, labels: {app: web, pod-template-hash: 5d8f}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d8f, uid: 6f7a8f0e-0000-4000-8000-000000000000}]}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}}',
    );
    const line = ['expose', 'pod', 'web-5d8f-x', '--dry-run=client', '-o', 'json'];
    const theirs = await kubectl(...line);
    expect(await kubesvc(...line)).toEqual({
      ...theirs,
      stderr:
        "web-5d8f-x: the selector has the pod's pod-template-hash, so the next rollout leaves the Service without pods; instead: kubesvc expose deployment web\n",
    });
  });

  test('a user who may create but not look at pods hears nothing of them', async () => {
    await apply(
      '{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: maker}, rules: [{apiGroups: [""], resources: [services, replicationcontrollers], verbs: [create, get]}]}',
    );
    await apply(
      '{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: maker}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: maker}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: maker}]}',
    );
    await apply(manifest('ReplicationController', 'quiet', 'v1', template('quiet')));
    const line = ['--as=maker', 'expose', 'rc', 'quiet'];
    expect(await kubesvc(...line)).toEqual({ code: 0, stdout: 'service/quiet exposed\n', stderr: '' });
    expect(await kubesvc(...line)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Error from server (AlreadyExists): services "quiet" already exists\n',
    });
  });
});
