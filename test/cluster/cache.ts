/** Where what was built is kept, and under which name. Safe to delete at any time. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';

type Env = Readonly<Record<string, string | undefined>>;

export function cacheFolder(env: Env): string {
  if (env.KUBESVC_CLUSTER_CACHE) return env.KUBESVC_CLUSTER_CACHE;
  return join(env.XDG_CACHE_HOME || join(env.HOME ?? '/', '.cache'), 'kubesvc-test-cluster');
}

/** A node has folders of its own there, so that it would not see the cache. */
export function refuseCovered(folder: string): void {
  const cover = ['/run', '/var/lib', '/var/log'].find((dir) => `${folder}/`.startsWith(`${dir}/`));
  if (cover)
    throw new Error(`the cache cannot lie in ${cover}: set KUBESVC_CLUSTER_CACHE to another folder than ${folder}`);
}

/** Names a result after all that goes into it. */
export function hashOf(root: string, paths: readonly string[], recipe: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(recipe));
  for (const file of paths.flatMap((path) => filesIn(join(root, path))).sort()) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Tests do not go into a binary. */
function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return path.endsWith('_test.go') ? [] : [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}

const draftMark = '.draft';

/** A result is made under a name that is not its own, so that what a killed build leaves does not look finished. */
export function newDraft(folder: string): string {
  const draft = `${folder}${draftMark}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  return draft;
}

/** Gives a finished draft the result's name. */
export function finish(draft: string, folder: string): void {
  renameSync(draft, folder);
}

/**
 * Runs a task while no other process runs one for the same cache. The lock is a socket without a file: the kernel
 * takes it back when its holder ends, however that comes, so there are no stale ones.
 */
export async function alone<T>(cache: string, onWait: () => void, task: () => Promise<T>): Promise<T> {
  const name = `\0kubesvc-test-cluster-${createHash('sha256').update(cache).digest('hex').slice(0, 24)}`;
  const server = createServer();
  let waiting = false;
  while (!(await listen(name))) {
    if (!waiting) onWait();
    waiting = true;
    await setTimeout(500);
  }
  try {
    return await task();
  } finally {
    server.close();
  }

  function listen(path: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
      );
      server.listen(path, () => {
        server.removeAllListeners('error');
        resolve(true);
      });
    });
  }
}

const week = 7 * 24 * 3600 * 1000;

/** Notes that a result is in use; a cache that one may only read is as good. */
export function touch(folder: string): void {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Somebody else's cache: its owner's use keeps it.
  }
}

/** Removes drafts of killed builds, and results that nobody has used for a week. Answers what it removed. */
export function prune(cache: string, keep: readonly string[], now: number): string[] {
  const old = readdirSync(cache).filter((name) => {
    const [, kind] = /^(k8s|launcher|tools|images|bin|previous)-/.exec(name) ?? [];
    if (kind === undefined || keep.includes(name)) return false;
    // The release before is built beside everything else: its draft may be under way.
    return (name.endsWith(draftMark) && kind !== 'previous') || now - statSync(join(cache, name)).mtimeMs > week;
  });
  for (const name of old) rmSync(join(cache, name), { recursive: true, force: true });
  return old;
}

export const isThere = (folder: string): boolean => existsSync(folder);
