import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Context } from './context.ts';

/** A new file that only its owner may read, in the folder for such ($TMPDIR). Answers its path. @throws UsageError */
export async function temporaryFile(
  { prefix, suffix }: { prefix: string; suffix: string },
  text: string,
  { env, randomHex }: Pick<Context, 'env' | 'randomHex'>,
): Promise<string> {
  const folder = env.TMPDIR || env.TEMP || '/tmp';
  const path = join(folder, `${prefix}${randomHex(5)}${suffix}`);
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' }); // wx: never through somebody else's link
  } catch (error) {
    cannotOpen(path, error);
  }
  return path;
}

/** @throws UsageError in the words of the system */
export function cannotOpen(path: string, error: unknown): never {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'EISDIR') throw new UsageError(`read ${path}: is a directory`);
  throw new UsageError(`open ${path}: ${reasons[code] ?? message}`);
}

const reasons: Record<string, string> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  ENOTDIR: 'not a directory',
  EROFS: 'read-only file system',
  ENOSPC: 'no space left on device',
};

export const removeFile = (path: string) => rm(path, { force: true });
