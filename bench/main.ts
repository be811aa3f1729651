/**
 * `npm run bench`: kubectl and kubesvc by turns on one server; prints medians, spread and ratios, and fails where the time
 * for a list grows faster than the list. `-- --rounds N` and `-- --only WORDS` for less;
 * `-- --write` makes docs/benchmarks.md of it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { voiceOf } from '../test/cluster/progress.ts';
import { startCluster } from '../test/cluster/start.ts';
import { describeConnection, fill } from './cluster.ts';
import { commands, type Measured, namespaceOf, sizes } from './commands.ts';
import { type Env, measure, median, type Series } from './measure.ts';
import { profile } from './profile.ts';
import { floorOf, type Program, programs } from './programs.ts';
import { say, writePage } from './report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '11' },
    only: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
  },
});

const cluster = await startCluster({ tier: 'api', ...voiceOf(process.stderr) });
if ('missing' in cluster) throw new Error(cluster.missing);
try {
  const { kubeconfig, kubectl } = cluster;
  if (kubectl === undefined) throw new Error('there is no kubectl to compare with');
  const all = programs(kubectl);
  const present = all.filter(({ missing }) => missing === undefined);
  // Nothing else: NODE_EXTRA_CA_CERTS alone costs Node 20 some 46 ms a start.
  const home = mkdtempSync(join(tmpdir(), 'kubesvc-bench-'));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    KUBECONFIG: kubeconfig,
    KUBESVC_BENCH_CONNECTION: join(home, 'connection.json'),
  };
  say(surroundings(present, env));
  for (const { name, missing } of all) if (missing !== undefined) say(`- left out: ${name}: ${missing}`);
  const chosen = commands.filter(({ name }) => name.includes(values.only));
  await fill(kubeconfig, [0, 1]);
  // No controller runs here to say that the Deployment has its pods, as one that is exposed mostly does.
  const status = JSON.stringify({ status: { replicas: 2, readyReplicas: 2 } });
  const patch = ['patch', 'deployment', 'web', '--subresource=status', '--type=merge', `-p=${status}`];
  execFileSync(kubectl, [...patch, '-n', namespaceOf(0)], { env, stdio: 'ignore' });
  await describeConnection(kubeconfig, env.KUBESVC_BENCH_CONNECTION);

  say('\n| command | program | median ms | min-max | of kubectl | peak MiB |\n|---|---|---|---|---|---|');
  const medians = new Map<string, number>();
  const crowds = sizes.filter((size) => size > 1 && chosen.some((command) => reads(command, size)));
  const isOfCrowd = (command: Measured) => crowds.some((size) => reads(command, size));
  let isFilled = false;
  for (const command of chosen.toSorted((a, b) => Number(isOfCrowd(a)) - Number(isOfCrowd(b)))) {
    if (isOfCrowd(command) && !isFilled) {
      // Not before: with thousands of Services a server takes longer to give a new one its address.
      console.error('making the Services that are to be read');
      await fill(kubeconfig, crowds);
      isFilled = true;
    }
    const taking = present.filter(({ only }) => only === undefined || only === command.name);
    const series = await measure(command, taking, Number(values.rounds), env);
    say(rows(command, series).join('\n'));
    for (const { program, wall } of series) medians.set(`${program.name}: ${command.name}`, median(wall));
  }
  say('');
  process.exitCode = growth(present, medians) ? 0 : 1;
  const get = chosen.find(({ name }) => name === floorOf);
  for (const name of get ? ['kubesvc, npm package', 'kubesvc, standalone executable'] : []) {
    const program = present.find((one) => one.name === name);
    if (!get || !program) continue;
    say(`\nWhere \`${get.name}\` spends its time, ${name}, under a profiler, which slows it down:\n`);
    say('| | ms |\n|---|---|');
    const times = profile([...program.command, ...get.args('profile')], 15, env);
    for (const [where, milliseconds] of times) say(`| ${where} | ${milliseconds.toFixed(1)} |`);
  }
  if (values.write) writePage(fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url)));
} finally {
  await cluster.stop();
}

function reads({ args }: Measured, size: number): boolean {
  return args('').includes(namespaceOf(size));
}

function surroundings(present: readonly Program[], env: Env): string {
  const processors = cpus();
  const versions = present
    .filter(({ only }) => only === undefined)
    .map(({ name, command: [program = '', ...first] }) => {
      const said = execFileSync(program, [...first, 'version', '--client'], { env, encoding: 'utf8' });
      return `- ${name}: ${said.split('\n')[0]}`;
    });
  return [
    `- ${processors.length} cores (${processors[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, load ${loadavg()[0]?.toFixed(1)}`,
    `- Node ${process.version}, NODE_EXTRA_CA_CERTS unset, output to /dev/null, kubectl's discovery and what Node has compiled kept from an earlier run`,
    ...versions,
  ].join('\n');
}

function rows({ name }: Measured, series: readonly Series[]): string[] {
  const [yardstick] = series;
  return series.map(({ program, wall, peak }, index) => {
    const middle = median(wall);
    const ratio = middle / median(yardstick?.wall ?? []);
    const spread = `${Math.min(...wall).toFixed(0)}-${Math.max(...wall).toFixed(0)}`;
    const cells = [
      index === 0 ? name : '',
      program.name,
      middle.toFixed(0),
      spread,
      ratio.toFixed(2),
      peak?.toFixed(0) ?? '?',
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

/** Ten times the Services may take ten times the time, start-up apart; a square would take a hundred. */
function growth(present: readonly Program[], medians: ReadonlyMap<string, number>): boolean {
  const [one, thousand, tenThousand] = sizes.map(
    (size) => `get svc, ${size.toLocaleString('en')} Service${size > 1 ? 's' : ''}`,
  );
  let linear = true;
  for (const { name } of present) {
    const [a, b, c] = [one, thousand, tenThousand].map((command) => medians.get(`${name}: ${command}`) ?? Number.NaN);
    if (a === undefined || b === undefined || c === undefined || Number.isNaN(a + b + c)) continue;
    if (b <= a) {
      say(`- ${name}: the machine is too busy to tell how the time grows`);
      continue;
    }
    const times = (c - a) / (b - a);
    const fine = times < 25;
    if (name !== 'kubectl' && !fine) linear = false;
    say(
      `- ${name}: 10 times the Services take ${times.toFixed(1)} times the time${fine ? '' : ', which is more than linear'}`,
    );
  }
  return linear;
}
