import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { written } from '../test/cluster/named.ts';

/** What a kernel calls the most that a control group has used: of the second kind, and of the first. */
const files = ['memory.peak', 'memory.max_usage_in_bytes'];

/** Bytes: the most that any pod which comes up in a cluster of ours while the work is done has used. */
export async function peakOfPods<T>(clusterDir: string, work: Promise<T>): Promise<{ result: T; peak: number }> {
  const root = written(clusterDir)?.CgroupRoot ?? '';
  const before = new Set(podsOf(root));
  let peak = 0;
  const state = { over: false };
  const done = work.finally(() => (state.over = true));
  while (!state.over) {
    for (const pod of podsOf(root)) {
      if (!before.has(pod)) peak = Math.max(peak, ...files.map((file) => numberIn(join(pod, file))));
    }
    await sleep(20);
  }
  return { result: await done, peak };
}

function podsOf(root: string): string[] {
  const bases = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].map((base) => join(base, root));
  const base = bases.find((path) => root !== '' && existsSync(path));
  const kinds = ['burstable', 'besteffort', ''].map((kind) => join(base ?? '', 'node1/kubepods', kind));
  return kinds.flatMap((kind) => folders(kind).map((name) => join(kind, name)));
}

function folders(path: string): string[] {
  try {
    return readdirSync(path).filter((name) => name.startsWith('pod'));
  } catch {
    return [];
  }
}

function numberIn(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0; // it is gone, or the kernel has another name for it
  }
}
