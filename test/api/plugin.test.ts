import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { finish, program } from '../support/built.ts';
import { must, onCluster } from '../support/cluster.ts';

/** As npm links them into a folder of PATH; of an executable, by the name that makes it a plugin. */
function linkInto(folder: string): void {
  for (const name of ['kubectl-kubesvc', 'kubectl_complete-kubesvc']) {
    const target = program.length === 1 ? program[0] : new URL(`../../bin/${name}.js`, import.meta.url).pathname;
    symlinkSync(target, join(folder, name));
  }
}

onCluster('as a plugin of the real kubectl', ({ namespace, kubectl, env }) => {
  const folder = mkdtempSync(join(tmpdir(), 'kubesvc-plugin-'));
  const onPath = { ...env, PATH: `${folder}:${process.env.PATH ?? ''}`, KUBECTL_KUBERC: 'false' };
  const through = (...args: string[]) => finish(inject('kubectl'), args, onPath);

  beforeAll(async () => {
    linkInto(folder);
    await must(kubectl('create', 'service', 'clusterip', 'web', '--tcp=80:8080'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('kubectl finds it, and has nothing against it', async () => {
    const { stdout } = await through('plugin', 'list', '--name-only');
    expect(stdout).toContain('kubectl-kubesvc\n');
  });

  test('kubectl kubesvc get svc is kubectl get svc', async () => {
    expect(await through('kubesvc', '-n', namespace, 'get', 'svc', 'web', '-o', 'yaml')).toEqual(
      await kubectl('get', 'svc', 'web', '-o', 'yaml'),
    );
  });

  test('usage lines and errors say what was typed', async () => {
    expect(await through('kubesvc', 'get', '--nope')).toEqual({
      code: 1,
      stdout: '',
      stderr: "error: unknown flag: --nope\nSee 'kubectl kubesvc get --help' for usage.\n",
    });
    const { stdout } = await through('kubesvc', 'expose', '--help');
    expect(stdout).toMatch(/Usage:\n {2}kubectl kubesvc expose /);
  });

  test.each([
    [['kubesvc', 'exp'], 'expose\tExpose a workload as a new Kubernetes Service\n:4\n'],
    [['kubesvc', '-n', namespace, 'get', 'svc', ''], 'web\tClusterIP 80/TCP\n:4\n'],
    [['kubesvc', 'expose', '--type=No'], 'NodePort\talso a port on every node\n:4\n'],
  ])('Tab behind kubectl: %j', async (half, stdout) => {
    const { code, stdout: said } = await through('__complete', ...half);
    expect({ code, said }).toEqual({ code: 0, said: stdout });
  });
});
