import { beforeEach, expect, inject, test, vi } from 'vitest';
import { must, onCluster } from '../support/cluster.ts';

/** Without kubelets and controllers the test is what makes endpoints and addresses. */
onCluster('--wait on a real API server', ({ kubesvc, kubectl, apply, read }) => {
  beforeEach(async () => {
    await must(kubectl('delete', 'services,endpointslices', '--all'));
  });
  const slice = (ready: boolean) =>
    apply(
      `{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}, addressType: IPv4, ports: [{port: 80}], endpoints: [{addresses: [10.1.2.3], conditions: {ready: ${ready}}}]}`,
    );
  const create = (...more: string[]) => kubesvc('create', 'service', 'clusterip', 'web', '--tcp=80', ...more);

  test('endpoints that never come: exit 1, with the reason', async () => {
    const { code, stdout, stderr } = await create('--wait', '--timeout=1s');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'service/web created\n' });
    expect(stderr).toMatch(/^error: timed out after 1s waiting for service\/web to get a ready endpoint: .*pod.*\n$/);
  });

  test('endpoints that come', async () => {
    const waiting = create('--wait=endpoints', '--timeout=1m');
    await slice(false);
    await slice(true);
    expect(await waiting).toEqual({ code: 0, stdout: 'service/web created\n', stderr: '' });
  });

  test('expose waits too', async () => {
    await slice(true);
    const line = ['expose', 'pods', '--selector=a=b', '--name=web', '--port=80', '--wait', '--timeout=30s'];
    expect(await kubesvc(...line)).toMatchObject({ code: 0, stdout: 'service/web exposed\n' });
  });

  test.runIf(inject('own'))('an address, on standard error where standard output belongs to -o', async () => {
    await must(create());
    const waiting = kubesvc('edit', 'type', 'web', 'LoadBalancer', '--wait', '--timeout=1m', '-o', 'name');
    const address = '{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.9"}]}}}';
    for (let done = false; !done;) {
      const { spec } = (await read('service', 'web')) as { spec: { type: string } };
      done =
        spec.type === 'LoadBalancer' &&
        (await kubectl('patch', 'service', 'web', '--subresource=status', '--type=merge', '-p', address)).code === 0;
    }
    expect(await waiting).toEqual({ code: 0, stdout: 'service/web\n', stderr: 'external IP: 192.0.2.9\n' });
  });

  test.each([
    [['--wait=address'], 'error: service "web" is a ClusterIP: only a LoadBalancer gets an external address\n'],
    [['--wait=foo'], 'error: invalid --wait "foo": must be endpoints, address or reachable\n'],
    [['--wait', '--timeout=soon'], 'error: invalid --timeout "soon": expected a duration such as 30s or 2m\n'],
  ])('%j', async (flags, stderr) => expect(await create(...flags)).toEqual({ code: 1, stdout: '', stderr }));

  test('what can never come is refused before anything is changed', async () => {
    await must(create());
    const line = ['edit', 'type', 'web', 'NodePort', '--wait=address'];
    expect(await kubesvc(...line)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: service "web" is a NodePort: only a LoadBalancer gets an external address\n',
    });
    expect(await read('service', 'web')).toMatchObject({ spec: { type: 'ClusterIP' } });
  });

  test.each(['NodePort', 'LoadBalancer'])('a %s that is deleted meanwhile', async (type) => {
    await must(create());
    const waiting = kubesvc('edit', 'type', 'web', type, '--wait', '--timeout=1m');
    const edited = async () => ((await read('service', 'web')) as { spec: { type: string } }).spec.type === type;
    await vi.waitUntil(edited, { timeout: 30_000, interval: 50 });
    await must(kubectl('delete', 'service', 'web'));
    expect(await waiting).toMatchObject({ code: 1, stderr: 'error: service/web was deleted meanwhile\n' });
  });
});
