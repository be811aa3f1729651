import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { finish, kubesvc, type Outcome } from './built.ts';

export interface Ground {
  /** A namespace of this block's own, removed after it. */
  namespace: string;
  /** Runs the built kubesvc in the namespace. */
  kubesvc: (...args: string[]) => Promise<Outcome>;
  /** The same, with text on its standard input. */
  kubesvcFed: (stdin: string, ...args: string[]) => Promise<Outcome>;
  /** Runs the real kubectl in the namespace. */
  kubectl: (...args: string[]) => Promise<Outcome>;
  /** kubectl with a manifest on standard input; fails the test when kubectl fails. */
  apply: (manifest: string) => Promise<void>;
  /** The parsed answer of `kubectl get … -o json`. */
  read: (...args: string[]) => Promise<Record<string, unknown>>;
  env: Record<string, string>;
}

/** A block of tests on the real cluster, in a namespace of its own; skipped, and said so, where there is no cluster. */
export function onCluster(name: string, body: (ground: Ground) => void): void {
  const missing = inject('missing');
  if (missing !== '') return void describe.skip(`${name} (${missing})`, () => body(groundOf('none')));
  describe(name, () => {
    const ground = groundOf(`kubesvc-test-${randomBytes(4).toString('hex')}`);
    beforeAll(async () => {
      await must(ground.kubectl('create', 'namespace', ground.namespace));
    });
    afterAll(async () => {
      await must(ground.kubectl('delete', 'namespace', ground.namespace, '--wait=false'));
    });
    body(ground);
  });
}

function groundOf(namespace: string): Ground {
  const env = { KUBECONFIG: inject('kubeconfig') };
  const run = (args: readonly string[], stdin?: string) => finish(inject('kubectl'), args, env, stdin);
  return {
    namespace,
    env,
    kubesvc: (...args) => kubesvc(['-n', namespace, ...args], env),
    kubesvcFed: (stdin, ...args) => kubesvc(['-n', namespace, ...args], env, stdin),
    kubectl: (...args) => run(['-n', namespace, ...args]),
    apply: async (manifest) => void (await must(run(['-n', namespace, 'apply', '-f', '-'], manifest))),
    read: async (...args) =>
      JSON.parse(
        (await must(run(['-n', namespace, 'get', ...args, '-o', 'json', '--show-managed-fields']))).stdout,
      ) as Record<string, unknown>,
  };
}

/** The outcome of a command that the test only prepares with. */
export async function must(outcome: Promise<Outcome>): Promise<Outcome> {
  const done = await outcome;
  if (done.code !== 0) throw new Error(`exit ${done.code}: ${done.stdout}${done.stderr}`);
  return done;
}
