import { readFile } from 'node:fs/promises';
import type { Context } from '../../src/cli/context.ts';
import { run } from '../../src/program.ts';

/** Runs one command line in this process, away from any cluster: asking for one is a failure of the test. */
export async function offline(argv: readonly string[], stdin = '') {
  const outcome = { code: 0, stdout: '', stderr: '' };
  const context: Context = {
    stdout: { write: (text) => (outcome.stdout += text), isTTY: false, columns: 80 },
    stderr: { write: (text) => (outcome.stderr += text), isTTY: false, columns: 80 },
    env: { PATH: '/nonexistent' },
    now: () => new Date('2026-01-02T03:04:05Z'),
    randomHex: (bytes) => 'ab'.repeat(bytes),
    readStdin: async () => new TextEncoder().encode(stdin),
    readFile: (path) => readFile(path),
    confirm: async () => undefined,
    connect: async () => {
      throw new Error(`"${argv.join(' ')}" asked for a cluster`);
    },
    interruptible: (work) => work(new AbortController().signal),
  };
  outcome.code = await run(argv, context);
  return outcome;
}
