import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { finish, type Outcome } from '../support/built.ts';
import { must, onCluster } from '../support/cluster.ts';

const services = `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: plain, labels: {example.com/tier: front}}, spec: {selector: {app: plain, tier: front}, ports: [{port: 80}]}}
- {apiVersion: v1, kind: Service, metadata: {name: headless, labels: {app: x}}, spec: {clusterIP: None, ports: [{port: 5432}]}}
- {apiVersion: v1, kind: Service, metadata: {name: node}, spec: {type: NodePort, selector: {a: b}, ports: [{name: a, port: 80}, {name: b, port: 53, protocol: UDP}]}}
- {apiVersion: v1, kind: Service, metadata: {name: balanced-with-a-long-name-indeed}, spec: {type: LoadBalancer, selector: {a: b}, ports: [{port: 443}]}}
- {apiVersion: v1, kind: Service, metadata: {name: outside}, spec: {type: ExternalName, externalName: db.example.com}}
- {apiVersion: v1, kind: Service, metadata: {name: ips}, spec: {externalIPs: [192.0.2.7, 192.0.2.8], ports: [{port: 80}]}}
`;

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-get-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** AGE moves between two commands: both are asked again until they were asked in the same second. */
async function alike<T>(ours: () => Promise<T>, theirs: () => Promise<T>): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const [mine, yours] = await Promise.all([ours(), theirs()]);
    if (JSON.stringify(mine) === JSON.stringify(yours)) return;
  }
  expect(await ours()).toEqual(await theirs());
}

onCluster('get svc beside kubectl', ({ namespace, env, kubesvc, kubesvcFed, kubectl, apply }) => {
  let there: Promise<void> | undefined;
  const applied = () => (there ??= apply(services));
  /** Messages of both name the program that says them. */
  const named = (outcome: Outcome) => ({ ...outcome, stderr: outcome.stderr.replaceAll('kubectl get', 'kubesvc get') });

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
    ['--as=jane get svc -o yaml'],
    ['--as=jane get svc -A -o jsonpath={.kind}'],
    ['--as=jane get svc -o custom-columns=N:.metadata.name --ignore-not-found'],
    ['--as=jane get svc --server-print=false'],
    ['get svc -o json --field-selector=spec.ports=80'],
    ['get svc -o yaml -n a/b'],
    ['get svc -n a/b --server-print=false'],
    ['get service plain -ojson'],
    ['get svc nope nada -o yaml'],
    ['get svc nope -o json'],
    ['get svc nope nope'],
    ['get svc nope --ignore-not-found'],
    ['get svc nope plain --ignore-not-found'],
    ['get svc nope --ignore-not-found -o yaml'],
    ['get svc nope nada --ignore-not-found -o yaml'],
    ['get svc -l none=such --ignore-not-found'],
    ['get svc -l none=such --ignore-not-found -o json'],
    ['get svc -l none=such'],
    ['get svc -l none=such -o name'],
    ['get svc -l app=x'],
    ['get svc -l app!=x'],
    ['get svc -l app'],
    ['get svc -l !app'],
    ['get svc -l a=b,,'],
    ['get svc --field-selector=spec.type=NodePort'],
    ['get svc --field-selector spec.clusterIP=None -o wide'],
    ['get svc --field-selector spec.ports=80'],
    ['get svc --field-selector metadata.name'],
    ['get svc plain -l a=b'],
    ['get svc svc/plain'],
    ['get svc/plain -l a=b'],
    ['get svc/plain node'],
    ['get svc plain --field-selector=spec.type=NodePort'],
    ['get svc plain,node'],
    ['get svc -L app'],
    ['get svc -L app,example.com/tier -L x'],
    ['get svc -L constructor,__proto__'],
    ['get svc --show-labels'],
    ['get svc --show-labels -o wide --show-kind'],
    ['get svc --show-labels -o yaml'],
    ['get svc -L app -o custom-columns=N:.metadata.name'],
    ['get svc -A --show-labels -L app'],
    ['get svc --no-headers'],
    ['get svc plain node --no-headers'],
    ['get svc plain headless --show-kind'],
    ['get svc --sort-by=.metadata.name'],
    ['get svc --sort-by={.spec.type} -o wide'],
    ['get svc --sort-by=.spec.type --no-headers'],
    ['get svc --sort-by=.metadata.name -o yaml'],
    ['get svc --sort-by=.spec.nope -o yaml'],
    ['get svc plain --sort-by=.spec.nope -o name'],
    ['get svc node plain --sort-by=.metadata.name -o name'],
    ['get svc node plain --sort-by=.metadata.name'],
    ['get svc node plain nope --sort-by=.metadata.name'],
    ['get svc plain nope --sort-by=.metadata.name'],
    ['get svc plain --sort-by=.spec.ports[5]'],
    ['get svc plain node --sort-by=.metadata.resourceVersion -o wide'],
    ['get svc plain node --sort-by={.rows[0].cells[0]}'],
    ['get svc --server-print=false --sort-by=.spec.nope'],
    ['get svc plain --server-print=false --sort-by=.spec.nope'],
    ['get svc --server-print=false'],
    ['get svc plain node --server-print=false -o wide --show-labels'],
    ['get svc --server-print=false --sort-by=.metadata.name'],
    ['get svc --chunk-size=2'],
    ['get svc --chunk-size=0 -o name'],
    ['get svc --chunk-size=-1 -o name'],
    ['get svc --chunk-size=9223372036854775807 -o name'],
    ['get svc --subresource=status'],
    ['get svc --subresource=status -l app'],
    ['get svc plain --subresource=a/b'],
    ['get svc plain --subresource=..'],
    ['get svc plain --subresource=status'],
    ['get svc plain --subresource=scale'],
    ['get svc plain --subresource=status -o yaml'],
    ['get svc --output-watch-events'],
    ['get svc -o custom-columns=NAME:.metadata.name,IP:.spec.clusterIP --no-headers'],
    ['get svc -o jsonpath={.items[*].metadata.name}'],
    ['get svc plain --template={{.metadata.name}}'],
    ['get svc plain -o json --show-managed-fields'],
    ['get svc -o kyaml'],
    ['get --raw /version'],
    ['get --raw /nope'],
    ['get --raw nope'],
    ['get --raw /version?a=%zz'],
    ['get --raw /a%zz'],
    ['get --raw /%76ersion'],
    ['get --raw /api/v1/..//../version'],
    ['get --raw http://h:port/version'],
    ['get --raw //h/version'],
    ['get --raw //h:x/version'],
    ['get --raw mailto:x'],
    ['get --raw :'],
    ['get --raw /version svc'],
    ['get --raw /version -o yaml'],
    ['get --raw /version -w'],
    ['get --raw /api/v1/namespaces/default/services/nope'],
    ['get svc --token=wrong'],
    ['get svc -w --output-watch-events -o name --request-timeout=1s'],
    ['get svc -w --request-timeout=1s'],
    ['get svc plain -w --request-timeout=1s'],
    ['get svc plain --watch-only --request-timeout=1s'],
    ['get svc -w --sort-by=.metadata.name --request-timeout=1s'],
    ['get svc --watch-only --sort-by=.metadata.name --request-timeout=1s'],
    ['get svc plain -w --output-watch-events -o json --request-timeout=1s'],
    ['get svc -w -o yaml --request-timeout=1s'],
    ['get svc nope -w'],
    ['get svc nope -w --ignore-not-found'],
    ['get svc plain node -w'],
    ['get svc plain node -w --output-watch-events -o json'],
    ['get svc plain node --watch-only'],
    ['get svc plain nope -w -o name'],
    ['get svc nope nada -w --ignore-not-found'],
    ['get svc plain -w -n no-such-namespace'],
    ['get svc -w --field-selector=spec.ports=80'],
    ['get svc -w -o name --sort-by=.spec.type --request-timeout=1s'],
    ['get svc -w --output-watch-events --sort-by=.spec.type --request-timeout=1s'],
    ['get svc -w --sort-by=.spec.nope --request-timeout=1s'],
    ['get svc -w -o jsonpath={.metadata.name}{"\\t"}{.spec.type}{"\\t"}{.kind}{"\\n"} --request-timeout=1s'],
    ['get svc -w -o custom-columns=T:.spec.type,N:.metadata.name --request-timeout=1s'],
  ])('%s', async (line) => {
    await applied();
    const args = line.split(' ');
    await alike(
      () => kubesvc(...args),
      async () => named(await kubectl(...args)),
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

  test.each([
    ['one Service', '', false],
    ['two of a file', `---\n{apiVersion: v1, kind: Service, metadata: {name: node}}\n`, false],
    ['one that is not there', `---\n{apiVersion: v1, kind: Service, metadata: {name: nope}}\n`, false],
    ['of standard input', '', true],
  ])('get -f, %s', async (_, more, piped) => {
    await applied();
    const file = join(folder, 'web.yaml');
    const text = `{apiVersion: v1, kind: Service, metadata: {name: plain}}\n${more}`;
    writeFileSync(file, text);
    for (const format of [[], ['-o', 'name'], ['-o', 'yaml'], ['-n', 'default', '-o', 'name']]) {
      const args = ['get', '-f', piped ? '-' : file, ...format];
      await alike(
        () => (piped ? kubesvcFed(text, ...args) : kubesvc(...args)),
        () => (piped ? finish(inject('kubectl'), ['-n', namespace, ...args], env, text) : kubectl(...args)),
      );
    }
  });

  test.each([
    ['without a name', '{apiVersion: v1, kind: Service, metadata: {labels: {a: b}}}'],
    [
      'of another namespace, beside one that is there',
      `{apiVersion: v1, kind: Service, metadata: {name: plain}}
---
{apiVersion: v1, kind: Service, metadata: {name: x, namespace: elsewhere}}
`,
    ],
  ])('get -f of a Service %s', async (_, text) => {
    await applied();
    const file = join(folder, 'odd.yaml');
    writeFileSync(file, text);
    for (const more of [[], ['-o', 'name'], ['-o', 'yaml'], ['-A'], ['-A', '-o', 'name'], ['--server-print=false']]) {
      const args = ['get', '-f', file, '-n', namespace, ...more];
      await alike(
        () => kubesvc(...args),
        () => kubectl(...args),
      );
    }
  });

  test('get -f of no file is get', async () => {
    await applied();
    const args = ['get', 'svc', '-o', 'name', '-f', ''];
    expect(await kubesvc(...args)).toEqual(await kubectl(...args));
  });

  test('get -f -w of several', async () => {
    await applied();
    const file = join(folder, 'two.yaml');
    const one = (name: string) => `---\n{apiVersion: v1, kind: Service, metadata: {name: ${name}}}\n`;
    writeFileSync(file, one('plain') + one('node'));
    const args = ['get', '-f', file, '-w'];
    await alike(
      () => kubesvc(...args),
      () => kubectl(...args),
    );
    const twice = ['get', '-f', file, '-f', file, '-w', '-o', 'name'];
    expect(await kubesvc(...twice)).toEqual(await kubectl(...twice));
  });

  test('a field that no Service has sorts nothing and hides nothing', async () => {
    await applied();
    expect(await kubectl('get', 'svc', '--sort-by=.spec.nope')).toMatchObject({ code: 0, stdout: '' });
    const ours = await kubesvc('get', 'svc', '--sort-by=.spec.nope');
    expect(ours).toMatchObject({ code: 0, stderr: '' });
    expect(ours.stdout.split('\n').length).toBeGreaterThan(6);
    expect(await kubesvc('get', 'svc', '--sort-by={bad')).toMatchObject({ code: 1, stdout: '' });
  });

  test('READY, from EndpointSlices', async () => {
    await apply(`
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: ready-web}, spec: {selector: {a: b}, ports: [{port: 80}]}}
- apiVersion: discovery.k8s.io/v1
  kind: EndpointSlice
  metadata: {name: ready-web-1, labels: {kubernetes.io/service-name: ready-web}}
  addressType: IPv4
  endpoints: [{addresses: [10.1.0.1], conditions: {ready: true}}, {addresses: [10.1.0.2], conditions: {ready: false}}]
  ports: []
`);
    const row = /ready-web +ClusterIP +\S+ +<none> +80\/TCP +1\/2 +\d+s\n/;
    expect((await kubesvc('get', 'svc', '--ready')).stdout).toMatch(row);
    expect((await kubesvc('get', 'svc', 'ready-web', '--ready')).stdout).toMatch(row);
    expect((await kubesvc('get', 'svc', '-A', '--ready', '--sort-by=.metadata.name')).stdout).toMatch(row);
    expect(await kubesvc('get', 'svc', '--ready', '-o', 'json')).toMatchObject({
      code: 1,
      stderr: 'error: --ready option cannot be used with json printer\n',
    });
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
