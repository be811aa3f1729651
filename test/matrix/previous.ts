/** An API server of the release before the test cluster's, from the same sources under another go.mod. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Built, ensureBuilt } from '../cluster/build.ts';
import { cacheFolder, finish, isThere, newDraft } from '../cluster/cache.ts';
import { command } from '../cluster/command.ts';
import { here } from '../cluster/machine.ts';
import type { Voice } from '../cluster/progress.ts';
import { binaries, versionIn } from '../cluster/recipe.ts';

/** Builds it where it is not there yet, some five minutes on two cores. The launcher is the same. */
export async function previousRelease(voice: Voice): Promise<{ version: string; built: Built }> {
  const current = await ensureBuilt('api', voice);
  const version = await newestBefore(versionIn(readFileSync(join(here, 'k8s/go.mod'), 'utf8'), 'k8s.io/kubernetes'));
  const folder = join(cacheFolder(process.env), `previous-${version}`);
  if (!isThere(folder)) {
    voice.say(`building the API server of Kubernetes ${version}`);
    const draft = newDraft(folder);
    await buildInto(draft, version);
    finish(draft, folder);
  }
  for (const name of ['cluster', 'kubectl']) {
    rmSync(join(folder, name), { force: true }); // of an older launcher
    symlinkSync(join(current.bin, name), join(folder, name));
  }
  return { version, built: { bin: folder, kubectl: current.kubectl, launcher: current.launcher } };
}

async function newestBefore(version: string): Promise<string> {
  const [, minor = '0'] = /^v1\.(\d+)\./.exec(version) ?? [];
  const list = await command('go', ['list', '-m', '-versions', 'k8s.io/kubernetes'], { cwd: join(here, 'k8s') });
  const patches = list
    .split(/\s+/)
    .flatMap((word) => new RegExp(`^v1\\.${Number(minor) - 1}\\.(\\d+)$`).exec(word)?.slice(1) ?? [])
    .map(Number);
  if (patches.length === 0) throw new Error(`there is no release before ${version}`);
  return `v1.${Number(minor) - 1}.${Math.max(...patches)}`;
}

async function buildInto(draft: string, version: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'kubesvc-previous-'));
  try {
    cpSync(join(here, 'k8s'), work, { recursive: true });
    await command('bash', [join(work, 'gen-mod.sh'), version], { cwd: work });
    const mods = [join(work, 'go.mod'), join(here, 'node/go.mod')].map((file) => readFileSync(file, 'utf8'));
    const hyperkube = binaries(mods[0] ?? '', mods[1] ?? '').k8s.find(({ name }) => name === 'hyperkube');
    if (!hyperkube) throw new Error('no recipe builds the API server');
    const ldflags = ['-s -w', ...hyperkube.ldflags].join(' ');
    const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags', ldflags, '-o', join(draft, 'hyperkube')];
    await command('go', [...args, hyperkube.package], { cwd: work, env: { CGO_ENABLED: '0' } });
  } finally {
    rmSync(work, { recursive: true });
  }
}
