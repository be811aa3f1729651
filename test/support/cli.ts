import { readFile } from 'node:fs/promises';
import type { Context } from '../../src/cli/context.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createProgram, run } from '../../src/program.ts';

/** The whole command tree, to be looked at. */
export const tree = async () => createProgram(away({ stdout: () => {}, stderr: () => {} }, [], ''));

/** Runs one command line in this process, away from any cluster: asking for one is a failure of the test. */
export const offline = (argv: readonly string[], stdin = '') => inProcess(argv, {}, stdin);

/** The same with parts of a real context, a connection for one. */
export async function inProcess(argv: readonly string[], parts: Partial<Context>, stdin = '') {
  const outcome = { code: 0, stdout: '', stderr: '' };
  const write = {
    stdout: (text: string) => (outcome.stdout += text),
    stderr: (text: string) => (outcome.stderr += text),
  };
  outcome.code = await run(argv, { ...away(write, argv, stdin), ...parts });
  return outcome;
}

type Writers = Record<'stdout' | 'stderr', (text: string) => unknown>;

function away({ stdout, stderr }: Writers, argv: readonly string[], stdin: string): Context {
  return {
    program: 'kubesvc',
    stdout: { write: stdout, isTTY: false, columns: 80 },
    stderr: { write: stderr, isTTY: false, columns: 80 },
    env: { PATH: '/nonexistent' },
    now: () => new Date('2026-01-02T03:04:05Z'),
    randomHex: (bytes) => 'ab'.repeat(bytes),
    readStdin: async () => new TextEncoder().encode(stdin),
    readFile: (path) => readFile(path),
    confirm: async () => undefined,
    openEditor: async () => {
      throw new Error(`"${argv.join(' ')}" asked for an editor`);
    },
    connect: async () => unasked(argv),
    checkConnection: async () => {},
    kubeconfig: async () => ({ contexts: new Map(), clusters: new Map(), users: new Map() }),
    proxyAgent: async () => undefined,
    warnings: () => 0,
    interruptible: (work) => work(new AbortController().signal),
  };
}

/** A client for who asks it nothing: to have one is to have read a kubeconfig, no more. */
const unasked = (argv: readonly string[]) =>
  new Proxy({} as KubeClient, {
    get(_, property) {
      if (property === 'then') return undefined; // it is awaited
      throw new Error(`"${argv.join(' ')}" asked a cluster for ${String(property)}`);
    },
  });
