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
    env: { PATH: process.env.PATH, HOME: folder, NODE_COMPILE_CACHE: folder },
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

test('nothing is run when it is installed', () => {
  const { scripts = {} } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    scripts?: Record<string, string>;
  };
  const atInstall = /^(pre|post)?(install|prepare)$/;
  expect(Object.keys(scripts).filter((name) => atInstall.test(name))).toEqual([]);
});

test('it brings completions, manual pages and the twins that make it a plugin of kubectl', () => {
  for (const file of ['kubesvc.bash', '_kubesvc', 'kubesvc.fish', 'kubesvc.ps1']) {
    expect(readFileSync(join(installed, 'completions', file))).toEqual(readFileSync(join(root, 'completions', file)));
  }
  expect(existsSync(join(installed, 'man', 'kubesvc-expose.1'))).toBe(true);
  const plugin = join(folder, 'node_modules', '.bin', 'kubectl-kubesvc');
  const { stdout } = spawnSync(plugin, ['get', '--help'], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  expect(stdout).toMatch(/Usage:\n {2}kubectl kubesvc get /);
});

interface Named {
  name: string;
  version: string;
}

/** `node_modules/commander`: the folders of the packages whose code is in the bundle. */
function inlinedFolders(): string[] {
  const files = JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8')) as Record<
    string,
    { sources: string[] }
  >;
  const folders = Object.values(files).flatMap(({ sources }) =>
    sources.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.slice(1) ?? []),
  );
  return [...new Set(folders)];
}

interface Bill {
  metadata: { component: Named };
  components: (Named & { purl: string; licenses: { license: { id: string } }[] })[];
}

test('its bill of materials names what is inlined, and nothing else', () => {
  const bill = JSON.parse(readFileSync(join(installed, 'dist', 'sbom.cdx.json'), 'utf8')) as Bill;
  expect(bill.metadata.component).toMatchObject({ name: 'kubesvc', version });
  const inlined = inlinedFolders().map((one) => {
    const { name, version: ofIt } = JSON.parse(readFileSync(join(root, one, 'package.json'), 'utf8')) as Named;
    return `${name}@${ofIt}`;
  });
  expect(bill.components.map(({ name, version: ofIt }) => `${name}@${ofIt}`)).toEqual(inlined.toSorted());
  for (const { name, version: ofIt, purl, licenses } of bill.components) {
    expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${ofIt}`);
    expect(licenses[0]?.license.id).toMatch(/^(MIT|Apache-2\.0|ISC|BSD-[23]-Clause|0BSD)$/);
  }
});

test('the same sources give the same package, wherever they are', () => {
  const copy = join(folder, 'copy');
  const files = [
    'src',
    'bin',
    'completions',
    'man',
    'packaging',
    'examples',
    'build.mjs',
    'package.json',
    'tsconfig.json',
  ];
  // What the bundler needs of itself, and a package of which nothing is left in the bundle.
  const needed = ['rolldown', '@rolldown', '@oxc-project', 'jose'].map((name) => join('node_modules', name));
  for (const name of [...files, 'README.md', 'CHANGELOG.md', 'LICENSE', ...inlinedFolders(), ...needed]) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  execFileSync(process.execPath, ['build.mjs'], { cwd: copy });
  const integrityOf = (cwd: string) =>
    (
      JSON.parse(
        execFileSync('npm', ['pack', '--json', '--dry-run', '--ignore-scripts'], { cwd, encoding: 'utf8' }),
      ) as [{ integrity: string }]
    )[0].integrity;
  expect(integrityOf(copy)).toBe(integrityOf(root));
});
