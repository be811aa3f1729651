import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from './context.ts';

/** A new file that only its owner may read, in the folder for such ($TMPDIR). Answers its path. */
export async function temporaryFile(
  { prefix, suffix }: { prefix: string; suffix: string },
  text: string,
  { env, randomHex }: Pick<Context, 'env' | 'randomHex'>,
): Promise<string> {
  const folder = env.TMPDIR || env.TEMP || '/tmp';
  const path = join(folder, `${prefix}${randomHex(5)}${suffix}`);
  await writeFile(path, text, { mode: 0o600, flag: 'wx' }); // wx: never through somebody else's link
  return path;
}

export const removeFile = (path: string) => rm(path, { force: true });
