/**
 * `npm run bench:probe`: a probe of a healthy Service and `kubectl run --rm -i … wget` by turns on one cluster, an answer that
 * takes no pod, and a thousand Services from one pod. Prints figures beside their targets. `-- --rounds N` for more or less.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '../src/kube/connect.ts';
import type { ProbeReport } from '../src/probe/report/model.ts';
import { voiceOf } from '../test/cluster/progress.ts';
import { startCluster } from '../test/cluster/start.ts';
import { prepare } from '../test/leaks/play.ts';
import { finish } from '../test/support/built.ts';
import { must } from '../test/support/cluster.ts';
import { median } from './measure.ts';
import { peakOfPods } from './peak.ts';
import { programs } from './programs.ts';
import { fate, manyServices } from './thousand.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, services: { type: 'string', default: '1000' } },
});
const rounds = Number(values.rounds);
const services = Number(values.services);

const cluster = await startCluster({ tier: 'full', ...voiceOf(process.stderr) });
if ('missing' in cluster) throw new Error(cluster.missing);
try {
  const { kubeconfig, kubectl, dir } = cluster;
  if (kubectl === undefined || dir === undefined) throw new Error('it takes a cluster of its own, and a kubectl');
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: mkdtempSync(join(tmpdir(), 'kubesvc-bench-')),
    KUBECONFIG: kubeconfig,
  };
  await prepare({ namespace: 'default', env, kubectl, flags: [] });
  console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}\n`);
  const present = programs(kubectl).filter(({ missing, name }) => missing === undefined && name.startsWith('kubesvc'));

  console.log('| what | program | median s | min-max | target |\n|---|---|---|---|---|');
  const run = ['run', '--rm', '-i', '--restart=Never', '--image=alpine', '--image-pull-policy=IfNotPresent', '--quiet'];
  const ask = ['--', 'wget', '-qO-', '-T', '4', 'http://mydeployment'];
  const competitors = [
    { name: 'kubectl run --rm -i … wget', line: (round: number) => [kubectl, ...run, `ask-${round}`, ...ask] },
    ...present.map(({ name, command }) => ({ name, line: () => [...command, 'probe', 'mydeployment'] })),
  ];
  const took = new Map<string, number[]>(competitors.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, line } of competitors) {
      const { seconds } = await timed(line(round + 1), env, [0]);
      if (round >= 0) took.get(name)?.push(seconds);
    }
  }
  const yardstick = median(took.get('kubectl run --rm -i … wget') ?? []);
  for (const [name, series] of took) {
    const ratio = median(series) / yardstick;
    row(
      'a healthy Service',
      name,
      series,
      name.startsWith('kubectl') ? '' : `${ratio.toFixed(2)} of kubectl run; 0.60`,
    );
  }

  await must(finish(kubectl, ['create', 'service', 'clusterip', 'typo', '--tcp=80'], env)); // selects app=typo
  for (const { name, command } of present) {
    const series: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const { seconds, report } = await timed([...command, 'probe', 'typo', '-o', 'json'], env, [1]);
      if (report?.vantages.length !== 0) throw new Error('a pod was run for what the API proves');
      series.push(seconds);
    }
    row('an answer without a pod', name, series, '1 s');
  }

  console.error(`making ${services} Services`);
  const kube = await connect({ kubeconfig }, { env: {}, userAgent: 'kubesvc-bench', warn: () => {} });
  await must(finish(kubectl, ['create', 'namespace', 'many'], env));
  await prepare({ namespace: 'many', env, kubectl, flags: [] });
  await manyServices(kube, 'many', services);
  await settled(kubectl, env);
  for (const { name, command } of present) {
    const line = ['/usr/bin/time', '-f', '%M', ...command, 'probe', '-n', 'many', '-l', '!app', '-o', 'json'];
    const { result, peak } = await peakOfPods(dir, timed(line, env, [1]));
    row(`${services} Services`, name, [result.seconds], '30 s');
    const told = Object.entries(result.report?.summary ?? {}).map(([word, count]) => `${word} ${count}`);
    console.log(
      `  ${told.join(', ')}; ${result.report?.vantages.length} pod; wrong: ${wrong(result.report)}; client ${(result.memory / 1024).toFixed(0)} MiB (target 150), pod ${(peak / 2 ** 20).toFixed(0)} MiB (limit 128)`,
    );
  }
} finally {
  await cluster.stop();
}

/** Until each Service that has pods has its endpoints, and kube-proxy some time to follow. */
async function settled(kubectl: string, env: Record<string, string>): Promise<void> {
  const wanted = Array.from({ length: services }, (_, index) => fate(index)).filter((is) => is !== 'empty').length;
  for (;;) {
    const ready = 'jsonpath={range .items[?(@.endpoints[0].conditions.ready==true)]}x{end}';
    const { stdout } = await must(finish(kubectl, ['-n', 'many', 'get', 'endpointslices', '-o', ready], env));
    if (stdout.length >= wanted) break;
    await sleep(1000);
  }
  await sleep(10_000);
}

/** Services that were told to be what they are not. */
function wrong(report: ProbeReport | undefined): string {
  const off = (report?.results ?? []).filter(({ service, verdict }) => {
    const is = fate(Number(service.name.slice(1)));
    return verdict !== (is === 'healthy' ? 'reachable' : 'unreachable');
  });
  const some = off
    .slice(0, 5)
    .map(({ service, verdict }) => `${service.name} (${fate(Number(service.name.slice(1)))}) ${verdict}`);
  return off.length === 0 ? '0' : `${off.length}: ${some.join(', ')}`;
}

function row(what: string, program: string, series: readonly number[], target: string): void {
  const spread = `${Math.min(...series).toFixed(2)}-${Math.max(...series).toFixed(2)}`;
  console.log(`| ${what} | ${program} | ${median(series).toFixed(2)} | ${spread} | ${target} |`);
}

interface Timed {
  seconds: number;
  /** KiB, where the line begins with GNU time. */
  memory: number;
  report: ProbeReport | undefined;
}

async function timed(
  [program = '', ...args]: readonly string[],
  env: Record<string, string>,
  codes: readonly number[],
): Promise<Timed> {
  const began = performance.now();
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {});
  child.stdin.end();
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const seconds = (performance.now() - began) / 1000;
  if (code === null || !codes.includes(code)) throw new Error(`${program} ended with exit code ${code}: ${stderr}`);
  const report = stdout.startsWith('{') ? (JSON.parse(stdout) as ProbeReport) : undefined;
  return { seconds, memory: Number(stderr.trim().split('\n').at(-1)) || 0, report };
}
