import { open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dump, load } from 'js-yaml';
import type { OidcConfig } from './oidc.ts';

interface UserList {
  users?: { name?: string; user?: { 'auth-provider'?: { config?: OidcConfig } | null } | null }[] | null;
}

/**
 * Writes a new auth-provider config into the kubeconfig that names the user first, as client-go does (clientcmd/config.go,
 * ModifyConfig): under the lock that kubectl takes too, `FILE.lock` of every file of the run, in the form that it writes. What
 * the file holds besides stays. A user who is nowhere any more has nothing to be kept.
 * @throws Error whose message names the file and what is wrong with it
 */
export async function saveProviderConfig(files: readonly string[], user: string, config: OidcConfig): Promise<void> {
  const locks: string[] = [];
  try {
    for (const file of files.toSorted()) {
      await lock(`${file}.lock`);
      locks.push(`${file}.lock`);
    }
    for (const file of files) {
      const text = await readFile(file, 'utf8').catch(() => '');
      const kubeconfig = (load(text) ?? {}) as UserList;
      const provider = kubeconfig.users?.find(({ name }) => name === user)?.user?.['auth-provider'];
      if (!provider) continue;
      provider.config = config;
      await replace(
        file,
        dump(kubeconfig, { seqNoIndent: true, sortKeys: true, lineWidth: -1, noRefs: true, quoteStyle: 'double' }),
      );
      return;
    }
  } finally {
    for (const name of locks) await rm(name, { force: true });
  }
}

async function lock(name: string): Promise<void> {
  try {
    await (await open(name, 'wx', 0o000)).close();
  } catch (error) {
    throw new Error(`open ${name}: ${reason(error)}`);
  }
}

/** Whole or not at all: beside the file, then in its place. A folder that takes no new file has it written over. */
async function replace(file: string, text: string): Promise<void> {
  const place = await realpath(file);
  const beside = `${place}.kubesvc`;
  try {
    const { mode, uid, gid } = await stat(place);
    const draft = await open(beside, 'wx', mode & 0o777);
    try {
      await draft.chown(uid, gid);
      await draft.writeFile(text);
      await draft.sync();
    } finally {
      await draft.close();
    }
    await rename(beside, place);
  } catch (error) {
    await rm(beside, { force: true });
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw new Error(`open ${file}: ${reason(error)}`);
    }
    await writeFile(place, text).catch((again: unknown) => {
      throw new Error(`open ${file}: ${reason(again)}`);
    });
  }
}

function reason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    EEXIST: 'file exists',
    EACCES: 'permission denied',
    EPERM: 'operation not permitted',
    ENOSPC: 'no space left on device',
    EROFS: 'read-only file system',
  };
  return known[code] ?? message;
}
