import { readFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { plainYaml } from './plain-yaml.ts';

export interface ClusterEntry {
  server?: string;
  'certificate-authority'?: string;
  'certificate-authority-data'?: string;
  'insecure-skip-tls-verify'?: boolean;
  'tls-server-name'?: string;
  'proxy-url'?: string;
  'disable-compression'?: boolean;
  extensions?: { name?: string; extension?: unknown }[] | null;
}

export interface UserEntry {
  token?: string;
  tokenFile?: string;
  username?: string;
  password?: string;
  'client-certificate'?: string;
  'client-certificate-data'?: string;
  'client-key'?: string;
  'client-key-data'?: string;
  as?: string;
  'as-groups'?: string[];
  'as-uid'?: string;
  'as-user-extra'?: Record<string, string[]>;
  exec?: ExecEntry | null;
  'auth-provider'?: { name?: string; config?: Readonly<Record<string, string | undefined>> } | null;
}

/** A credential plugin (client.authentication.k8s.io). */
export interface ExecEntry {
  apiVersion?: string;
  command?: string;
  args?: string[] | null;
  env?: { name?: string; value?: string }[] | null;
  installHint?: string;
  provideClusterInfo?: boolean;
  interactiveMode?: string;
}

export interface ContextEntry {
  cluster?: string;
  user?: string;
  namespace?: string;
}

/** All kubeconfig files as one. File names in the entries are absolute. */
export interface KubeConfig {
  clusters: Map<string, ClusterEntry>;
  users: Map<string, UserEntry>;
  contexts: Map<string, ContextEntry>;
  currentContext?: string;
  /** The files it comes from, in the order in which they are looked at; those that are not there too. */
  files: string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads kubeconfigs as kubectl does (client-go `clientcmd/loader.go`): `--kubeconfig` alone and it must exist, else the
 * list in KUBECONFIG, else ~/.kube/config; missing files of a list are skipped, and the first file to name a thing wins.
 * client-node's own loader lets the last file win, throws on duplicates and on missing files.
 */
export async function loadKubeConfig(explicit: string | undefined, env: Env): Promise<KubeConfig> {
  const merged: KubeConfig = { clusters: new Map(), users: new Map(), contexts: new Map(), files: [] };
  if (explicit !== undefined && explicit !== '') {
    const text = read(explicit);
    if (text === undefined) throw new UsageError(`stat ${explicit}: no such file or directory`);
    await merge(merged, explicit, text);
    merged.files.push(explicit);
    return merged;
  }
  const list = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  const files = list.length > 0 ? list : [join(env.HOME ?? (await import('node:os')).homedir(), '.kube', 'config')];
  merged.files.push(...files);
  for (const file of files) {
    const text = read(file);
    if (text !== undefined) await merge(merged, file, text);
  }
  return merged;
}

/** The text of a file, or undefined where there is none. At once: there is nothing to do meanwhile, and it is faster. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UsageError(`error loading config file "${file}": ${reason(code)}`);
  }
}

function reason(code: string | undefined): string {
  if (code === 'EACCES') return 'permission denied';
  if (code === 'EISDIR') return 'it is a directory';
  return `it cannot be read (${code ?? 'unknown error'})`;
}

async function merge(into: KubeConfig, file: string, text: string): Promise<void> {
  let config: unknown;
  try {
    config = plainYaml(text) ?? (await import('js-yaml')).loadAll(text)[0];
  } catch (error) {
    const { reason: why, mark } = error as { reason?: string; mark?: { line: number } };
    const line = mark === undefined ? '' : ` in line ${mark.line + 1}`;
    throw new UsageError(`error loading config file "${file}": it is not YAML: ${why ?? 'unreadable'}${line}`);
  }
  if (config === null || config === undefined) return; // an empty file is an empty config
  if (!isRecord(config)) throw new UsageError(`error loading config file "${file}": it is not a kubeconfig`);

  if ((config.apiVersion || 'v1') !== 'v1' || (config.kind || 'Config') !== 'Config') {
    throw new UsageError(
      `error loading config file "${file}": it is not a kubeconfig: it must say apiVersion: v1, kind: Config`,
    );
  }
  const folder = dirname(resolve(file));
  add(into.clusters, config, 'clusters', 'cluster', file, ['certificate-authority'], folder);
  const userFiles = ['client-certificate', 'client-key', 'tokenFile'];
  add(into.users, config, 'users', 'user', file, userFiles, folder);
  add(into.contexts, config, 'contexts', 'context', file, [], folder);
  const current = config['current-context'];
  if (into.currentContext === undefined && typeof current === 'string' && current !== '') into.currentContext = current;
}

/** Adds the named entries of one list; file names in them are relative to the kubeconfig that holds them. */
function add<T extends object>(
  into: Map<string, T>,
  config: Record<string, unknown>,
  list: string,
  key: string,
  file: string,
  fileFields: string[],
  folder: string,
): void {
  const entries = config[list] ?? [];
  if (!Array.isArray(entries)) throw new UsageError(`error loading config file "${file}": ${list} is not a list`);
  const names = new Set<string>();
  for (const entry of entries as unknown[]) {
    if (!isRecord(entry) || typeof entry.name !== 'string') {
      throw new UsageError(`error loading config file "${file}": an entry of ${list} has no name`);
    }
    if (names.has(entry.name)) {
      throw new UsageError(`error loading config file "${file}": duplicate name "${entry.name}" in ${list}`);
    }
    names.add(entry.name);
    if (into.has(entry.name)) continue; // an earlier file has it
    const value: Record<string, unknown> = isRecord(entry[key]) ? { ...entry[key] } : {};
    for (const field of fileFields) {
      const path = value[field];
      if (typeof path === 'string' && path !== '' && !isAbsolute(path)) value[field] = join(folder, path);
    }
    const { exec } = value;
    // A plugin that is not to be looked for on PATH stands beside the kubeconfig, too.
    if (isRecord(exec) && typeof exec.command === 'string' && /[\\/]/.test(exec.command) && !isAbsolute(exec.command)) {
      value.exec = { ...exec, command: join(folder, exec.command) };
    }
    into.set(entry.name, value as T);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
