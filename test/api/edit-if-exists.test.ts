import { beforeEach, describe, expect, test } from 'vitest';
import { must, onCluster } from '../support/cluster.ts';

interface Read {
  metadata: {
    uid: string;
    resourceVersion: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: {
    type: string;
    clusterIP: string;
    ports: { name?: string; port: number; nodePort?: number; targetPort: number }[];
    [field: string]: unknown;
  };
}

onCluster('--if-exists on a real API server', ({ kubesvc, kubectl, apply, read }) => {
  const service = async () => (await read('service', 'web')) as unknown as Read;
  const create = (...more: string[]) => kubesvc('create', 'service', 'clusterip', 'web', ...more);

  beforeEach(async () => {
    await must(kubectl('delete', 'services,deployments', '--all'));
  });

  test('nothing is there: it is created', async () => {
    for (const what of ['skip', 'update', 'replace']) {
      await kubectl('delete', 'service', 'web');
      expect(await create('--tcp=80', `--if-exists=${what}`)).toEqual({
        code: 0,
        stdout: 'service/web created\n',
        stderr: '',
      });
    }
  });

  test("error, the default, is kubectl's", async () => {
    await must(create('--tcp=80'));
    expect(await create('--tcp=80')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('services "web" already exists') as string,
    });
  });

  test('skip leaves it as it is', async () => {
    await must(create('--tcp=80'));
    const before = await service();
    expect(await create('--tcp=81', '--if-exists=skip')).toEqual({
      code: 0,
      stdout: 'service/web skipped\n',
      stderr: '',
    });
    expect(await service()).toEqual(before);
  });

  describe('update', () => {
    test('changes what is wished, shows the diff, and finds nothing to do the second time', async () => {
      await must(create('--tcp=80', '--tcp=81'));
      const before = await service();
      const changed = await create('--tcp=80', '--tcp=82', '--if-exists=update');
      expect(changed).toMatchObject({ code: 0, stdout: 'service/web configured\n' });
      expect(changed.stderr).toContain('\n-  - name: "81"\n-    port: 81\n');
      expect(changed.stderr).toContain('\n+  - name: "82"\n+    port: 82\n');
      const after = await service();
      expect(after.spec.ports.map(({ port }) => port)).toEqual([80, 82]); // 81, which we made, is gone
      expect(after.spec.clusterIP).toBe(before.spec.clusterIP);
      expect(after.metadata.uid).toBe(before.metadata.uid);
      expect(await create('--tcp=80', '--tcp=82', '--if-exists=update')).toEqual({
        code: 0,
        stdout: 'service/web unchanged\n',
        stderr: '',
      });
      expect((await service()).metadata.resourceVersion).toBe(after.metadata.resourceVersion);
    });

    test('the same as it was made is unchanged', async () => {
      await must(create('--tcp=80'));
      expect(await create('--tcp=80', '--if-exists=update')).toEqual({
        code: 0,
        stdout: 'service/web unchanged\n',
        stderr: '',
      });
    });

    test('leaves alone what others own, and lists what it would take from them', async () => {
      await must(create('--tcp=80:8080'));
      await must(kubectl('label', 'service', 'web', 'theirs=yes'));
      await must(kubectl('patch', 'service', 'web', '-p', '{"spec":{"ports":[{"port":80,"targetPort":9090}]}}'));
      const refused = await create('--tcp=80:7070', '--if-exists=update');
      expect(refused).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'error: service "web" was left as it was: a field that it would change belongs to somebody else\n  kubectl-patch owns\n    .spec.ports[port=80,protocol="TCP"].targetPort\n--force-conflicts takes it over\n',
      });
      expect((await service()).spec.ports).toMatchObject([{ targetPort: 9090 }]);
      expect(await create('--tcp=80:7070', '--if-exists=update', '--force-conflicts')).toMatchObject({
        code: 0,
        stdout: 'service/web configured\n',
      });
      const { metadata, spec } = await service();
      expect(spec.ports).toMatchObject([{ targetPort: 7070 }]);
      expect(metadata.labels).toMatchObject({ theirs: 'yes' });
    });

    test('a node port that is asked for is no obstacle to itself', async () => {
      const nodePort = (...more: string[]) =>
        kubesvc('create', 'service', 'nodeport', 'web', '--tcp=80', '--node-port=30071', ...more);
      await must(nodePort());
      expect(await nodePort('--if-exists=update')).toEqual({ code: 0, stdout: 'service/web unchanged\n', stderr: '' });
    });

    test('to headless there is no way, and the two ways that there are', async () => {
      await must(create('--tcp=80'));
      expect(await create('--clusterip=None', '--tcp=80', '--if-exists=update')).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'error: service "web" is a ClusterIP and cannot be updated to headless: use kubesvc edit type web headless --recreate, or --if-exists=replace\n',
      });
    });

    test('--dry-run=server changes nothing', async () => {
      await must(create('--tcp=80'));
      const before = await service();
      const dry = await create('--tcp=80:8080', '--if-exists=update', '--dry-run=server');
      expect(dry).toMatchObject({ code: 0, stdout: 'service/web configured (server dry run)\n' });
      expect(dry.stderr).toContain('+    targetPort: 8080');
      expect(await service()).toEqual(before);
    });
  });

  describe('replace', () => {
    test('keeps the object and its IP, and says what is lost', async () => {
      await must(kubesvc('create', 'service', 'nodeport', 'web', '--tcp=80'));
      await must(kubectl('annotate', 'service', 'web', 'old=yes'));
      const before = await service();
      const replaced = await create('--tcp=81', '--if-exists=replace');
      expect(replaced).toEqual({
        code: 0,
        stdout: 'service/web replaced\n',
        stderr: `service/web loses for good: node port 80/TCP:${before.spec.ports[0]?.nodePort}: a later change back gets new numbers, unless --keep-node-ports notes these\n`,
      });
      const after = await service();
      expect(after.metadata.uid).toBe(before.metadata.uid);
      expect(after.metadata.annotations).toBeUndefined();
      expect(after.spec).toMatchObject({ type: 'ClusterIP', clusterIP: before.spec.clusterIP, ports: [{ port: 81 }] });
      expect(await create('--tcp=81', '--if-exists=replace')).toMatchObject({
        code: 0,
        stdout: 'service/web unchanged\n',
      });
    });

    test('to headless and back, by way of ExternalName', async () => {
      await must(create('--tcp=80'));
      const before = await service();
      expect(await create('--tcp=80', '--clusterip=None', '--if-exists=replace')).toEqual({
        code: 0,
        stdout: 'service/web replaced\n',
        stderr: `service/web loses for good: cluster IP ${before.spec.clusterIP}\n`,
      });
      expect((await service()).spec.clusterIP).toBe('None');
      expect(await create('--tcp=80', '--if-exists=replace')).toMatchObject({
        code: 0,
        stdout: 'service/web replaced\n',
      });
      expect((await service()).spec.clusterIP).toMatch(/^10\./);
      expect((await service()).metadata.uid).toBe(before.metadata.uid);
    });
  });

  test('expose has it too', async () => {
    await apply(
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}}}}',
    );
    expect(await kubesvc('expose', 'deployment', 'web')).toMatchObject({ code: 0, stdout: 'service/web exposed\n' });
    expect(await kubesvc('expose', 'deployment', 'web', '--if-exists=update')).toMatchObject({
      code: 0,
      stdout: 'service/web unchanged\n',
    });
    expect(await kubesvc('expose', 'deployment', 'web', '--port=81', '--if-exists=update')).toMatchObject({
      code: 0,
      stdout: 'service/web configured\n',
    });
    expect((await service()).spec.ports).toMatchObject([{ port: 81, targetPort: 80 }]);
  });
});
