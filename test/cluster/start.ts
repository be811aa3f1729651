/** Starts a cluster for as long as this process lives, for tests and the tour. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Built, ensureBuilt } from './build.ts';
import { choose, type Tier } from './choose.ts';
import { command } from './command.ts';
import { facts } from './machine.ts';
import { running, written } from './named.ts';
import { onPath } from './packages.ts';
import type { Voice } from './progress.ts';

export interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunningCluster {
  /** Path. */
  kubeconfig: string;
  /** Path of the built kubectl; of one on PATH where nothing can be built. */
  kubectl?: string;
  /** False: handed in. Its kube-system and its nodes are not ours to change. */
  own: boolean;
  tier: Tier;
  /** Work dir; own clusters only. */
  dir?: string;
  /** Runs a command in node 1's network; tier full only. */
  exec?: (argv: readonly string[]) => Promise<Output>;
  /** Makes a user of the given groups, for whom RBAC decides, and answers the path of a kubeconfig; own clusters only. */
  user?: (name: string, groups?: readonly string[]) => Promise<string>;
  /** Kills the API server and waits for the next one, at the same address; tier api only. */
  restartApiServer?: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface StartOptions extends Voice {
  tier: Tier;
  nodes?: number;
  /** Give LoadBalancer Services addresses; true. */
  loadBalancer?: boolean;
  /** Give Services and pods addresses of both families; true. */
  ipv6?: boolean;
  /** Work dir; by default one of its own in the temporary folder, removed in the end. */
  dir?: string;
  /** Other binaries than those of the test cluster's release. */
  built?: Built;
}

/** Takes the cluster that was handed in, or starts one; or answers what is missing. */
export async function startCluster(options: StartOptions): Promise<RunningCluster | { missing: string }> {
  if (options.built) return own(options.built, options);
  const choice = choose(options.tier, facts());
  if (choice.use === 'none') return { missing: choice.missing };
  if (choice.use === 'given') return given(choice.kubeconfig, options);
  return own(await ensureBuilt(options.tier, options), options);
}

async function given(kubeconfig: string, { tier, ...voice }: StartOptions): Promise<RunningCluster> {
  const buildable = choose('api', { ...facts(), env: {} }).use === 'own';
  const kubectl = buildable ? (await ensureBuilt('api', voice)).kubectl : onPath('kubectl');
  return { kubeconfig, ...(kubectl === undefined ? {} : { kubectl }), own: false, tier, stop: async () => {} };
}

const prefix = 'kubesvc-cluster-';

async function own(
  built: Built,
  { tier, nodes = 1, loadBalancer = true, ipv6 = true, dir: wanted, ...voice }: StartOptions,
): Promise<RunningCluster> {
  await sweep(built.launcher);
  const dir = wanted ?? mkdtempSync(join(tmpdir(), prefix));
  const args = [
    ...upArgs(built, { tier, nodes, loadBalancer, ipv6, dir }),
    '-foreground',
    ...(wanted === undefined ? ['-ephemeral'] : []),
  ];
  // Its standard input is a pipe that this process holds: whatever ends us ends the cluster. Its own session keeps a
  // terminal's Ctrl-C from it, so that it ends when we have.
  const child = spawn(built.launcher, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  child.on('error', () => {}); // `close` follows
  child.stdin.on('error', () => {}); // it has ended by itself, which `ended` tells
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    voice.say(`cluster: ${line}`);
  });
  const ready = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const kubeconfig = await Promise.race([ready, ended.then(() => undefined)]);
  if (kubeconfig === undefined) throw new Error(`the cluster did not start:\n${said.join('\n')}`);
  const at = ['-dir', dir];
  return {
    kubeconfig,
    kubectl: built.kubectl,
    own: true,
    tier,
    dir,
    user: async (name, groups = []) =>
      (await command(built.launcher, ['user', ...at, '-groups', groups.join(','), name])).trim(),
    ...(tier === 'full'
      ? { exec: (argv: readonly string[]) => output(built.launcher, ['exec', ...at, '--', ...argv]) }
      : { restartApiServer: async () => void (await command(built.launcher, ['restart-apiserver', ...at])) }),
    stop: async () => {
      child.stdin.end();
      await ended;
      await command(built.launcher, ['down', ...at]); // does nothing, unless the launcher was killed
    },
  };
}

interface Up {
  tier: Tier;
  nodes: number;
  loadBalancer: boolean;
  ipv6: boolean;
  dir: string;
}

export function upArgs(built: Built, { tier, nodes, loadBalancer, ipv6, dir }: Up): string[] {
  const images = built.images === undefined ? [] : ['-images', built.images];
  const without = [...(loadBalancer ? [] : ['-balance=false']), ...(ipv6 ? [] : ['-ipv6=false'])];
  return ['up', '-tier', tier, '-nodes', String(nodes), ...without, '-dir', dir, '-bin', built.bin, ...images];
}

const settled = 10 * 60 * 1000;

/** Removes what clusters left behind that were killed with everything that would have cleared them away. */
async function sweep(launcher: string): Promise<void> {
  const mine = process.getuid?.();
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix))) {
    const dir = join(tmpdir(), name);
    const is = statSync(dir, { throwIfNoEntry: false });
    if (is?.uid !== mine || is === undefined || Date.now() - is.mtimeMs < settled) continue;
    if (written(dir) !== undefined && running(dir) === undefined) await command(launcher, ['down', '-dir', dir]);
  }
}

function output(program: string, args: readonly string[]): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const result = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        result[stream] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, ...result }));
  });
}
