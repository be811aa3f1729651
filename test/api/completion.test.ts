import { createServer } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { kubesvc } from '../support/built.ts';
import { must, onCluster } from '../support/cluster.ts';

const objects = `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: {name: web, labels: {app: web, tier: front}}
  spec: {ports: [{name: https, port: 443, targetPort: tls}, {name: dns, port: 53, protocol: UDP}]}
- {apiVersion: v1, kind: Service, metadata: {name: db, labels: {app: db}}, spec: {ports: [{port: 5432}]}}
- {apiVersion: v1, kind: ServiceAccount, metadata: {name: prober}}
- {apiVersion: v1, kind: Pod, metadata: {name: one, labels: {app: shop}}, spec: {containers: [{name: c, image: c}]}}
- {apiVersion: v1, kind: Pod, metadata: {name: two, labels: {app: shop}}, spec: {containers: [{name: c, image: c}]}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: front}
  spec:
    selector: {matchLabels: {app: front}}
    template:
      metadata: {labels: {app: front}}
      spec: {containers: [{name: c, image: c, ports: [{containerPort: 8080, name: http}, {containerPort: 9090}]}]}
`;

onCluster('words that the cluster knows', ({ namespace, kubectl, apply, env }) => {
  const complete = (...half: string[]) => kubesvc(['__complete', ...half], env);

  beforeAll(async () => {
    await must(kubectl('create', 'serviceaccount', 'default')); // pods are refused without, and nobody else makes it
    await apply(objects);
  });

  test.each<[half: string[], stdout: string]>([
    [['get', 'svc', ''], 'db\tClusterIP 5432/TCP\nweb\tClusterIP 443/TCP,53/UDP\n:4\n'],
    [['get', 'svc', 'web', ''], 'db\tClusterIP 5432/TCP\n:4\n'],
    [['get', 'svc/w'], 'svc/web\tClusterIP 443/TCP,53/UDP\n:4\n'],
    [['get', 'svc', 'x'], ':4\n'],
    [['edit', 'type', 'd'], 'db\tClusterIP 5432/TCP\n:4\n'],
    [['edit', 'type', 'web', 'd'], 'db\tClusterIP 5432/TCP\n:4\n'],
    [['probe', 'web:'], 'web:443\thttps TCP to tls\nweb:53\tdns UDP\nweb:https\t443 TCP\nweb:dns\t53 UDP\n:4\n'],
    [['probe', 'svc/web:h'], 'svc/web:https\t443 TCP\n:4\n'],
    [['probe', 'web', '--port', ''], '443\thttps TCP to tls\n53\tdns UDP\nhttps\t443 TCP\ndns\t53 UDP\n:4\n'],
    [['probe', 'nope:'], ':4\n'],
    [['expose', 'deployment', ''], 'front\tReady 0/1\n:4\n'],
    [['expose', 'deploy/'], 'deploy/front\tReady 0/1\n:4\n'],
    [['expose', 'pods', ''], 'one\tReady 0/1\ntwo\tReady 0/1\n:4\n'],
    [['expose', 'nonsense', ''], ':4\n'],
    [['expose', 'deploy', 'front', '--port', ''], '8080\thttp TCP\n9090\tTCP\n:4\n'],
    [['expose', 'deploy', 'front', '--port=8080,'], '8080,9090\tTCP\n:4\n'],
    [['expose', 'deploy/front', '--target-port='], '8080\thttp TCP\nhttp\t8080 TCP\n9090\tTCP\n:4\n'],
    [['expose', 'svc', 'web', '--target-port='], 'tls\thttps TCP\n53\tdns UDP\n:4\n'],
    [['create', 'service', 'clusterip', ''], 'shop\t2 pods\n:4\n'],
  ])('%j', async (half, stdout) => {
    expect(await complete('-n', namespace, ...half)).toEqual({ code: 0, stdout, stderr: '' });
  });

  test.each([
    [['-n', 'kube-sy'], /^kube-system\tStatus Active\n:4\n$/],
    [['--context', ''], /^\S+\t\S+\n:4\n$/],
    [['--cluster', ''], /^\S+\thttps:\/\/127\.0\.0\.1:\d+\n:4\n$/],
    [['--user', ''], /^\S+\n:4\n$/],
  ])('%j', async (half, stdout) => {
    const { code, stdout: said, stderr } = await complete(...half);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(said).toMatch(stdout);
  });

  describe('a server that cannot be asked offers nothing, and says nothing', () => {
    const nothing = { code: 0, stdout: ':4\n', stderr: '' };

    test.each([
      [['-s', 'https://127.0.0.1:1', 'get', 'svc', '']],
      [['--context', 'none', 'get', 'svc', '']],
      [['--kubeconfig', '/none', 'get', 'svc', '']],
      [['--as', 'nobody', 'get', 'svc', '']],
    ])('%j', async (half) => expect(await complete(...half)).toEqual(nothing));

    test('nor does one that never answers', async () => {
      const silent = createServer((socket) => void socket.on('error', () => {})); // a client that gives up may reset
      const port = await new Promise<number>((resolve) => {
        silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port));
      });
      try {
        expect(await complete('-s', `http://127.0.0.1:${port}`, 'get', 'svc', '')).toEqual(nothing);
      } finally {
        silent.close();
      }
    });
  });
});
