import { expect, test } from 'vitest';
import { onCluster } from '../support/cluster.ts';

const workload = (kind: string, name: string, apiVersion = 'apps/v1') => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  ${kind === 'StatefulSet' ? `serviceName: ${name}` : ''}
  selector: ${apiVersion === 'v1' ? `{app: ${name}}` : `{matchLabels: {app: ${name}}}`}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 8080}]}]}
`;

onCluster('expose on a real API server', ({ namespace, kubesvc, kubesvcFed, kubectl, apply, read }) => {
  test.each([
    ['deployment', workload('Deployment', 'deploy-one')],
    ['replicaset', workload('ReplicaSet', 'rs-one')],
    ['statefulset', workload('StatefulSet', 'sts-one')],
    ['daemonset', workload('DaemonSet', 'ds-one')],
    ['replicationcontroller', workload('ReplicationController', 'rc-one', 'v1')],
  ])('a %s', async (kind, manifest) => {
    await apply(manifest);
    const [, name = ''] = /name: ([a-z-]+),/.exec(manifest) ?? [];
    expect(await kubesvc('expose', kind, name, '--port=80')).toEqual({
      code: 0,
      stdout: `service/${name} exposed\n`,
      stderr: `${name}: targetPort is 8080, the one port that the workload declares; to reach another: --target-port\n${name}: no pod matches the selector app=${name} now\n`,
    });
    expect(await read('service', name)).toMatchObject({
      metadata: { namespace, labels: { app: name }, managedFields: [{ manager: 'kubesvc-expose' }] },
      spec: { type: 'ClusterIP', selector: { app: name }, ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] },
    });
  });

  test('a Deployment gives the bytes that kubectl gives', async () => {
    await apply(workload('Deployment', 'same'));
    for (const format of ['yaml', 'json', 'name']) {
      for (const line of [
        ['--dry-run=client'],
        ['--dry-run=client', '--type=NodePort', '--name=other', '--port=8080', '--target-port=http'],
      ]) {
        const args = ['expose', 'deployment', 'same', '-o', format, ...line];
        expect(await kubesvc(...args)).toEqual(await kubectl(...args));
      }
    }
  });

  test('--dry-run=server asks and leaves nothing', async () => {
    await apply(workload('Deployment', 'dry'));
    expect(await kubesvc('expose', 'deploy/dry', '--dry-run=server')).toEqual({
      code: 0,
      stdout: 'service/dry exposed (server dry run)\n',
      stderr: '',
    });
    expect((await kubectl('get', 'service', 'dry')).code).toBe(1);
  });

  test('a manifest of another namespace than the one asked for is refused', async () => {
    const manifest =
      '{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: far, labels: {a: b}}, spec: {containers: [{ports: [{containerPort: 80}]}]}}';
    expect(await kubesvcFed(manifest, 'expose', '-f', '-')).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: the namespace from the provided object "far" does not match the namespace "${namespace}". You must pass '--namespace=far' to perform this operation.\n`,
    });
  });

  test.each([
    [
      'that exists',
      ['expose', 'deployment', 'twice'],
      'Error from server (AlreadyExists): services "twice" already exists\n',
    ],
    [
      'of a Deployment that is not there',
      ['expose', 'deployment', 'nope'],
      'Error from server (NotFound): deployments.apps "nope" not found\n',
    ],
    [
      'of a Deployment without ports',
      ['expose', 'deployment', 'mute'],
      "error: couldn't find port via --port flag or introspection\n",
    ],
    [
      'with a name that the server refuses',
      ['expose', 'deployment', 'twice', '--name=Bad_Name'],
      'error: invalid --name "Bad_Name": must consist of lower case letters, digits and ',
    ],
  ])('a Service %s', async (_, args, stderr) => {
    await apply(workload('Deployment', 'twice'));
    await apply(workload('Deployment', 'mute').replace('ports: [{containerPort: 8080}]', 'ports: []'));
    await kubesvc('expose', 'deployment', 'twice');
    const before = await kubectl('get', 'services', '-o', 'name');
    const outcome = await kubesvc(...args);
    expect({ ...outcome, stderr: outcome.stderr.slice(0, stderr.length) }).toEqual({ code: 1, stdout: '', stderr });
    expect(await kubectl('get', 'services', '-o', 'name')).toEqual(before);
  });

  test('one of two that fails does not keep the other', async () => {
    await apply(workload('Deployment', 'good'));
    expect(await kubesvc('expose', 'deployment', 'nope', 'good')).toEqual({
      code: 1,
      stdout: 'service/good exposed\n',
      stderr:
        'good: no pod matches the selector app=good now\nError from server (NotFound): deployments.apps "nope" not found\n',
    });
  });

  test('a user without rights', async () => {
    await apply(workload('Deployment', 'kept'));
    expect(await kubesvc('--as=jane', 'expose', 'deployment', 'kept')).toEqual({
      code: 1,
      stdout: '',
      stderr: `Error from server (Forbidden): deployments.apps "kept" is forbidden: User "jane" cannot get resource "deployments" in API group "apps" in the namespace "${namespace}"\n`,
    });
  });

  test('create service clusterip gives the bytes that kubectl gives', async () => {
    for (const args of [
      ['web', '--tcp=80:8080', '--dry-run=client', '-o', 'yaml'],
      ['web', '--tcp=80:8080,443', '--tcp=53:dns', '--dry-run=client', '-o', 'json'],
      ['web', '--clusterip=None', '--dry-run=client', '-o', 'yaml'],
      ['web', '--tcp=80', '--dry-run=client'],
      ['web', '--tcp=80', '--dry-run=server'],
      ['made', '--tcp=80'],
    ]) {
      const line = ['create', 'service', 'clusterip', ...args];
      const theirs = await kubectl(...line);
      await kubectl('delete', 'service', 'made', '--ignore-not-found');
      expect(await kubesvc(...line)).toEqual(theirs);
    }
  });
});
