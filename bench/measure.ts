import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Measured } from './commands.ts';
import type { Program } from './programs.ts';

export interface Series {
  program: Program;
  /** Milliseconds from start to end, one for each round. */
  wall: number[];
  /** The most memory that was resident at once, in MiB; undefined where GNU time is missing. */
  peak: number | undefined;
}

export type Env = Readonly<Record<string, string>>;

/**
 * One command by all programs in turn, after a round that does not count: whatever else the machine does in the
 * meantime, it does to all of them. Memory is taken in a round of its own.
 */
export async function measure(command: Measured, programs: readonly Program[], rounds: number, env: Env) {
  const series = programs.map((program): Series => ({ program, wall: [], peak: undefined }));
  for (let round = -1; round < Math.min(rounds, command.rounds ?? rounds); round++) {
    for (const [index, { program, wall }] of series.entries()) {
      const took = await timed(program, command, `${round + 1}-${index}`, env);
      if (round >= 0) wall.push(took);
    }
  }
  for (const [index, one] of series.entries()) one.peak = peakMemory(one.program, command, `m-${index}`, env);
  return series;
}

async function timed({ name, command: [program = '', ...first] }: Program, command: Measured, run: string, env: Env) {
  const sink = openSync('/dev/null', 'w');
  const began = process.hrtime.bigint();
  const child = spawn(program, [...first, ...command.args(run)], { env, stdio: ['pipe', sink, 'pipe'] });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  child.stdin?.on('error', () => {}); // a command that reads nothing closes its end
  child.stdin?.end(command.stdin ?? '');
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve));
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  closeSync(sink);
  if (code !== 0) throw new Error(`${name}: ${command.name} ended with exit code ${code}: ${complaint}`);
  return took;
}

function peakMemory({ command: words }: Program, command: Measured, run: string, env: Env): number | undefined {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%M', ...words, ...command.args(run)], {
    env,
    input: command.stdin ?? '',
    stdio: ['pipe', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  return status === 0 ? Number(stderr.trim().split('\n').at(-1)) / 1024 : undefined;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}
