import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, expect, inject, test } from 'vitest';
import { install, missingPackages } from '../cluster/packages.ts';
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
