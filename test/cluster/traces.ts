/** What clusters may leave on a machine, counted; for the proof that they leave nothing. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** By kind, what is there. */
export type Traces = Record<string, string[]>;

/** How what is ours is told from what others run on the same machine meanwhile. */
export interface Ours {
  /** In the environment of every process that we started, and of those that they started. */
  mark: string;
  /** The cgroups of our clusters, where their containers are: those have environments of their own. */
  roots: readonly string[];
  /** The folder that the clusters' work dirs are in. */
  folder: string;
}

/** What a kubelet would change, and what a router would. */
const sysctls = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
  'net/ipv4/ip_forward',
];

export function traces(ours: Ours): Traces {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOurs(name, ours));
  const namespaces = pids.flatMap((pid) => ['net', 'mnt', 'pid'].map((kind) => link(`/proc/${pid}/ns/${kind}`)));
  const host = new Set(['net', 'mnt', 'pid'].map((kind) => link(`/proc/self/ns/${kind}`)));
  return {
    processes: pids.map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 100)}`),
    namespaces: [...new Set(namespaces)].filter((name) => name !== '' && !host.has(name)),
    cgroups: hierarchies().flatMap((dir) => ours.roots.map((root) => join(dir, root)).filter(isThere)),
    mounts: read('/proc/self/mounts').trim().split('\n'),
    links: answer('ip', '-o', 'link').map((line) => line.split(': ').slice(0, 2).join(' ')),
    'firewall tables': answer('nft', 'list', 'tables'),
    sysctls: sysctls.map((name) => `${name} ${read(`/proc/sys/${name}`).trim()}`),
    'work dirs': readdirSync(ours.folder).filter((name) =>
      readdirSync(join(ours.folder, name)).some((file) => file !== 'log'),
    ),
  };
}

/** What is there now and was not before, or the other way round; nothing in the best case. */
export function differences(before: Traces, now: Traces): string[] {
  return Object.keys({ ...before, ...now }).flatMap((kind) => {
    const [old, current] = [before[kind] ?? [], now[kind] ?? []];
    return [
      ...current.filter((one) => !old.includes(one)).map((one) => `${kind}: + ${one}`),
      ...old.filter((one) => !current.includes(one)).map((one) => `${kind}: - ${one}`),
    ];
  });
}

export const counts = (all: Traces): string =>
  Object.entries(all)
    .map(([kind, list]) => `${kind} ${list.length}`)
    .join(', ');

function isOurs(pid: string, { mark, roots }: Ours): boolean {
  if (pid === String(process.pid)) return false;
  if (read(`/proc/${pid}/environ`).includes(mark)) return read(`/proc/${pid}/stat`).split(') ')[1]?.[0] !== 'Z';
  const groups = read(`/proc/${pid}/cgroup`);
  return roots.some((root) => groups.includes(`${root}/`));
}

const hierarchies = (): string[] =>
  read('/proc/self/mounts')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .flatMap(([, dir]) => dir ?? []);

function answer(program: string, ...args: string[]): string[] {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return (stdout ?? '').split('\n').filter((line) => line !== '');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
