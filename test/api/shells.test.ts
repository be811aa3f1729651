import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must, onCluster } from '../support/cluster.ts';
import { openShell, shells, shellsMissing } from '../support/shells.ts';
import type { Terminal } from '../support/terminal.ts';

const missing = await shellsMissing();

const objects = `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: web, labels: {app: shop-web}}, spec: {ports: [{name: https, port: 443}, {name: metrics, port: 9090}]}}
- {apiVersion: v1, kind: Service, metadata: {name: web-node, labels: {app: other}}, spec: {type: NodePort, ports: [{port: 80, nodePort: 31234}]}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: mydeployment}
  spec:
    selector: {matchLabels: {app: mydeployment}}
    template:
      metadata: {labels: {app: mydeployment}}
      spec: {containers: [{name: nginx, image: nginx, ports: [{containerPort: 8080, name: http}]}]}
`;

/** An empty line on an empty screen. Not by C-c: it may come between a shell and what the shell has yet to read. */
const cleared = [{ key: 'C-e' }, { key: 'C-u' }, { key: 'C-l' }];

/** What is typed, and what stands on the line after Tab; `X` is where the cursor is then. */
const lines: [typed: string, line: string][] = [
  ['kubesvc exp', 'kubesvc expose X'],
  ['kubesvc expose --typ', 'kubesvc expose --type X'],
  ['kubesvc expose --type=No', 'kubesvc expose --type=NodePort X'],
  ['kubesvc expose --type Lo', 'kubesvc expose --type LoadBalancer X'],
  ['kubesvc -n NAMESPACE expose deployment my', 'kubesvc -n NAMESPACE expose deployment mydeployment X'],
  ['kubesvc -n NAMESPACE expose deployment/my', 'kubesvc -n NAMESPACE expose deployment/mydeployment X'],
  [
    'kubesvc -n NAMESPACE expose deploy mydeployment --target-port=h',
    'kubesvc -n NAMESPACE expose deploy mydeployment --target-port=http X',
  ],
  ['kubesvc -n NAMESPACE get svc web-', 'kubesvc -n NAMESPACE get svc web-node X'],
  ['kubesvc -n NAMESPACE get svc/web-', 'kubesvc -n NAMESPACE get svc/web-node X'],
  ['kubesvc get sv', 'kubesvc get svc X'],
  ['kubesvc -n NAMESPACE get svc/', 'kubesvc -n NAMESPACE get svc/webX'],
  ['kubesvc -n NAMESPACE probe web:ht', 'kubesvc -n NAMESPACE probe web:https X'],
  ['kubesvc -n NAMESPACE probe web:9', 'kubesvc -n NAMESPACE probe web:9090 X'],
  ['kubesvc -n NAMESPACE probe svc/web:m', 'kubesvc -n NAMESPACE probe svc/web:metrics X'],
  ['kubesvc -n NAMESPAC', 'kubesvc -n NAMESPACE X'],
  ['kubesvc --namespace=NAMESPAC', 'kubesvc --namespace=NAMESPACE X'],
  ['k -n NAMESPACE get svc web-', 'k -n NAMESPACE get svc web-node X'],
  ['kubesvc expose -f so', 'kubesvc expose -f some.yaml X'],
  ['kubesvc expose --filename=so', 'kubesvc expose --filename=some.yaml X'],
  ['kubesvc --kubeconfig some.t', 'kubesvc --kubeconfig some.txt X'],
  ['kubesvc nonsense so', 'kubesvc nonsense soX'],
  ['kubesvc -s 127.0.0.1:1 get svc w', 'kubesvc -s 127.0.0.1:1 get svc wX'],
];

onCluster(missing === '' ? 'Tab' : `Tab (${missing})`, ({ namespace, kubectl, kubesvc, apply, env }) => {
  beforeAll(async () => {
    await apply(objects);
    await must(kubesvc('version', '--client')); // the first run fills the compile cache
    await must(kubectl('get', 'svc'));
  });

  describe.skipIf(missing !== '').each(shells)('in %s', (shell) => {
    let terminal: Terminal;
    beforeAll(async () => {
      terminal = await openShell(shell, env);
    });
    afterAll(() => terminal.close());

    const named = (text: string) => text.replace('NAMESPACE', namespace).replace('NAMESPAC', namespace.slice(0, -1));

    test.each(lines)('%s', async (typed, line) => {
      terminal.type(...cleared, named(typed), { key: 'Tab' }, 'X');
      const seen = await terminal.until((screen) => screen.includes(`$ ${named(line)}`), named(line));
      expect(seen).toContain(`$ ${named(line)}`);
    });

    test('two Tabs list the words with what they are', async () => {
      terminal.type(...cleared, `kubesvc -n ${namespace} get svc web`, { key: 'Tab' }, { key: 'Tab' });
      const list = /web +.*ClusterIP 443\/TCP,9090\/TCP[\s\S]*web-node +.*NodePort 80:31234\/TCP/;
      expect(await terminal.until((screen) => list.test(screen), 'the list')).toMatch(list);
    });
  });
});
