/**
 * Proves that clusters leave nothing: starts and stops some, kills some, and compares the machine before and after
 * each. `npm run cluster:prove`, or with other numbers `… -- ROUNDS KILLS`. Needs root; takes about four minutes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Built, ensureBuilt } from './build.ts';
import { command } from './command.ts';
import { written } from './named.ts';
import { span, voiceOf } from './progress.ts';
import { upArgs } from './start.ts';
import { counts, differences, type Ours, traces } from './traces.ts';

const [rounds = 20, kills = 5] = process.argv.slice(2).map(Number);
const patience = 10_000;

const built = await ensureBuilt('full', voiceOf(process.stderr));
const folder = mkdtempSync(join(tmpdir(), 'kubesvc-prove-'));
const roots: string[] = [];
const mark = `KUBESVC_PROVE=${folder}`;
const env = { KUBESVC_PROVE: folder };
const ours: Ours = { mark, roots, folder };
const before = traces(ours);
const began = Date.now();
let failed = 0;
console.log(`before: ${counts(before)}`);

for (let round = 1; round <= rounds; round++) {
  const dir = join(folder, `round-${round}`);
  const ready = await timed(() => up(built, dir));
  if (round === 1) mustSee('a running cluster');
  const gone = await timed(() => command(built.launcher, ['down', '-dir', dir], { env }));
  await expectNothing(`round ${round}: up ${ready}, down ${gone}`);
}
for (let kill = 1; kill <= kills; kill++) {
  const dir = join(folder, `kill-${kill}`);
  const launcher = await upInForeground(built, dir);
  await runPods(dir);
  const victim = kill % 2 === 1 ? 'the launcher' : 'init';
  const pid = victim === 'the launcher' ? launcher.pid : written(dir)?.Main.PID;
  if (pid === undefined) throw new Error(`${victim} has no PID`);
  process.kill(pid, 'SIGKILL');
  await expectNothing(`kill -9 of ${victim}, ${kill}`);
}
rmSync(folder, { recursive: true, force: true });
console.log(`${rounds} rounds and ${kills} kills in ${span((Date.now() - began) / 1000)}: ${failed} left something`);
process.exitCode = failed > 0 ? 1 : 0;

const one = (dir: string) => ({ tier: 'full', nodes: 1, loadBalancer: true, ipv6: true, dir }) as const;

async function up({ launcher, ...rest }: Built, dir: string): Promise<void> {
  await command(launcher, upArgs({ launcher, ...rest }, one(dir)), { env });
  remember(dir);
}

/** Resolves when the cluster is ready; it then lives as long as the launcher, and the launcher as its standard input. */
function upInForeground(from: Built, dir: string): Promise<ChildProcess> {
  const args = [...upArgs(from, one(dir)), '-foreground'];
  const child = spawn(from.launcher, args, { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...env } });
  return new Promise((resolve, reject) => {
    child.on('close', () => reject(new Error(`the cluster in ${dir} did not start`)));
    child.stdout.once('data', () => {
      remember(dir);
      resolve(child);
    });
  });
}

function remember(dir: string): void {
  const root = written(dir)?.CgroupRoot;
  if (root) roots.push(root);
}

async function runPods(dir: string): Promise<void> {
  const kubectl = (...args: string[]) => command(built.kubectl, [`--kubeconfig=${join(dir, 'kubeconfig')}`, ...args]);
  await kubectl('create', 'deployment', 'web', '--image=nginx', '--replicas=2');
  await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
}

/** A proof that sees nothing where there is something proves nothing. */
function mustSee(what: string): void {
  const now = traces(ours);
  for (const kind of ['processes', 'namespaces', 'cgroups', 'work dirs']) {
    if ((now[kind] ?? []).length === 0) throw new Error(`the count of ${kind} is blind: it does not see ${what}`);
  }
  console.log(`running: ${counts(now)}`);
}

/** Nobody calls "down" after a kill: what is left of the cluster clears itself away, and has a moment to. */
async function expectNothing(what: string): Promise<void> {
  const waited = Date.now();
  let left = differences(before, traces(ours));
  while (left.length > 0 && Date.now() - waited < patience) {
    await setTimeout(50);
    left = differences(before, traces(ours));
  }
  if (left.length > 0) failed++;
  console.log(`${what}: ${left.length === 0 ? `nothing left after ${Date.now() - waited} ms` : 'LEFT'}`);
  for (const line of left) console.log(`  ${line}`);
}

async function timed(task: () => Promise<unknown>): Promise<string> {
  const start = Date.now();
  await task();
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}
