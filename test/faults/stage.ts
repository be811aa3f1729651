import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The cluster that scenarios are played on. */
export interface Stage {
  kubectl: string;
  env: { KUBECONFIG: string };
  /** Work dir of a cluster of our own, for what reaches around the API. */
  dir: string;
  /** Jobs of ours that have been seen in a namespace, from before the first probe on. */
  jobsSeen: (namespace: string) => number;
  /** For what one test writes; removed with `close`. */
  folder: string;
  close: () => void;
}

/** Watches the cluster's Jobs until it is closed. */
export function stageOf({ kubectl, kubeconfig, dir }: { kubectl: string; kubeconfig: string; dir: string }): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'kubesvc-faults-'));
  const env = { KUBECONFIG: kubeconfig };
  const jobs = new Map<string, number>();
  const line = ['get', 'jobs', '-A', '-l', 'app.kubernetes.io/name=kubesvc-probe', '--watch', '--output-watch-events'];
  const template = 'jsonpath={.object.metadata.namespace}{" "}{.type}{"\\n"}';
  const watching = spawn(kubectl, [...line, '-o', template], {
    env: { ...env, PATH: process.env.PATH ?? '', HOME: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  createInterface({ input: watching.stdout }).on('line', (event) => {
    const [namespace = '', type] = event.split(' ');
    if (type === 'ADDED') jobs.set(namespace, (jobs.get(namespace) ?? 0) + 1);
  });
  return {
    kubectl,
    env,
    dir,
    folder,
    jobsSeen: (namespace) => jobs.get(namespace) ?? 0,
    close: () => {
      watching.kill();
      rmSync(folder, { recursive: true });
    },
  };
}
