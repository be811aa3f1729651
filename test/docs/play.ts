import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { putOnPath } from '../support/built.ts';
import type { Step } from './blocks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Stage {
  /** Runs one command line as a user would, in the stage's namespace; standard output and error as a terminal mixes them. */
  play: (step: Pick<Step, 'command'>) => Promise<{ output: string; code: number }>;
  end: () => Promise<void>;
}

/** As long as `default`, so that lines break where a reader's do. */
export const stageName = (): string => `docs${randomBytes(2).toString('hex').slice(0, 3)}`;

interface Cluster {
  kubeconfig: string;
  kubectl: string;
}

/**
 * A shell in which `kubesvc` and `kubectl` are words and a namespace of this stage's own is the current one. It is called
 * `default` in what is played, as it is for a reader.
 */
export async function openStage({ kubeconfig, kubectl }: Cluster, namespace: string): Promise<Stage> {
  const scratch = mkdtempSync(join(tmpdir(), 'kubesvc-docs-'));
  const bin = join(scratch, 'bin');
  mkdirSync(bin);
  putOnPath(bin);
  const copy = join(scratch, 'kubeconfig');
  const env = {
    PATH: [bin, dirname(kubectl), process.env.PATH ?? ''].join(delimiter),
    HOME: scratch,
    TERM: 'dumb',
    KUBECONFIG: copy,
  };
  const { output, code } = await shell(`kubectl --kubeconfig '${kubeconfig}' config view --flatten --raw`, env);
  if (code !== 0) throw new Error(output);
  writeFileSync(copy, output, { mode: 0o600 });
  await must(`kubectl create namespace ${namespace}`);
  await must(`kubectl config set-context --current --namespace=${namespace}`);

  return {
    play: async ({ command }) => {
      const played = await shell(command, env);
      return { code: played.code, output: played.output.replaceAll(namespace, 'default') };
    },
    end: async () => {
      await must(`kubectl delete namespace ${namespace} --wait=false`);
      rmSync(scratch, { recursive: true });
    },
  };

  async function must(line: string): Promise<void> {
    const done = await shell(line, env);
    if (done.code !== 0) throw new Error(`${line}: ${done.output}`);
  }
}

function shell(line: string, env: NodeJS.ProcessEnv): Promise<{ output: string; code: number }> {
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      ['-c', `exec 2>&1\n${line}`],
      { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 26 },
      (error, output) => resolve({ output, code: error ? Number(error.code ?? 1) : 0 }),
    );
    child.stdin?.end();
  });
}
