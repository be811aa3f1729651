import { spawn } from 'node:child_process';
import { UsageError } from '../errors.ts';
import type { Context } from './context.ts';
import { visibleLines } from '../output/visible.ts';
import { bytesOf } from './manifest-bytes.ts';

/** Who can build a kustomization, in the order in which they are tried. */
const builders = [
  { program: 'kubectl', args: ['kustomize'] },
  { program: 'kustomize', args: ['build'] },
];

/** The manifests that a folder with a kustomization stands for, built by whoever on PATH can. */
export async function builtKustomization(
  folder: string,
  { env, stderr }: Pick<Context, 'env' | 'stderr'>,
): Promise<Uint8Array> {
  for (const { program, args } of builders) {
    const built = await run(program, [...args, '--', folder], env, folder);
    if (!built) continue;
    stderr.write(visibleLines(built.warnings));
    return built.manifests;
  }
  throw new UsageError(
    `building the kustomization "${folder}" takes kubectl or kustomize, and neither is on PATH: put one there, or build it elsewhere and give the result with -f`,
  );
}

/** What a program has built, and what it said of that; undefined where there is no such program. */
async function run(
  program: string,
  args: readonly string[],
  env: Context['env'],
  folder: string,
): Promise<{ manifests: Uint8Array; warnings: string } | undefined> {
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
  const said = new TextDecoder().decode(complaint);
  if (code === 0) return { manifests: output, warnings: said };
  throw new UsageError(complaintOf(said) || `${program} could not build "${folder}"`);
}

/** What a builder complained of; `kubectl kustomize` wraps some of its sentences into a line of its log. */
function complaintOf(text: string): string {
  const [, quoted] = /^E\d{4} .* err=("(?:[^"\\]|\\.)*")$/m.exec(text) ?? [];
  return quoted === undefined ? text.trim().replace(/^error: /i, '') : String(JSON.parse(quoted));
}
