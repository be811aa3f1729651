import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, inject, test } from 'vitest';
import { must, onCluster } from '../support/cluster.ts';

onCluster('edit type on a real API server', ({ namespace, kubesvc, kubectl, apply, read }) => {
  beforeEach(async () => {
    await kubectl('delete', 'services', '--all');
    await apply(
      '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}',
    );
  });

  const spec = async () =>
    (await read('service', 'web')).spec as Record<string, unknown> & { ports: { nodePort?: number }[] };

  test('up and down again', async () => {
    expect(await kubesvc('edit', 'type', 'web', 'NodePort')).toEqual({
      code: 0,
      stdout: 'service/web edited\n',
      stderr: '',
    });
    const { nodePort } = (await spec()).ports[0] ?? {};
    expect(nodePort).toBeGreaterThanOrEqual(30000);

    expect(await kubesvc('edit', 'type', 'svc/web', 'loadbalancer')).toEqual({
      code: 0,
      stdout: 'service/web edited\n',
      stderr: '',
    });
    expect(await spec()).toMatchObject({ type: 'LoadBalancer', ports: [{ nodePort }] });

    const refused = await kubesvc('edit', 'type', 'web', 'ClusterIP');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      new RegExp(
        `^service/web: LoadBalancer -> ClusterIP\n {2}stays: cluster IP \\S+\n {2}wiped: externalTrafficPolicy Cluster\n {2}lost for good: node port 80/TCP:${nodePort}: a later change back gets new numbers, unless --keep-node-ports notes these\n( {2}lost for good: external address .*\n)?error: nothing was changed: without a terminal to ask on, --yes is needed\n$`,
      ),
    );
    expect(await spec()).toMatchObject({ type: 'LoadBalancer' });

    expect(await kubesvc('edit', 'type', 'web', 'ClusterIP', '--yes')).toEqual({
      code: 0,
      stdout: 'service/web edited\n',
      stderr: '',
    });
    expect((await spec()).ports[0]?.nodePort).toBeUndefined();
  });

  test('the type it has already', async () => {
    const { metadata: before } = await read('service', 'web');
    expect(await kubesvc('edit', 'type', 'web', 'ClusterIP')).toEqual({
      code: 0,
      stdout: 'service/web unchanged\n',
      stderr: '',
    });
    expect((await read('service', 'web')).metadata).toEqual(before);
  });

  test('source ranges, which the server refuses elsewhere, go with the type', async () => {
    await kubesvc('edit', 'type', 'web', 'LoadBalancer');
    await must(kubectl('patch', 'service', 'web', '-p', '{"spec":{"loadBalancerSourceRanges":["10.0.0.0/8"]}}'));
    expect(await kubesvc('edit', 'type', 'web', 'NodePort', '-y')).toMatchObject({
      code: 0,
      stdout: 'service/web edited\n',
    });
  });

  test('to ExternalName and back', async () => {
    expect(
      await kubesvc('edit', 'type', 'web', 'ExternalName', '--external-name=db.example.com', '--yes'),
    ).toMatchObject({ code: 0 });
    expect(await spec()).toMatchObject({ type: 'ExternalName', externalName: 'db.example.com' });
    expect(await kubesvc('edit', 'type', 'web', 'ClusterIP')).toEqual({
      code: 0,
      stdout: 'service/web edited\n',
      stderr: '',
    });
    expect((await spec()).externalName).toBeUndefined();
  });

  test('from ExternalName, no traffic policy that nobody has seen comes back', async () => {
    await apply(
      '{apiVersion: v1, kind: Service, metadata: {name: ext}, spec: {type: ExternalName, externalName: a.example, internalTrafficPolicy: Local, ports: [{port: 80}]}}',
    );
    await must(kubesvc('edit', 'type', 'ext', 'ClusterIP'));
    expect((await read('service', 'ext')).spec).toMatchObject({ internalTrafficPolicy: 'Cluster' });
  });

  test.each([
    ['a Service that is not there', ['nope', 'NodePort'], 'Error from server (NotFound): services "nope" not found\n'],
    [
      'a headless one',
      ['headless', 'NodePort'],
      'error: service "headless" is headless, and the server gives such a Service no cluster IP: --recreate goes to NodePort by way of ExternalName, through which the object stays\n',
    ],
    [
      'no external name',
      ['web', 'ExternalName'],
      'error: service "web" needs a DNS name to become an ExternalName: give --external-name=HOST\n',
    ],
    [
      'a type that does not come last',
      ['NodePort', 'web'],
      'error: invalid TYPE "web": must be ClusterIP, NodePort, LoadBalancer, ExternalName or headless; NodePort stands before it, and the type comes last\n',
    ],
  ])('refused: %s', async (_, args, stderr) => {
    await apply(
      '{apiVersion: v1, kind: Service, metadata: {name: headless}, spec: {clusterIP: None, selector: {a: b}, ports: [{port: 80}]}}',
    );
    expect(await kubesvc('edit', 'type', ...args)).toEqual({ code: 1, stdout: '', stderr });
  });

  test('a manifest of another namespace than -n: refused, as kubectl does', async () => {
    const file = join(tmpdir(), `kubesvc-edit-elsewhere-${process.pid}.yaml`);
    const metadata = { name: 'kubernetes', namespace: 'default' };
    writeFileSync(
      file,
      JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 1 }] } }),
    );
    const theirs = await kubectl('label', '-f', file, 'a=b', '--dry-run=client');
    expect(theirs).toMatchObject({ code: 1, stderr: expect.stringContaining("You must pass '--namespace=default'") });
    expect(await kubesvc('edit', 'type', '-f', file, 'NodePort', '--dry-run=client')).toEqual(theirs);
    expect(await kubesvc('edit', 'svc', '-f', file)).toEqual(theirs);
    rmSync(file);
  });

  test('a user who may read but not patch', async () => {
    await must(kubectl('create', 'role', 'reader', '--verb=get', '--resource=services'));
    await must(kubectl('create', 'rolebinding', 'reader', '--role=reader', '--user=jane'));
    expect(await kubesvc('--as=jane', 'edit', 'type', 'web', 'NodePort')).toEqual({
      code: 1,
      stdout: '',
      stderr: `Error from server (Forbidden): services "web" is forbidden: User "jane" cannot patch resource "services" in API group "" in the namespace "${namespace}"\n`,
    });
  });

  // Only the own API server has surely no controller that gives addresses.
  test.runIf(inject('own'))('--wait says after its time what it waited for', async () => {
    const { code, stdout, stderr } = await kubesvc('edit', 'type', 'web', 'LoadBalancer', '--wait', '--timeout=1s');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'service/web edited\n' });
    expect(stderr).toMatch(
      /^error: timed out after 1s waiting for service\/web to get an external IP: .*load.balancer.*\n$/,
    );
  });

  test.runIf(inject('own'))('--wait sees an address that comes', async () => {
    const waiting = kubesvc('edit', 'type', 'web', 'LoadBalancer', '--wait', '--timeout=1m');
    const address = '{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.9"}]}}}';
    for (let patched = false; !patched;) {
      const { type } = await spec();
      patched =
        type === 'LoadBalancer' &&
        (await kubectl('patch', 'service', 'web', '--subresource=status', '--type=merge', '-p', address)).code === 0;
    }
    expect(await waiting).toEqual({ code: 0, stdout: 'service/web edited\nexternal IP: 192.0.2.9\n', stderr: '' });
  });
});
