/** `npm run cluster`: starts, stops and shows the test clusters of this machine. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { ensureBuilt } from './build.ts';
import { choose } from './choose.ts';
import { command } from './command.ts';
import { facts } from './machine.ts';
import { folderOf, names, running, written } from './named.ts';
import { voiceOf } from './progress.ts';
import { upArgs } from './start.ts';

const voice = voiceOf(process.stderr);
const nameOption = () => new Option('--name <name>', 'the cluster').default('default');

const program = new Command('npm run cluster --')
  .description('Real Kubernetes clusters for tests: etcd, API server and, in tier full, whole nodes')
  .enablePositionalOptions();

program
  .command('up')
  .description('build what is not built, start a cluster and wait until it is ready')
  .addOption(
    new Option('--tier <tier>', 'api is etcd and the API server alone').choices(['full', 'api']).default('full'),
  )
  .option('--nodes <n>', 'number of nodes', parseNodes, 1)
  .option('--no-load-balancer', 'let LoadBalancer Services wait for an address')
  .option('--no-ipv6', 'IPv4 alone, where both families are the rule')
  .addOption(nameOption())
  .action(async ({ tier, nodes, loadBalancer, ipv6, name }) => {
    const dir = folderOf(name);
    if (running(dir)) {
      voice.say(`cluster ${name} is up already`);
      howToUse(name);
      return;
    }
    const choice = choose(tier, { ...facts(), env: {} });
    if (choice.use === 'none') throw new Error(choice.missing);
    const built = await ensureBuilt(tier, voice);
    const code = await run(built.launcher, upArgs(built, { tier, nodes, loadBalancer, ipv6, dir }), {
      stdout: 'ignore',
    }); // a bare path
    if (code === 0) howToUse(name);
    process.exitCode = code;
  });

program
  .command('down')
  .description('stop a cluster, whatever state it is in')
  .addOption(nameOption())
  .option('--all', 'all clusters')
  .action(async ({ name, all }) => {
    const doomed = all ? names() : [name];
    for (const one of doomed) await takeDown(one);
    if (doomed.length === 0) voice.say('no cluster is up');
  });

program
  .command('status')
  .description('which clusters are up')
  .action(() => {
    const rows = names().flatMap((name) => {
      const cluster = running(folderOf(name));
      if (!cluster) return [[name, 'dead', '', '', '', `remove what is left: npm run cluster -- down --name ${name}`]];
      const { Tier, Nodes, Port, Since } = cluster;
      return [[name, 'up', Tier, Tier === 'full' ? String(Nodes) : '-', `https://127.0.0.1:${Port}`, Since]];
    });
    if (rows.length === 0) voice.say('no cluster is up; start one: npm run cluster -- up');
    else console.log(columns([['NAME', 'STATUS', 'TIER', 'NODES', 'SERVER', 'SINCE'], ...rows]));
  });

program
  .command('kubeconfig')
  .description("print the path of a cluster's kubeconfig")
  .addOption(nameOption())
  .action(({ name }) => {
    console.log(join(mustRun(name).dir, 'kubeconfig'));
  });

program
  .command('kubectl')
  .description('run the kubectl of the same release against a cluster')
  .addOption(nameOption())
  .argument('[args...]')
  .helpOption(false) // it is kubectl's
  .allowUnknownOption()
  .passThroughOptions()
  .action(async (args, { name }) => {
    const { dir, bin } = mustRun(name);
    process.exitCode = await run(join(bin, 'kubectl'), args, { env: { KUBECONFIG: join(dir, 'kubeconfig') } });
  });

program
  .command('exec')
  .description("run a command in node 1's network")
  .addOption(nameOption())
  .argument('<command...>')
  .passThroughOptions()
  .action(async (argv, { name }) => {
    const { dir, bin } = mustRun(name);
    process.exitCode = await run(join(bin, 'cluster'), ['exec', '-dir', dir, '--', ...argv]);
  });

program
  .command('user')
  .description('make a user, for whom RBAC decides, and print the path of a kubeconfig')
  .addOption(nameOption())
  .argument('<user>')
  .option('--groups <groups>', "the user's groups, between commas", '')
  .action(async (user, { name, groups }) => {
    const { dir, bin } = mustRun(name);
    process.exitCode = await run(join(bin, 'cluster'), ['user', '-dir', dir, '-groups', groups, user]);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function parseNodes(text: string): number {
  if (!/^[1-9]$/.test(text)) throw new InvalidArgumentError('It is 1 to 9.');
  return Number(text);
}

function mustRun(name: string): { dir: string; bin: string } {
  const dir = folderOf(name);
  const cluster = running(dir);
  if (cluster) return { dir, bin: cluster.Bin };
  const flag = name === 'default' ? '' : ` --name ${name}`;
  throw new Error(`cluster ${name} is not up; start it: npm run cluster -- up${flag}`);
}

async function takeDown(name: string): Promise<void> {
  const dir = folderOf(name);
  const cluster = written(dir);
  if (cluster) {
    await command(await launcherFor(cluster.Bin), ['down', '-dir', dir]);
    voice.say(`cluster ${name} is down`);
  } else {
    voice.say(`cluster ${name} is not up`);
  }
  rmSync(dir, { recursive: true, force: true }); // its logs
}

/** The one that started it; another if the cache was deleted meanwhile. */
async function launcherFor(bin: string): Promise<string> {
  const launcher = join(bin, 'cluster');
  const isThere = await command(launcher, ['down', '-dir', join(bin, 'nowhere')]).then(
    () => true,
    () => false,
  );
  return isThere ? launcher : (await ensureBuilt('api', voice)).launcher;
}

function howToUse(name: string): void {
  const flag = name === 'default' ? '' : ` --name ${name}`;
  console.log(`export KUBECONFIG=${join(folderOf(name), 'kubeconfig')}`);
  voice.say(`stop it: npm run cluster -- down${flag}`);
}

interface Spawning {
  env?: Record<string, string>;
  stdout?: 'inherit' | 'ignore';
}

/** Runs a program on this terminal and answers its exit code. */
function run(path: string, args: readonly string[], { env, stdout = 'inherit' }: Spawning = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: ['inherit', stdout, 'inherit'], env: { ...process.env, ...env } });
    // A terminal sends Ctrl-C to both; the program decides, and we report what it did.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd((widths[i] ?? 0) + 3))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
