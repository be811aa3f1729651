import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Env } from './measure.ts';

/** A V8 CPU profile (Chrome DevTools Protocol, Profiler.Profile). Times in microseconds. */
interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

/**
 * Where the time of one command goes, in milliseconds a run, as the mean of many; the most first. An executable made with bun
 * takes its profiler's flags from BUN_OPTIONS, and counts no time in which it waits.
 */
export function profile([program = '', ...words]: readonly string[], runs: number, env: Env): [string, number][] {
  const folder = mkdtempSync(join(tmpdir(), 'kubesvc-profile-'));
  try {
    const flags = ['--cpu-prof', '--cpu-prof-interval=100', `--cpu-prof-dir=${folder}`];
    const isNode = program === process.execPath;
    for (let run = 0; run < runs; run++) {
      const { status, stderr } = spawnSync(program, [...(isNode ? flags : []), ...words], {
        env: { ...env, ...(!isNode && { BUN_OPTIONS: flags.join(' ') }) },
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
    }
    const sums = new Map<string, number>();
    for (const file of readdirSync(folder)) add(sums, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile);
    return [...sums]
      .map(([where, time]): [string, number] => [where, time / 1000 / runs])
      .toSorted(([, one], [, other]) => other - one);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function add(sums: Map<string, number>, { nodes, samples, timeDeltas }: Profile): void {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, place(callFrame)]));
  for (const [index, sample] of samples.entries()) {
    const where = places.get(sample) ?? 'elsewhere';
    sums.set(where, (sums.get(where) ?? 0) + (timeDeltas[index] ?? 0));
  }
}

function place({ functionName, url }: Profile['nodes'][number]['callFrame']): string {
  if (functionName === '(idle)') return 'waiting for the server';
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return "the engine and system calls that are no function's own";
  if (url.startsWith('node:internal/tls/secure-context')) return "TLS context: reading Node's own root certificates";
  if (functionName === 'wrapSafe') return 'parsing the files of the bundle';
  if (url.startsWith('node:internal/modules/')) return 'finding and reading the files of the bundle';
  if (url === 'node:internal/bootstrap/realm') return "compiling Node's own modules";
  if (/^(node|internal|bun):/.test(url)) return "the runtime's own modules: start, network, streams";
  return url.startsWith('file:') || url.startsWith('/') ? 'kubesvc and commander' : 'built in: TLS, JSON, text';
}
