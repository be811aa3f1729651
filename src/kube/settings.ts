import { readFile } from 'node:fs/promises';
import type { Agent } from 'node:http';
import { PlainError, UsageError } from '../errors.ts';
import { milliseconds } from '../service/duration.ts';
import type { ConnectionFlags } from './client.ts';
import type { ClusterEntry, ContextEntry, KubeConfig, UserEntry } from './kubeconfig.ts';

/** What one connection needs, with every file read. */
export interface Settings {
  server: URL;
  namespace: string;
  namespaceGiven: boolean;
  tls: { ca?: string; cert?: string; key?: string; servername?: string; rejectUnauthorized: boolean };
  /** Headers that say who asks: Authorization, Impersonate-*. Never printed. */
  headers: Record<string, string | string[]>;
  /** Milliseconds for one request; 0 is no limit. */
  timeout: number;
  /** A proxy's agent; without one, connections go straight to the server. */
  agent?: Agent;
  /** Set where client-node has to log in or to go through a proxy. */
  plugin?: { cluster: ClusterEntry; user: UserEntry };
}

type Env = Readonly<Record<string, string | undefined>>;

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** From kubeconfig, flags and environment to one connection, in kubectl's order: flags win, then the context. */
export async function resolveSettings(config: KubeConfig, flags: ConnectionFlags, env: Env): Promise<Settings> {
  const timeout = parseTimeout(flags.requestTimeout ?? '0');
  if (isEmpty(config) && !flags.server && !flags.context && !flags.cluster && !flags.user) {
    const inside = await inCluster(flags, env, timeout);
    if (inside) return inside;
  }
  const { context, cluster, user, names } = choose(config, flags);
  const merged = overridden(cluster, user, flags);
  const tls = await tlsOf(merged.cluster, merged.user, names);
  const plugin =
    merged.user.exec !== undefined || merged.user['auth-provider'] !== undefined || proxied(merged.cluster, env);
  return {
    server: serverUrl(merged.cluster.server ?? 'http://localhost:8080', tls),
    namespace: flags.namespace || context.namespace || 'default',
    namespaceGiven: Boolean(flags.namespace),
    tls,
    headers: { ...(await authorization(merged.user, names.user)), ...impersonation(merged.user, names.user) },
    timeout,
    ...(plugin && { plugin: merged }),
  };
}

const isEmpty = (config: KubeConfig) =>
  config.clusters.size === 0 && config.contexts.size === 0 && config.users.size === 0;

/** Which entries are meant; a name that leads nowhere is an error in kubectl's words (clientcmd/validation.go). */
function choose(config: KubeConfig, flags: ConnectionFlags) {
  const contextName = flags.context || config.currentContext || '';
  const context: ContextEntry | undefined = contextName === '' ? {} : config.contexts.get(contextName);
  if (!context) {
    if (isEmpty(config)) throw new UsageError(`context "${contextName}" does not exist`);
    throw new PlainError(`Error in configuration: context was not found for specified context: ${contextName}`);
  }
  const clusterName = flags.cluster || context.cluster || '';
  const cluster = clusterName === '' ? {} : config.clusters.get(clusterName);
  if (!cluster) {
    throw new UsageError(
      isEmpty(config) ? `cluster "${clusterName}" does not exist` : `no server found for cluster "${clusterName}"`,
    );
  }
  const userName = flags.user || context.user || '';
  const user = userName === '' ? {} : config.users.get(userName);
  if (!user) throw new UsageError(`auth info "${userName}" does not exist`);
  return { context, cluster, user, names: { cluster: clusterName, user: userName } };
}

/** Flags over entries. A credential given as a flag replaces the entry's of its sort (clientcmd/overrides.go). */
function overridden(cluster: ClusterEntry, user: UserEntry, flags: ConnectionFlags) {
  const c: ClusterEntry = { ...cluster };
  if (flags.server) c.server = flags.server;
  if (flags.tlsServerName) c['tls-server-name'] = flags.tlsServerName;
  if (flags.insecureSkipTlsVerify !== undefined) c['insecure-skip-tls-verify'] = flags.insecureSkipTlsVerify;
  if (flags.certificateAuthority) {
    c['certificate-authority'] = flags.certificateAuthority;
    delete c['certificate-authority-data'];
  }
  const u: UserEntry = { ...user };
  if (flags.token) {
    u.token = flags.token;
    delete u.tokenFile;
    delete u.exec; // an explicit token outranks a plugin
    delete u['auth-provider'];
  }
  if (flags.clientCertificate) {
    u['client-certificate'] = flags.clientCertificate;
    delete u['client-certificate-data'];
  }
  if (flags.clientKey) {
    u['client-key'] = flags.clientKey;
    delete u['client-key-data'];
  }
  if (flags.as) u.as = flags.as;
  if (flags.asUid) u['as-uid'] = flags.asUid;
  if (flags.asGroup && flags.asGroup.length > 0) u['as-groups'] = flags.asGroup;
  return { cluster: c, user: u };
}

async function tlsOf(
  cluster: ClusterEntry,
  user: UserEntry,
  names: { cluster: string; user: string },
): Promise<Settings['tls']> {
  const insecure = cluster['insecure-skip-tls-verify'] === true;
  const ca = await pem(
    cluster['certificate-authority-data'],
    cluster['certificate-authority'],
    'certificate-authority',
    names.cluster,
  );
  const cert = await pem(user['client-certificate-data'], user['client-certificate'], 'client-cert', names.user);
  const key = await pem(user['client-key-data'], user['client-key'], 'client-key', names.user);
  if (insecure && ca !== undefined) {
    throw new UsageError('specifying a root certificates file with the insecure flag is not allowed');
  }
  const servername = cluster['tls-server-name'];
  return {
    rejectUnauthorized: !insecure,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(servername && { servername }),
  };
}

async function pem(
  data: string | undefined,
  file: string | undefined,
  what: string,
  entry: string,
): Promise<string | undefined> {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  if (!file) return undefined;
  return readOr(
    file,
    () => `unable to read ${what} ${file} for ${entry} due to open ${file}: no such file or directory`,
  );
}

async function readOr(file: string, message: () => string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(message());
  }
}

/** kubectl's rule for a server without a scheme: https where anything about TLS is configured (rest/url_utils.go). */
function serverUrl(server: string, tls: Settings['tls']): URL {
  const hasTls = tls.ca !== undefined || tls.cert !== undefined || !tls.rejectUnauthorized;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `${hasTls ? 'https' : 'http'}://${server}`;
  try {
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('scheme');
    return url;
  } catch {
    throw new UsageError(
      `the server "${server}" is not a URL such as https://HOST:PORT (flag --server, or clusters[].cluster.server)`,
    );
  }
}

async function authorization(user: UserEntry, name: string): Promise<Settings['headers']> {
  const methods = [
    ...(user.token || user.tokenFile ? ['token'] : []),
    ...(user.username || user.password ? ['basicAuth'] : []),
  ];
  if (methods.length > 1) {
    throw new UsageError(
      `more than one authentication method found for ${name}; found [${methods.join(' ')}], only one is allowed`,
    );
  }
  // The file outranks the text beside it, as client-go has it (rest/config.go): it is the one that is renewed.
  if (user.tokenFile) {
    const file = user.tokenFile;
    const token = await readOr(file, () => `unable to read tokenFile ${file} for ${name}: no such file or directory`);
    return { authorization: `Bearer ${token.trim()}` };
  }
  if (user.token) return { authorization: `Bearer ${user.token}` };
  if (user.username || user.password) {
    const pair = Buffer.from(`${user.username ?? ''}:${user.password ?? ''}`).toString('base64');
    return { authorization: `Basic ${pair}` };
  }
  return {};
}

function impersonation(user: UserEntry, name: string): Settings['headers'] {
  const groups = user['as-groups'] ?? [];
  if (!user.as) {
    if (groups.length === 0 && !user['as-uid']) return {};
    throw new UsageError(`requesting uid, groups or user-extra for ${name} without impersonating a user`);
  }
  return {
    'impersonate-user': user.as,
    ...(groups.length > 0 && { 'impersonate-group': groups }),
    ...(user['as-uid'] && { 'impersonate-uid': user['as-uid'] }),
  };
}

function proxied(cluster: ClusterEntry, env: Env): boolean {
  if (cluster['proxy-url']) return true;
  const https = (cluster.server ?? '').startsWith('https:');
  return Boolean(https ? (env.HTTPS_PROXY ?? env.https_proxy) : (env.HTTP_PROXY ?? env.http_proxy));
}

/** The service account of the pod this runs in, where there is one (rest.InClusterConfig). */
async function inCluster(flags: ConnectionFlags, env: Env, timeout: number): Promise<Settings | undefined> {
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT;
  if (!host || !port) return undefined;
  try {
    const [token, ca, namespace] = await Promise.all(
      ['token', 'ca.crt', 'namespace'].map((file) => readFile(`${serviceAccount}/${file}`, 'utf8')),
    );
    return {
      server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
      namespace: flags.namespace || namespace?.trim() || 'default',
      namespaceGiven: Boolean(flags.namespace),
      tls: { rejectUnauthorized: true, ...(ca !== undefined && { ca }) },
      headers: { authorization: `Bearer ${flags.token ?? token?.trim() ?? ''}` },
      timeout,
    };
  } catch {
    return undefined; // no service account is mounted here
  }
}

/** In milliseconds; 0 is no limit. */
function parseTimeout(text: string): number {
  const timeout = milliseconds(text);
  if (timeout !== undefined) return timeout;
  throw new UsageError(
    'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
  );
}
