import { UsageError } from '../errors.ts';
import { milliseconds } from '../service/duration.ts';
import type { ConnectionFlags } from './client.ts';
import { impersonation, ownCredentials, pemOf, type Credentials } from './credentials.ts';
import { entriesFor, isEmpty, noSuchUser, type Entries } from './entries.ts';
import type { ClusterEntry, KubeConfig } from './kubeconfig.ts';
import { proxyFor } from './proxy.ts';

/** What one connection needs; its plugin has not run yet. */
export interface Settings {
  server: URL;
  namespace: string;
  namespaceGiven: boolean;
  /** How the server has to prove itself. */
  tls: { ca?: string; servername?: string; rejectUnauthorized: boolean };
  /** Headers that say as whom a request is to be taken: Impersonate-*. */
  headers: Record<string, string | string[]>;
  /** Milliseconds for one request; 0 is no limit. */
  timeout: number;
  proxy?: URL;
  compression: boolean;
  /** Reads or fetches the credentials; again, when the server no longer takes them. */
  logIn: () => Promise<Credentials>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** From kubeconfig, flags and environment to one connection, in kubectl's order: flags win, then the context. */
export async function resolveSettings(config: KubeConfig, flags: ConnectionFlags, env: Env): Promise<Settings> {
  const timeout = parseTimeout(flags.requestTimeout || '0');
  const named = flags.server || flags.context || flags.cluster || flags.user;
  const own = isEmpty(config) && !named ? await (await import('./in-cluster.ts')).inClusterConfig(env) : undefined;
  const entries = entriesFor(own ?? config, flags);
  const { context, cluster, user, names } = entries;
  const tls = await tlsOf(cluster, names.cluster);
  const hasTls =
    tls.ca !== undefined ||
    !tls.rejectUnauthorized ||
    Boolean(user['client-certificate'] || user['client-certificate-data']);
  const server = serverUrl(cluster.server || 'http://localhost:8080', hasTls);
  const url = cluster['proxy-url'];
  const proxy = proxyFor(server, url ? { url, cluster: names.cluster } : undefined, env);
  return {
    server,
    namespace: flags.namespace || context.namespace || 'default',
    namespaceGiven: Boolean(flags.namespace),
    tls,
    headers: impersonation(user),
    timeout,
    ...(proxy && { proxy }),
    compression: !cluster['disable-compression'],
    logIn: loginOf(entries, server, { files: config.files, env }),
  };
}

/** As client-go: credentials go over TLS only, and an https server without any is not asked at all. */
function loginOf(
  { cluster, user, names, userIsMissing }: Entries,
  server: URL,
  { files, env }: { files: readonly string[]; env: Env },
): Settings['logIn'] {
  if (server.protocol === 'http:') return async () => ({ headers: {} });
  const { exec, 'auth-provider': provider } = user;
  if (exec) return async () => (await import('./exec-plugin.ts')).execCredentials(exec, cluster, env);
  if (provider) {
    const surroundings = { user: names.user, files, env };
    return async () => (await import('./auth-provider.ts')).providerCredentials(provider, surroundings);
  }
  return async () => {
    const credentials = await ownCredentials(user, names.user);
    if (credentials.headers.authorization !== undefined || credentials.cert !== undefined) return credentials;
    if (userIsMissing) throw noSuchUser(names.user);
    throw new UsageError(
      `no credentials for ${server.origin}: give it a user in the kubeconfig (--context, --user), --token, or --client-certificate and --client-key`,
    );
  };
}

async function tlsOf(cluster: ClusterEntry, name: string): Promise<Settings['tls']> {
  const insecure = cluster['insecure-skip-tls-verify'] === true;
  const { 'certificate-authority-data': data, 'certificate-authority': file } = cluster;
  const refused = new UsageError('specifying a root certificates file with the insecure flag is not allowed');
  if (insecure && data) throw refused; // before it is looked at, as kubectl has it
  const ca = await pemOf(data, file, 'certificate-authority', name);
  if (insecure && ca !== undefined) throw refused;
  const servername = cluster['tls-server-name'];
  return { rejectUnauthorized: !insecure, ...(ca !== undefined && { ca }), ...(servername && { servername }) };
}

/** kubectl's rule for a server without a scheme: https where anything about TLS is configured (rest/url_utils.go). */
function serverUrl(server: string, hasTls: boolean): URL {
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

/** In milliseconds; 0 is no limit. */
function parseTimeout(text: string): number {
  const timeout = milliseconds(text);
  if (timeout !== undefined) return timeout;
  throw new UsageError(
    'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
  );
}
