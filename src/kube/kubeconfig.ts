import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { ManyErrors, UsageError } from '../errors.ts';
import { bytesOf, fileFault } from './files.ts';
import { checkShape, ShapeFault } from './kubeconfig-shape.ts';
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
 *
 * @throws UsageError for a file that cannot be read, or several as one
 */
export async function loadKubeConfig(explicit: string | undefined, env: Env): Promise<KubeConfig> {
  const merged: KubeConfig = { clusters: new Map(), users: new Map(), contexts: new Map(), files: [] };
  const list = new Set((env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== ''));
  if (explicit) merged.files.push(explicit);
  else if (list.size > 0) merged.files.push(...list);
  else merged.files.push(join(env.HOME ?? (await import('node:os')).homedir(), '.kube', 'config'));

  const faults: UsageError[] = [];
  for (const file of merged.files) {
    try {
      merge(merged, file, await decoded(bytesOf(file)));
    } catch (error) {
      if (isMissing(error)) {
        if (explicit) throw new UsageError(`stat ${explicit}: no such file or directory`);
      } else faults.push(new UsageError(`error loading config file "${file}": ${await whyUnreadable(error, file)}`));
    }
  }
  const [first, ...others] = faults;
  if (first) throw others.length > 0 ? new ManyErrors(faults) : first;
  return merged;
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function whyUnreadable(error: unknown, file: string): Promise<string> {
  if (error instanceof ShapeFault) return error.message;
  if ((error as NodeJS.ErrnoException).syscall !== undefined) return fileFault(error, file);
  const { YamlError } = await import('../yaml/parse.ts');
  if (!(error instanceof YamlError)) throw error;
  return `it is not YAML: ${(await import('../yaml/words.ts')).inWords(error, bytesOf(file).toString('utf8'))}`;
}

async function decoded(bytes: Buffer): Promise<unknown> {
  const text = bytes.toString('utf8');
  if (text.includes('\ufffd') && !Buffer.from(text).equals(bytes)) throw new ShapeFault('it is not UTF-8');
  return plainYaml(text) ?? (await import('../yaml/decode.ts')).decodeYaml(text);
}

function merge(into: KubeConfig, file: string, config: unknown): void {
  if (config === null || config === undefined) return; // an empty file is an empty config
  if (!isRecord(config)) throw new ShapeFault('it is not a kubeconfig');
  if ((config.apiVersion || 'v1') !== 'v1' || (config.kind || 'Config') !== 'Config') {
    throw new ShapeFault('it is not a kubeconfig: it must say apiVersion: v1, kind: Config');
  }
  checkShape(config);
  const folder = dirname(resolve(file));
  add(into.clusters, config, 'clusters', 'cluster', ['certificate-authority'], folder);
  add(into.users, config, 'users', 'user', ['client-certificate', 'client-key', 'tokenFile'], folder);
  add(into.contexts, config, 'contexts', 'context', [], folder);
  const current = config['current-context'];
  if (into.currentContext === undefined && typeof current === 'string' && current !== '') into.currentContext = current;
}

/** Adds the named entries of one list; file names in them are relative to the kubeconfig that holds them. */
function add<T extends object>(
  into: Map<string, T>,
  config: Record<string, unknown>,
  list: string,
  key: string,
  fileFields: string[],
  folder: string,
): void {
  const names = new Set<string>();
  for (const entry of (config[list] ?? []) as unknown[]) {
    const { name, [key]: held } = isRecord(entry) ? entry : {};
    const called = typeof name === 'string' ? name : '';
    if (names.has(called)) throw new ShapeFault(`duplicate name ${JSON.stringify(called)} in ${list}`);
    names.add(called);
    if (into.has(called)) continue; // an earlier file has it
    const value: Record<string, unknown> = isRecord(held) ? { ...held } : {};
    for (const field of fileFields) {
      const path = value[field];
      if (typeof path === 'string' && path !== '' && !isAbsolute(path)) value[field] = join(folder, path);
    }
    const { exec } = value;
    // A plugin that is not to be looked for on PATH stands beside the kubeconfig, too.
    if (isRecord(exec) && typeof exec.command === 'string' && /[\\/]/.test(exec.command) && !isAbsolute(exec.command)) {
      value.exec = { ...exec, command: join(folder, exec.command) };
    }
    into.set(called, value as T);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
