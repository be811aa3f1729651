import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { finish, kubesvc, type Outcome } from '../support/built.ts';

const cache = mkdtempSync(join(tmpdir(), 'kubesvc-conformance-'));

/** kubectl and kubesvc see the same cluster and the same little else. */
const env = { KUBECONFIG: inject('kubeconfig'), KUBECACHEDIR: cache };

export const runKubectl = (args: readonly string[], stdin?: string) => finish(inject('kubectl'), args, env, stdin);
const runKubesvc = (args: readonly string[], stdin?: string) => kubesvc(args, env, stdin);

/** Both answers to one command line, kubectl's with kubesvc's name in it. */
export async function beside(args: readonly string[], stdin?: string): Promise<{ theirs: Outcome; ours: Outcome }> {
  const [theirs, ours] = await Promise.all([runKubectl(args, stdin), runKubesvc(args, stdin)]);
  return { theirs: underOurName(theirs), ours };
}

/** As kubesvc may say it: the program's own name, and log lines without their time and process id. */
function underOurName({ code, stdout, stderr }: Outcome): Outcome {
  return {
    code,
    stdout,
    stderr: stderr
      .replaceAll(/(['"])kubectl (?=expose|create|get)/g, '$1kubesvc ')
      .replaceAll(/^([IWEF])\d{4} [\d:.]+ +\d+ /gm, '$1 '),
  };
}

/** A command line as a shell would part it; only single quotes mean anything. */
export const words = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
