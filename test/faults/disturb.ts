import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { finish } from '../support/built.ts';
import { must } from '../support/cluster.ts';
import { processesOf } from './processes.ts';
import type { Disturbance } from './scenario.ts';
import type { Stage } from './stage.ts';

/** The disturbance before; there is one at a time. */
let last: Promise<unknown> = Promise.resolve();

/** Does the work while a part of the cluster is out of order, and puts it right again, whatever happens. */
export function disturbed<T>(part: Disturbance | undefined, stage: Stage, work: () => Promise<T>): Promise<T> {
  if (part === undefined) return work();
  const turn = last.then(() => ways[part](stage, work));
  last = turn.catch(() => {}); // its own test says so
  return turn;
}

const ways: Record<Disturbance, <T>(stage: Stage, work: () => Promise<T>) => Promise<T>> = {
  dns: withoutDns,
  // Its old rules stay, new ones do not come.
  proxy: (stage, work) => stopped(stage, 'kube-proxy', '', work),
  'proxy-of-node2': (stage, work) => stopped(stage, 'kube-proxy', '/node2/', work),
  controllers: (stage, work) => stopped(stage, 'kube-controller-manager', '', work),
  'between-nodes': withoutWay,
};

async function withoutDns<T>({ kubectl: program, env }: Stage, work: () => Promise<T>): Promise<T> {
  const kubectl = (...args: string[]) => finish(program, ['-n', 'kube-system', ...args], env);
  const scale = (replicas: number) => must(kubectl('scale', 'deployment', 'coredns', `--replicas=${replicas}`));
  const { stdout } = await must(kubectl('get', 'deployment', 'coredns', '-o', 'jsonpath={.spec.replicas}'));
  try {
    await scale(0);
    await must(kubectl('wait', '--for=delete', 'pod', '-l', 'k8s-app=kube-dns', '--timeout=60s'));
    // Its slices follow a little later.
    const slices = ['endpointslices', '-l', 'kubernetes.io/service-name=kube-dns'];
    const addresses = ['get', ...slices, '-o', 'jsonpath={.items[*].endpoints[*].addresses}'];
    for (const end = Date.now() + 60_000; (await must(kubectl(...addresses))).stdout !== ''; await sleep(100))
      if (Date.now() > end) throw new Error('cluster DNS still has endpoints');
    return await work();
  } finally {
    await scale(Number(stdout));
    await must(kubectl('rollout', 'status', 'deployment', 'coredns', '--timeout=60s'));
  }
}

async function stopped<T>({ dir }: Stage, program: string, node: string, work: () => Promise<T>): Promise<T> {
  const pids = processesOf(dir, program, node);
  if (pids.length === 0) throw new Error(`${program} of this cluster was not found`);
  try {
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return await work();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
    await sleep(1000);
  }
}

/** Drops what pods of node2 and of others send one another, as a firewall between nodes does. */
async function withoutWay<T>({ dir }: Stage, work: () => Promise<T>): Promise<T> {
  const [pid] = processesOf(dir, 'kube-proxy', '/node2/');
  if (pid === undefined) throw new Error('node2 of this cluster was not found');
  const nft = (rules: string) => execFileSync('nsenter', ['-t', String(pid), '-n', 'nft', rules]);
  const pods = 'ip saddr 10.244.0.0/16 ip daddr 10.244.0.0/16';
  try {
    nft(`add table inet firewall; add chain inet firewall forward { type filter hook forward priority -300; };
         add rule inet firewall forward ${pods} ip saddr != 10.244.1.0/24 drop;
         add rule inet firewall forward ${pods} ip daddr != 10.244.1.0/24 drop`);
    return await work();
  } finally {
    nft('delete table inet firewall');
  }
}
