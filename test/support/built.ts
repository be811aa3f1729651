import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve as pathTo } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

const bin = fileURLToPath(new URL('../../bin/kubesvc.js', import.meta.url));

/** What the tests run as kubesvc: the built package on this Node, or the executable that KUBESVC_BIN names. */
export const program: readonly [string, ...string[]] = process.env.KUBESVC_BIN
  ? [pathTo(process.env.KUBESVC_BIN)]
  : [process.execPath, bin];

/** A folder's own `kubesvc`, for shells that have the folder on PATH. */
export function putOnPath(folder: string): void {
  const words = program.map((word) => `'${word}'`).join(' ');
  writeFileSync(join(folder, 'kubesvc'), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
}

/**
 * Runs a program to its end with nothing in its environment but what is given here. `limit` is in milliseconds; one that
 * has not ended by then is ended, and the error says which it was and what it had written.
 */
export function finish(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  stdin: string | Buffer = '',
  limit = 110_000,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', TERM: 'dumb', ...env },
    });
    const outcome: Outcome = { code: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text));
    child.on('error', reject);
    const tooLong = setTimeout(() => {
      child.kill('SIGKILL');
      const line = [command, ...args].join(' ');
      reject(new Error(`not ended after ${limit / 1000} s: ${line}\n${outcome.stdout}${outcome.stderr}`));
    }, limit);
    child.on('close', (code) => {
      clearTimeout(tooLong);
      resolve({ ...outcome, code });
    });
    child.stdin.on('error', () => {}); // a command that reads nothing closes its end early
    child.stdin.end(stdin);
  });
}

/** The built package, as a user has it. */
export const kubesvc = (args: readonly string[], env: Record<string, string>, stdin?: string) =>
  finish(program[0], [...program.slice(1), ...args], env, stdin);
