import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kubesvc-package-'));
const installed = join(folder, 'node_modules', 'kubesvc');

/** The package as `npm install` puts it into an empty folder. */
beforeAll(() => {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
    }),
  ) as [{ filename: string }];
  execFileSync('npm', ['init', '-y'], { cwd: folder });
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--offline', `./${filename}`], { cwd: folder });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const bin = join(folder, 'node_modules', '.bin', 'kubesvc');
  const { status, stdout, stderr } = spawnSync(bin, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder },
  });
  return { status, stdout, stderr };
}

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

test('it runs, and says its version', () => {
  expect(run('version', '--client')).toEqual({ status: 0, stdout: `Client Version: v${version}\n`, stderr: '' });
});

test('it works on a manifest', () => {
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  const { status, stdout, stderr } = run(
    'expose',
    '-f',
    'examples/mydeployment.yaml',
    '--dry-run=client',
    '-o',
    'name',
  );
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'service/mydeployment\n', stderr: '' });
});

test('it brings no dependencies, and the licences of what is inlined', () => {
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies?: object;
  };
  expect(dependencies).toBeUndefined();
  expect(readFileSync(join(installed, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8')).toMatch(/--- commander .*MIT/);
  for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE']) expect(existsSync(join(installed, file))).toBe(true);
  expect(existsSync(join(installed, 'src'))).toBe(false);
});

test('the top released version of the changelog is the package version', () => {
  const [, released] = /^## \[(\d[^\]]*)\]/m.exec(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')) ?? [];
  expect(released).toBe(version);
});
