import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { finish, program } from '../support/built.ts';
import { must } from '../support/cluster.ts';
import { openLink } from '../support/link.ts';
import { isHeard, type Planned, scenes } from './plan.ts';

export interface Place {
  namespace: string;
  env: Record<string, string>;
  /** Path. */
  kubectl: string;
  /** Flags of every run, which decide how long its Job may live. */
  flags: readonly string[];
}

export interface Played extends Planned {
  /** Milliseconds from the start to the end that was put to it. */
  after: number;
  /** Milliseconds from there until the program had ended. */
  took: number;
  code: number | null;
  /** What was there as soon as it had ended, as `Job/kubesvc-probe-…`. */
  left: string[];
  /** Of those, what it had said nothing about. */
  untold: string[];
}

const examples = ['mydeployment', 'deny-ingress'].map((name) =>
  readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8'),
);

/** Makes a Service that answers, and one whose pods a policy lets nobody in to. */
export async function prepare({ namespace, env, kubectl }: Place): Promise<void> {
  const run = (args: readonly string[], stdin?: string) =>
    must(finish(kubectl, ['-n', namespace, ...args], env, stdin));
  const [workload = '', policy = ''] = examples;
  const second = (text: string) => text.replaceAll('mydeployment', 'kept-out').replace('replicas: 2', 'replicas: 1');
  await run(['apply', '-f', '-'], [workload, second(workload), second(policy)].join('\n---\n'));
  for (const name of ['mydeployment', 'kept-out']) {
    await run(['rollout', 'status', 'deployment', name]);
    await run(['expose', 'deployment', name]);
  }
}

/** Milliseconds that each scene takes when nobody ends it. */
export async function durations(place: Place): Promise<Map<string, number>> {
  const took = new Map<string, number>();
  for (const [scene, args] of Object.entries(scenes)) {
    const began = Date.now();
    await finish(program[0], [...program.slice(1), ...lineOf(place, args)], place.env);
    took.set(scene, Date.now() - began);
  }
  return took;
}

const lineOf = ({ namespace, flags }: Place, args: readonly string[]) => ['-n', namespace, 'probe', ...args, ...flags];

/** One run to its end, whatever that is, and what it has left. */
export async function play(place: Place, one: Planned, takes: ReadonlyMap<string, number>): Promise<Played> {
  const after = Math.round(one.moment * (takes.get(one.scene) ?? 0));
  const isCut = one.end === 'reset' || one.end === 'silence';
  const link = isCut ? await openLink(await addressOf(place)) : undefined;
  const args = [
    ...program.slice(1),
    ...lineOf(place, scenes[one.scene] ?? []),
    ...(link ? ['--server', `https://127.0.0.1:${link.port}`] : []),
  ];
  const child = spawn(program[0], args, {
    // USER becomes the owner that every object of the run is marked with.
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...place.env, USER: ownerOf(one.number) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  let endedAt = 0;
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const put = async () => {
    await sleep(after);
    endedAt = Date.now();
    if (one.end === 'reset' || one.end === 'silence') link?.cut(one.end);
    else child.kill(one.end);
  };
  const [code] = await Promise.all([ended, put()]);
  const took = Math.max(0, Date.now() - endedAt);
  await link?.stop();
  const left = (await leftOf(place)).filter(({ owner }) => owner === ownerOf(one.number)).map(({ name }) => name);
  // A pod goes with its Job, whose name it carries; who was killed can say nothing.
  const untold =
    one.end === 'SIGKILL' ? [] : left.filter((name) => name.startsWith('Job/') && !said.includes(name.slice(4)));
  return { ...one, after, took, code, left, untold };
}

const ownerOf = (number: number) => `run-${number}`;

/** Everything of ours in the namespace, with who made it. */
export async function leftOf({
  namespace,
  env,
  kubectl,
}: Omit<Place, 'flags'>): Promise<{ name: string; owner: string }[]> {
  const args = ['-n', namespace, 'get', 'jobs,pods', '-l', 'app.kubernetes.io/name=kubesvc-probe', '-o', 'json'];
  const { items } = JSON.parse((await must(finish(kubectl, args, env))).stdout) as {
    items: { kind: string; metadata: { name: string; annotations?: Record<string, string> } }[];
  };
  return items.map(({ kind, metadata: { name, annotations = {} } }) => ({
    name: `${kind}/${name}`,
    owner: (annotations['kubesvc.dev/owner'] ?? '').replace(/@.*/, ''),
  }));
}

async function addressOf({ env, kubectl }: Place): Promise<{ host: string; port: number }> {
  const path = 'jsonpath={.clusters[0].cluster.server}';
  const { stdout } = await must(finish(kubectl, ['config', 'view', '--minify', '-o', path], env));
  const { hostname, port } = new URL(stdout);
  return { host: hostname, port: Number(port) };
}

/** What is wrong with a run: what is there although it could have been cleared away, or was never spoken of. */
export function faultsOf({ end, left, untold, took, code }: Played): string[] {
  return [
    ...(isHeard(end) ? left.map((name) => `${name} was left`) : []),
    ...(isHeard(end) ? [] : untold.map((name) => `nothing was said of ${name}`)),
    ...(took > mostToEnd ? [`it took ${Math.round(took / 1000)} s to end`] : []),
    ...(isHeard(end) &&
    code !== null &&
    ![0, 1, 3, 124, { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[end as 'SIGINT']].includes(code)
      ? [`exit code ${code}`]
      : []),
  ];
}

/** Milliseconds: a dead link is asked of for a while, and then for the removal. */
const mostToEnd = 60_000;
