import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { finish } from '../support/built.ts';
import { must } from '../support/cluster.ts';
import { proxiesOf } from './proxy.ts';

/** Does the work while a part of the cluster is out of order, and puts it right again, whatever happens. */
export async function disturbed<T>(part: 'dns' | 'proxy' | undefined, work: () => Promise<T>): Promise<T> {
  if (part === undefined) return work();
  return part === 'dns' ? withoutDns(work) : withoutProxy(work);
}

async function withoutDns<T>(work: () => Promise<T>): Promise<T> {
  const kubectl = (...args: string[]) =>
    finish(inject('kubectl'), ['-n', 'kube-system', ...args], { KUBECONFIG: inject('kubeconfig') });
  const scale = (replicas: number) => must(kubectl('scale', 'deployment', 'coredns', `--replicas=${replicas}`));
  const { stdout } = await must(kubectl('get', 'deployment', 'coredns', '-o', 'jsonpath={.spec.replicas}'));
  try {
    await scale(0);
    await must(kubectl('wait', '--for=delete', 'pod', '-l', 'k8s-app=kube-dns', '--timeout=60s'));
    return await work();
  } finally {
    await scale(Number(stdout));
    await must(kubectl('rollout', 'status', 'deployment', 'coredns', '--timeout=60s'));
  }
}

/** Stops kube-proxy before the Service is made: its old rules stay, new ones do not come. */
async function withoutProxy<T>(work: () => Promise<T>): Promise<T> {
  const proxies = proxiesOf(inject('clusterDir'));
  if (proxies.length === 0) throw new Error('kube-proxy of this cluster was not found');
  try {
    for (const pid of proxies) process.kill(pid, 'SIGSTOP');
    return await work();
  } finally {
    for (const pid of proxies) process.kill(pid, 'SIGCONT');
    await sleep(1000);
  }
}
