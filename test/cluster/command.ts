/** Runs the programs of others and words their failures. */
import { spawn } from 'node:child_process';

interface Options {
  cwd?: string;
  env?: Record<string, string>;
}

/** Runs a program to its end and answers its output; a failure quotes its last lines. */
export function command(program: string, args: readonly string[], { cwd, env }: Options = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let answer = '';
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      said = `${said}${text}`.slice(-20_000);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-20_000);
    });
    child.on('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(answer);
      reject(new Error(failure(program, args, signal ?? `exit code ${code}`, said)));
    });
  });
}

const lastLines = 20;

function failure(program: string, args: readonly string[], how: string, said: string): string {
  const lines = said.trimEnd().split('\n').slice(-lastLines);
  return [`${program} failed (${how}): ${program} ${args.join(' ')}`, ...lines.map((line) => `  | ${line}`)].join('\n');
}
