import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { finish, type Outcome, program as kubesvc } from '../support/built.ts';

export type Who = 'kubectl' | 'kubesvc';

const cache = mkdtempSync(join(tmpdir(), 'kubesvc-conformance-'));

/** kubectl and kubesvc see the same cluster and the same little else. */
export const environment = () => ({ KUBECONFIG: inject('kubeconfig'), KUBECACHEDIR: cache });

/** What starts a program, and the words that come first. */
export function program(who: Who): { command: string; first: readonly string[] } {
  const [command, ...first] = who === 'kubectl' ? ([inject('kubectl')] as const) : kubesvc;
  return { command, first };
}

const run =
  (who: Who) =>
  (args: readonly string[], stdin?: string | Buffer, more: Record<string, string> = {}) => {
    const { command, first } = program(who);
    return finish(command, [...first, ...args], { ...environment(), ...more }, stdin);
  };

/** Either program, run to its end. */
export const both = { kubectl: run('kubectl'), kubesvc: run('kubesvc') };

/** Both answers to one command line, kubectl's as kubesvc may give it. */
export async function beside(
  args: readonly string[],
  stdin?: string | Buffer,
): Promise<{ theirs: Outcome; ours: Outcome }> {
  const [theirs, ours] = await Promise.all([both.kubectl(args, stdin), both.kubesvc(args, stdin)]);
  return { theirs: underOurName(theirs), ours: { ...ours, stderr: untimed(ours.stderr) } };
}

/**
 * With the program's own name, and the cause alone where kubectl prints
 * the whole object after it.
 */
function underOurName({ code, stdout, stderr }: Outcome): Outcome {
  return {
    code,
    stdout,
    stderr: untimed(stderr)
      .replaceAll(/(['"])kubectl (?=expose|create|get|help|--help)/g, '$1kubesvc ')
      .replace(/Error executing template: (.*)\. Printing more information for debugging the template:\n[^]*/, '$1\n'),
  };
}

/** Log lines without their time and process id. */
const untimed = (text: string) => text.replaceAll(/^([IWEF])\d{4} [\d:.]+ +\d+ /gm, '$1 ');

/** A command line as a shell would part it; only single quotes mean anything. */
export const words = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
