import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, expect, inject, test } from 'vitest';
import { install, missingPackages } from '../cluster/packages.ts';
import { processesOf } from '../faults/processes.ts';
import { leftOf } from '../leaks/play.ts';
import { program } from '../support/built.ts';
import { must, onCluster } from '../support/cluster.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

const example = (name: string) => readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8');

/** On a terminal, a narrow one: what is waited for, on one line that is gone in the end. */
onCluster('a probe on a terminal of 40 columns', ({ apply, kubectl, kubesvc, namespace, env }) => {
  let terminal: Terminal | undefined;
  beforeAll(async () => {
    const missing = missingPackages(['terminal']);
    if (missing.length > 0) await install(missing);
    await apply(example('mydeployment'));
    await must(kubectl('rollout', 'status', 'deployment', 'mydeployment'));
    await must(kubesvc('expose', 'deployment', 'mydeployment'));
  });
  afterEach(() => terminal?.close());

  const start = (...flags: string[]) => {
    const line = [...program, '-n', namespace, 'probe', 'mydeployment', ...flags].join(' ');
    terminal = openTerminal(['sh', '-c', `trap : INT; ${line}; echo "exit code $?"; sleep 600`], env, {
      columns: 40,
      rows: 60,
    });
    return terminal;
  };

  test('says why the pod does not run, and takes that away', { timeout: 120_000 }, async () => {
    const shown = start('--node-selector', 'disk=nvme');
    const waiting = await shown.until((screen) => screen.includes('… no node takes'), 'why it waits');
    expect(waiting.split('\n').filter((line) => line !== '')).toHaveLength(1);
    const done = await shown.until((screen) => screen.includes('exit code'), 'its end');
    expect(done).toMatch(/^Service\b[\s\S]*^INCONCLUSIVE [\s\S]*^exit code 3$/m);
    expect(done).not.toContain('…');
  });

  test('says that its image cannot be pulled', { timeout: 120_000 }, async () => {
    // A registry that knows no such image will not know it later: that is no reason to wait.
    const done = await start('--image', 'registry.invalid/none:1').until(
      (screen) => screen.includes('exit code'),
      'its end',
    );
    expect(done).toMatch(/R01[\s\S]*^INCONCLUSIVE [\s\S]*^exit code 3$/m);
  });

  test('a volume that is missing is shown, and forgotten once it is there', { timeout: 120_000 }, async () => {
    const volumes = [{ name: 'late', secret: { secretName: 'late' } }];
    // A volume that no container has is not waited for.
    const volumeMounts = [{ name: 'late', mountPath: '/late' }];
    const initContainers = [
      { name: 'first', image: 'alpine', imagePullPolicy: 'IfNotPresent', command: ['true'], volumeMounts },
    ];
    const overrides = { spec: { template: { spec: { volumes, initContainers } } } };
    const shown = start('--overrides', `'${JSON.stringify(overrides)}'`);
    await shown.until((screen) => screen.includes('… MountVolume.SetUp failed'), 'why it waits');
    await must(kubectl('create', 'secret', 'generic', 'late'));
    const done = await shown.until((screen) => screen.includes('exit code'), 'its end');
    expect(done).toMatch(/^REACHABLE\b[\s\S]*^exit code 0$/m);
    expect(done).not.toMatch(/MountVolume|…/);
  });

  const listen = ['nc', '-lk', '-p', '5050', '-e', 'sleep', '1000'];
  /** Takes connections, and says nothing: the address of a pod. */
  const silent = async (): Promise<string> => {
    const server = { name: 'silent', image: 'alpine', imagePullPolicy: 'IfNotPresent', command: listen };
    const spec = { containers: [server], terminationGracePeriodSeconds: 0 };
    await apply(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'silent' }, spec }));
    await must(kubectl('wait', 'pod/silent', '--for=condition=Ready', '--timeout=60s'));
    return (await must(kubectl('get', 'pod', 'silent', '-o', 'jsonpath={.status.podIP}'))).stdout;
  };

  test.skipIf(!inject('own'))('says that it waits for a registry', { timeout: 120_000 }, async () => {
    // All images come from one registry, at this port of a node; what it has said once is kept, a name that is new is not.
    const [pid] = processesOf(inject('clusterDir'), 'kube-proxy');
    const nft = (rules: string) => execFileSync('nsenter', ['-t', String(pid), '-n', 'nft', rules]);
    nft(`add table inet silence; add chain inet silence input { type filter hook input priority -300; };
         add rule inet silence input tcp dport 5000 drop`);
    try {
      const shown = start('--image', `registry.example.com/${namespace}:1`);
      await shown.until((screen) => screen.includes('… pulling image'), 'what it waits for');
      shown.type({ key: 'C-c' });
      const done = await shown.until((screen) => screen.includes('exit code'), 'its end');
      expect(done).toMatch(/exit code 130$/);
      expect(done).not.toContain('…');
      expect(await leftOf({ namespace, env, kubectl: inject('kubectl') })).toEqual([]);
    } finally {
      nft('delete table inet silence');
    }
  });

  test('says that it waits for the API server, where an admission webhook is slow', { timeout: 120_000 }, async () => {
    const webhook = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: namespace },
      webhooks: [
        {
          name: 'slow.example.com',
          clientConfig: { url: `https://${await silent()}:5050/` },
          rules: [{ apiGroups: ['batch'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['jobs'] }],
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          timeoutSeconds: 4,
          failurePolicy: 'Ignore',
        },
      ],
    };
    await apply(JSON.stringify(webhook));
    try {
      const shown = start();
      await shown.until((screen) => screen.includes('… waiting for the API server'), 'what it waits for');
      const done = await shown.until((screen) => screen.includes('exit code'), 'its end');
      expect(done).toMatch(/^REACHABLE\b[\s\S]*^exit code 0$/m);
      expect(done).not.toContain('…');
    } finally {
      await must(kubectl('delete', 'validatingwebhookconfiguration', namespace));
    }
  });

  test('a quota that leaves no room is told at once', { timeout: 120_000 }, async () => {
    await must(kubectl('create', 'quota', 'none', '--hard=pods=0'));
    try {
      const done = await start().until((screen) => screen.includes('exit code'), 'its end');
      expect(done).toMatch(/R\d\d[\s\S]*quota[\s\S]*^exit code 3$/m);
    } finally {
      await must(kubectl('delete', 'quota', 'none'));
    }
  });

  test('Ctrl-C removes the pod, and nothing of the line stays', { timeout: 120_000 }, async () => {
    await apply(example('deny-ingress'));
    const shown = start();
    await shown.until((screen) => screen.includes('… running'), 'that the pod runs');
    shown.type({ key: 'C-c' });
    const done = await shown.until((screen) => screen.includes('exit code'), 'its end');
    expect(done).toMatch(/exit code 130$/);
    expect(done).not.toContain('…');
    expect(await leftOf({ namespace, env, kubectl: inject('kubectl') })).toEqual([]);
  });
});
