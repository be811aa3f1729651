import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

test.each(['ci.yml', 'release.yml'])('.github/workflows/%s is YAML that runs what is there', (file) => {
  const workflow = load(readFileSync(join(root, '.github/workflows', file), 'utf8')) as {
    permissions: object;
    jobs: Record<string, { steps: { run?: string }[] }>;
  };
  expect(workflow.permissions).toEqual({ contents: 'read' });
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const runs = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  const called = runs.flatMap((run) => /^npm run (\S+)/.exec(run)?.slice(1) ?? []);
  expect(called).toContain('build:standalone');
  expect(called.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  const projects = runs.flatMap((run) => [...run.matchAll(/--project (\S+)/g)].map(([, name]) => name));
  const config = readFileSync(join(root, 'vitest.config.ts'), 'utf8');
  expect(projects.filter((name) => !config.includes(`name: '${name}'`))).toEqual([]);
});

test("krew's manifest names each archive with its hash", () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubesvc-krew-'));
  try {
    mkdirSync(join(folder, 'packaging'));
    mkdirSync(join(folder, 'dist/standalone'), { recursive: true });
    for (const file of ['package.json', 'packaging/krew.mjs']) cpSync(join(root, file), join(folder, file));
    const sums = ['linux-x64', 'darwin-arm64', 'windows-x64'].map(
      (target, index) => `${String(index).repeat(64)}  kubesvc-${target}.tar.gz\n`,
    );
    writeFileSync(join(folder, 'dist/standalone/SHA256SUMS'), sums.join(''));
    const yaml = execFileSync(process.execPath, ['packaging/krew.mjs', 'https://example.com/o/r'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const manifest = load(yaml) as { metadata: { name: string }; spec: Record<string, unknown> };
    // https://krew.sigs.k8s.io/docs/developer-guide/develop/naming-guide: no kube prefix, no abbreviation of a resource.
    expect(manifest.metadata.name).toMatch(/^(?!kube)(?!.*\bsvc\b)[a-z]+(-[a-z]+)+$/);
    expect(manifest.spec.version).toBe(`v${version}`);
    expect(String(manifest.spec.shortDescription).length).toBeLessThanOrEqual(50);
    expect(manifest.spec.platforms).toEqual(
      [
        ['linux', 'amd64', 'x64', 'kubesvc'],
        ['darwin', 'arm64', 'arm64', 'kubesvc'],
        ['windows', 'amd64', 'x64', 'kubesvc.exe'],
      ].map(([os, arch, ours, bin], index) => ({
        selector: { matchLabels: { os, arch } },
        uri: `https://example.com/o/r/releases/download/v${version}/kubesvc-${os}-${ours}.tar.gz`,
        sha256: String(index).repeat(64),
        bin,
        files: [
          { from: bin, to: '.' },
          { from: '*LICENSE*', to: '.' },
        ],
      })),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
