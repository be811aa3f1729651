import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of a component of one of our own clusters, each of which names a file in the cluster's folder. */
export function processesOf(clusterDir: string, program: string, node = ''): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const [name = '', ...args] = commandOf(pid);
      return name === program && args.some((arg) => arg.includes(`=${clusterDir}/`) && arg.includes(node));
    });
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // it has ended
  }
}
