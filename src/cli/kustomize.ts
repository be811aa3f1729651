import { spawn } from 'node:child_process';
import { UsageError } from '../errors.ts';
import type { Context } from './context.ts';
import { bytesOf } from './manifest-bytes.ts';

/** Who can build a kustomization, in the order in which they are tried. */
const builders = [
  { program: 'kubectl', args: ['kustomize'] },
  { program: 'kustomize', args: ['build'] },
];

/** The manifests that a folder with a kustomization stands for, built by whoever on PATH can. */
export async function builtKustomization(folder: string, { env }: Pick<Context, 'env'>): Promise<Uint8Array> {
  for (const { program, args } of builders) {
    const built = await run(program, [...args, '--', folder], env, folder);
    if (built) return built;
  }
  throw new UsageError(
    `building the kustomization "${folder}" takes kubectl or kustomize, and neither is on PATH: put one there, or build it elsewhere and give the result with -f`,
  );
}

/** What a program prints; undefined where there is no such program. */
async function run(
  program: string,
  args: readonly string[],
  env: Context['env'],
  folder: string,
): Promise<Uint8Array | undefined> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      ['ENOENT', 'EACCES'].includes(error.code ?? '') ? resolve(undefined) : reject(error),
    );
    child.on('close', (code) => resolve(code ?? 1));
  });
  const [output, complaint, code] = await Promise.all([
    bytesOf(child.stdout, folder),
    bytesOf(child.stderr, folder),
    ended,
  ]);
  if (code === undefined) return undefined;
  if (code === 0) return output;
  throw new UsageError(complaintOf(new TextDecoder().decode(complaint)) || `${program} could not build "${folder}"`);
}

/** What a builder complained of; `kubectl kustomize` wraps some of its sentences into a line of its log. */
function complaintOf(text: string): string {
  const [, quoted] = /^E\d{4} .* err=("(?:[^"\\]|\\.)*")$/m.exec(text) ?? [];
  return quoted === undefined ? text.trim().replace(/^error: /i, '') : String(JSON.parse(quoted));
}
