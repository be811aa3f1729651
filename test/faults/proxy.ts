import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of the kube-proxies of one of our own clusters, each of which names a file in the cluster's folder. */
export function proxiesOf(clusterDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const [program, config = ''] = commandOf(pid);
      return program === 'kube-proxy' && config.startsWith(`--config=${clusterDir}/`);
    });
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // it has ended
  }
}
