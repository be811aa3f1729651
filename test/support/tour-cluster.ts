import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { loadKubeConfig } from '../../src/kube/kubeconfig.ts';
import { ensureBuilt } from '../cluster/build.ts';
import { choose } from '../cluster/choose.ts';
import { facts } from '../cluster/machine.ts';
import { onPath } from '../cluster/packages.ts';
import { voiceOf } from '../cluster/progress.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface TourCluster {
  /** A value for KUBECONFIG; '' is the user's own default. */
  kubeconfig: string;
  kubectl: string;
  /** Ours, to be left running; else somebody's, who was asked. */
  own: boolean;
}

/**
 * The cluster that was handed in (KUBESVC_TEST_KUBECONFIG); else our own, which is started if it is not up; else the
 * one of the current kubeconfig, if whoever sits at the terminal agrees. Throws a sentence that says what is missing.
 */
export async function tourCluster(): Promise<TourCluster> {
  const choice = choose('full', facts());
  if (choice.use === 'own') {
    cluster(['up'], 'inherit');
    const { kubectl } = await ensureBuilt('full', voiceOf(process.stderr));
    return { kubeconfig: cluster(['kubeconfig'], 'pipe').trim().split('\n').at(-1) ?? '', kubectl, own: true };
  }
  const kubectl = onPath('kubectl');
  if (kubectl === undefined) throw new Error('the Deployment of the tour is applied with kubectl: put one on PATH');
  if (choice.use === 'given') return { kubeconfig: choice.kubeconfig, kubectl, own: false };
  await agreeToCurrent(choice.missing);
  return { kubeconfig: process.env.KUBECONFIG ?? '', kubectl, own: false };
}

function cluster(args: readonly string[], stdout: 'inherit' | 'pipe'): string {
  const done = spawnSync(process.execPath, ['--import', 'tsx', 'test/cluster/main.ts', ...args], {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`npm run cluster -- ${args.join(' ')} ended with exit code ${done.status}`);
  return done.stdout ?? '';
}

async function agreeToCurrent(missing: string): Promise<void> {
  const { currentContext = '', contexts, clusters } = await loadKubeConfig(undefined, process.env);
  const server = clusters.get(contexts.get(currentContext)?.cluster ?? '')?.server;
  if (server === undefined) throw new Error(missing);
  console.log(`${missing}\nThe current kubeconfig names one: context "${currentContext}", ${server}.`);
  if (!process.stdin.isTTY) throw new Error('it is used only if somebody at a terminal agrees, and there is none');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Run the tour there, in a namespace that is removed after it? (y/N): ');
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Error('nothing was done');
}
