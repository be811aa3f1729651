/** The clusters that `up` leaves running, by name. */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tier } from './choose.ts';

/** What the launcher writes down about a cluster, as far as it matters here. */
export interface Written {
  Bin: string;
  CgroupRoot: string;
  Tier: Tier;
  Port: number;
  Nodes: number;
  Since: string;
  Main: { PID: number; Started: string };
}

/** Each user has a folder; the temporary folder is everybody's, so one that is another's is refused. */
function home(): string {
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `kubesvc-clusters-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const is = lstatSync(folder);
  if (!is.isDirectory() || is.uid !== uid) throw new Error(`${folder} is not yours: set TMPDIR to another folder`);
  return folder;
}

export function folderOf(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,29}$/.test(name)) throw new Error(`a cluster is named with a-z, 0-9 and -: not "${name}"`);
  return join(home(), name);
}

/** Every name that has something to take down, living or not. */
export const names = (): string[] =>
  readdirSync(home()).filter((name) => existsSync(join(home(), name, 'cluster.json')));

export function written(dir: string): Written | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, 'cluster.json'), 'utf8')) as Written;
  } catch {
    return undefined;
  }
}

/** A cluster that runs and is ready to be used. */
export function running(dir: string): Written | undefined {
  const cluster = written(dir);
  return cluster !== undefined && isAlive(cluster.Main) && existsSync(join(dir, 'kubeconfig')) ? cluster : undefined;
}

/** A PID comes around again; a PID with its start time does not. */
function isAlive({ PID, Started }: Written['Main']): boolean {
  try {
    const fields = readFileSync(`/proc/${PID}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] !== 'Z' && fields[19] === Started;
  } catch {
    return false;
  }
}
