import { readFileSync } from 'node:fs';
import { beforeAll, expect, inject, test } from 'vitest';
import { must, onCluster } from '../support/cluster.ts';

const example = (name: string) => readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8');

/** The tutorial, step by step and in order: what each step prints, its exit code, and the object on the server. */
onCluster('the main job', ({ kubesvc, kubectl, apply, read }) => {
  beforeAll(async () => {
    await apply(example('mydeployment'));
    await must(kubectl('rollout', 'status', 'deployment', 'mydeployment'));
  });

  const spec = async () => (await read('service', 'mydeployment')).spec as { ports: { nodePort?: number }[] };
  const ourJobs = async () =>
    (await must(kubectl('get', 'jobs,pods', '-l', 'app.kubernetes.io/name=kubesvc-probe', '-o', 'name'))).stdout;

  test('expose, as kubectl would', async () => {
    const dryRun = ['expose', 'deployment', 'mydeployment', '--dry-run=client', '-o', 'yaml'];
    expect(await kubesvc(...dryRun)).toEqual(await kubectl(...dryRun));
    expect(await kubesvc('expose', 'deployment', 'mydeployment')).toEqual({
      code: 0,
      stdout: 'service/mydeployment exposed\n',
      stderr: '',
    });
    expect(await read('service', 'mydeployment')).toMatchObject({
      metadata: { labels: { app: 'mydeployment' } },
      spec: {
        type: 'ClusterIP',
        selector: { app: 'mydeployment' },
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      },
    });
  });

  test('get, as kubectl would', async () => {
    for (const args of [
      ['get', 'svc', 'mydeployment', '-o', 'wide'],
      ['get', 'svc', 'mydeployment', '-o', 'yaml'],
    ]) {
      const [ours, theirs] = await Promise.all([kubesvc(...args), kubectl(...args)]);
      expect(withoutAge(ours.stdout)).toBe(withoutAge(theirs.stdout));
      expect({ code: ours.code, stderr: ours.stderr }).toEqual({ code: 0, stderr: '' });
    }
  });

  test('probe through DNS, the cluster IP and both endpoints', async () => {
    const { code, stdout, stderr } = await kubesvc('probe', 'mydeployment');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/√ dns[\s\S]*√ cluster-ip[\s\S]*√ endpoints +2\/2[\s\S]*^REACHABLE/m);
    expect(await ourJobs()).toBe('');
  });

  test('edit type NodePort, and probe every node port', async () => {
    expect(await kubesvc('edit', 'type', 'mydeployment', 'NodePort')).toEqual({
      code: 0,
      stdout: 'service/mydeployment edited\n',
      stderr: '',
    });
    const { nodePort } = (await spec()).ports[0] ?? {};
    const { code, stdout } = await kubesvc('probe', 'mydeployment');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`√ node-port.*:${nodePort}`));
  });

  test('edit type LoadBalancer --wait, and probe the address', async () => {
    const { code, stdout, stderr } = await kubesvc('edit', 'type', 'mydeployment', 'LoadBalancer', '--wait');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, address = ''] = /^service\/mydeployment edited\nexternal IP: (\S+)\n$/.exec(stdout) ?? [];
    expect((await read('service', 'mydeployment')).status).toMatchObject({
      loadBalancer: { ingress: [{ ip: address.split(',')[0] }] },
    });
    const probed = await kubesvc('probe', 'mydeployment', '--show-response');
    expect(probed.code).toBe(0);
    expect(probed.stdout).toContain(address);
    expect(probed.stdout).toContain('Welcome to nginx!');
  });

  test('a NetworkPolicy that denies this client is named, and the probe leaves nothing', async () => {
    await apply(example('deny-ingress'));
    const { code, stdout } = await kubesvc('probe', 'mydeployment');
    expect(code).toBe(1);
    expect(stdout).toMatch(/N01.*mydeployment/);
    expect(stdout).toMatch(/^UNREACHABLE/m);
    expect(await ourJobs()).toBe('');
  });
});

const withoutAge = (table: string) => table.replaceAll(/ \d+m?\d*s /g, ' AGE ');

test('this ground has a cluster, or says what it lacks', () => {
  expect(inject('missing') === '' || inject('kubeconfig') === '').toBe(true);
});
