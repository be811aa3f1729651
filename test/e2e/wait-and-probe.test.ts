import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { must, onCluster } from '../support/cluster.ts';

const example = readFileSync(new URL('../../examples/mydeployment.yaml', import.meta.url), 'utf8');

/** The flags that do the next step too, where packets flow. */
onCluster('--wait and --probe on what makes and changes a Service', ({ kubesvc, kubectl, apply }) => {
  beforeAll(async () => {
    await apply(example);
    await must(kubectl('rollout', 'status', 'deployment', 'mydeployment'));
  });

  test('expose --probe makes it and proves it', async () => {
    const { code, stdout } = await kubesvc('expose', 'deployment', 'mydeployment', '--name=proved', '--probe');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^service\/proved exposed\n[\s\S]*^REACHABLE /m);
  });

  test('create service --wait=reachable ends when a packet has come through', async () => {
    const line = ['create', 'service', 'clusterip', 'reached', '--tcp=80', '--selector=app=mydeployment'];
    const { code, stdout } = await kubesvc(...line, '--wait=reachable', '--timeout=60s');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^service\/reached created\n/);
  });

  test('edit type --probe goes through the new node port', async () => {
    const { code, stdout } = await kubesvc('edit', 'type', 'proved', 'NodePort', '--probe');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^service\/proved edited\n[\s\S]*√ node-port[\s\S]*^REACHABLE /m);
  });

  test('a probe that fails fails the command, and names the cause', async () => {
    const line = ['create', 'service', 'clusterip', 'nobody', '--tcp=80', '--selector=app=mydeploymnet'];
    const { code, stdout } = await kubesvc(...line, '--probe');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^service\/nobody created\n[\s\S]*S01[\s\S]*app=mydeployment/);
  });

  test('--wait=endpoints gives up with the reason', async () => {
    const line = ['create', 'service', 'clusterip', 'waiting', '--tcp=80', '--selector=app=mydeploymnet'];
    const { code, stderr } = await kubesvc(...line, '--wait=endpoints', '--timeout=2s');
    expect(code).toBe(1);
    expect(stderr).toMatch(/timed out after 2s waiting for service\/waiting[\s\S]*app=mydeploymnet/);
  });
});
