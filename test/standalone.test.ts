import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kubesvc-standalone-'));
afterAll(() => rmSync(folder, { recursive: true }));

const target = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const executable = join(root, 'dist', 'standalone', `kubesvc-${target}${process.platform === 'win32' ? '.exe' : ''}`);

const built = spawnSync(process.execPath, ['packaging/standalone.mjs', target], { cwd: root, encoding: 'utf8' });
if (built.status !== 0 && process.env.CI === 'true') throw new Error(built.stderr);
if (built.status !== 0) process.stderr.write(`\nSKIPPED: the standalone executable: ${built.stderr}\n`);

const run = (command: string, args: readonly string[], cwd = root) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder },
  });
  return { status, stdout, stderr };
};

/** What needs no cluster; `KUBESVC_BIN=dist/standalone/… npx vitest --project api` (or cluster) tries the rest. */
describe.skipIf(built.status !== 0)('the executable does what the package does', () => {
  test.each([
    [['--help']],
    [['version', '--client']],
    [['completion', 'zsh']],
    [['__complete', 'expose', '--type=']],
    [['expose', '-f', 'examples/mydeployment.yaml', '--dry-run=client', '-o', 'yaml']],
    [['create', 'service', 'clusterip', 'web', '--tcp=80', '--dry-run=client', '-o', 'json']],
    [['expose', '-f', '/none']],
    [['get', 'svc', '-s', 'http://127.0.0.1:1']],
    [['nope']],
  ])('%j', (args) => {
    expect(run(executable, args)).toEqual(run(process.execPath, ['bin/kubesvc.js', ...args]));
  });

  test.skipIf(process.platform === 'win32')('a link named kubectl-… makes it a plugin of that name', () => {
    symlinkSync(executable, join(folder, 'kubectl-service_tools'));
    expect(run(join(folder, 'kubectl-service_tools'), ['get', '--nope'])).toEqual({
      status: 1,
      stdout: '',
      stderr: "error: unknown flag: --nope\nSee 'kubectl service-tools get --help' for usage.\n",
    });
  });

  test('what lies in the folder it is started in changes nothing', () => {
    writeFileSync(join(folder, '.env'), 'KUBECONFIG=/none\nFORCE_COLOR=1\n');
    writeFileSync(join(folder, 'bunfig.toml'), 'preload = ["./evil.js"]\n');
    writeFileSync(join(folder, 'evil.js'), 'console.log("evil");\n');
    expect(run(executable, ['version', '--client'], folder).stdout).toMatch(/^Client Version: v[\d.]+\n$/);
    expect(existsSync(join(folder, '.kube'))).toBe(false);
  });
});
