import { expect, test } from 'vitest';
import { must, onCluster } from '../support/cluster.ts';

const services = `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: plain}, spec: {selector: {app: plain, tier: front}, ports: [{port: 80}]}}
- {apiVersion: v1, kind: Service, metadata: {name: headless, labels: {app: x}}, spec: {clusterIP: None, ports: [{port: 5432}]}}
- {apiVersion: v1, kind: Service, metadata: {name: node}, spec: {type: NodePort, selector: {a: b}, ports: [{name: a, port: 80}, {name: b, port: 53, protocol: UDP}]}}
- {apiVersion: v1, kind: Service, metadata: {name: balanced-with-a-long-name-indeed}, spec: {type: LoadBalancer, selector: {a: b}, ports: [{port: 443}]}}
- {apiVersion: v1, kind: Service, metadata: {name: outside}, spec: {type: ExternalName, externalName: db.example.com}}
- {apiVersion: v1, kind: Service, metadata: {name: ips}, spec: {externalIPs: [192.0.2.7, 192.0.2.8], ports: [{port: 80}]}}
`;

/** AGE moves between two commands: both are asked again until they were asked in the same second. */
async function alike<T>(ours: () => Promise<T>, theirs: () => Promise<T>): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const [mine, yours] = await Promise.all([ours(), theirs()]);
    if (JSON.stringify(mine) === JSON.stringify(yours)) return;
  }
  expect(await ours()).toEqual(await theirs());
}

onCluster('get svc beside kubectl', ({ kubesvc, kubectl, apply }) => {
  test.each([
    ['get svc'],
    ['get services -o wide'],
    ['get svc plain'],
    ['get svc/plain svc/node'],
    ['get svc outside headless -o wide'],
    ['get svc plain -o yaml'],
    ['get svc plain -o json'],
    ['get svc plain node -o yaml'],
    ['get svc -o json'],
    ['get svc -o name'],
    ['get svc plain -o name'],
    ['get svc -A'],
    ['get svc nope'],
    ['get svc plain nope node'],
    ['get svc nope nada'],
    ['get svc nope plain -o yaml'],
    ['get svc plain -A'],
    ['--as=jane get svc'],
    ['--as=jane get svc plain'],
    ['--as=jane get svc -A'],
    ['get service plain -ojson'],
  ])('%s', async (line) => {
    await apply(services);
    const args = line.split(' ');
    await alike(
      () => kubesvc(...args),
      () => kubectl(...args),
    );
  });

  test.each([
    ['get svc -n kube-public'],
    ['get svc -n kube-public -o yaml'],
    ['get svc -n kube-public -o name'],
    ['get svc web -n no-such-namespace'],
  ])('%s', async (line) => {
    const args = line.split(' ');
    expect(await kubesvc(...args)).toEqual(await kubectl(...args));
  });

  test('a namespace that does not exist is said not to', async () => {
    const theirs = await must(kubectl('get', 'svc', '-n', 'no-such-namespace'));
    expect(await kubesvc('get', 'svc', '-n', 'no-such-namespace')).toEqual({
      ...theirs,
      stderr: `${theirs.stderr}Warning: namespaces "no-such-namespace" not found\n`,
    });
  });

  test('more Services than one page holds', async () => {
    const many = Array.from(
      { length: 1100 },
      (_, index) =>
        `{apiVersion: v1, kind: Service, metadata: {name: s${index}}, spec: {type: ExternalName, externalName: x}}`,
    );
    await apply(`{apiVersion: v1, kind: List, items: [${many.join(',')}]}`);
    const { stdout } = await must(kubesvc('get', 'svc', '-o', 'name'));
    expect(stdout).toBe((await must(kubectl('get', 'svc', '-o', 'name'))).stdout);
    expect(stdout.split('\n').length).toBeGreaterThan(1100);
    await alike(
      () => kubesvc('get', 'svc'),
      () => kubectl('get', 'svc'),
    );
  });
});
