import { ConnectionError, UsageError } from '../errors.ts';
import { milliseconds } from '../service/duration.ts';
import type { ConnectionFlags } from './client.ts';
import { impersonation, ownCredentials, pemOf, type Credentials } from './credentials.ts';
import { entriesFor, isEmpty, noSuchUser, type Entries } from './entries.ts';
import { type ClusterEntry, type KubeConfig, loadKubeConfig } from './kubeconfig.ts';
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
  /** Says what is wrong with them as far as that shows while nobody is asked. */
  checkLogin: () => Promise<void>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** What one command line connects with. Reads files, and asks nobody. */
export const settingsFor = async (flags: ConnectionFlags, env: Env): Promise<Settings> =>
  resolveSettings(await loadKubeConfig(flags.kubeconfig, env), flags, env);

/**
 * Says what is wrong with the settings, for a command that connects to nothing: kubectl reads them before it knows.
 * @throws UsageError, PlainError as for a connection
 */
export async function checkSettings(flags: ConnectionFlags, env: Env): Promise<void> {
  await (await settingsFor(flags, env)).checkLogin();
}

/** From kubeconfig, flags and environment to one connection, in kubectl's order: flags win, then the context. */
export async function resolveSettings(config: KubeConfig, flags: ConnectionFlags, env: Env): Promise<Settings> {
  const own = await ownPod(config, flags, env);
  const entries = entriesFor(own ?? config, flags);
  const timeout = flags.requestTimeout ? parseTimeout(flags.requestTimeout) : 0;
  const { context, cluster, user, names } = entries;
  const server = serverUrl(cluster.server || env.KUBERNETES_MASTER || 'http://localhost:8080');
  const proxy = await proxyFor(server, cluster['proxy-url'], env);
  return {
    server,
    namespace: flags.namespace || context.namespace || (await podNamespace(env)) || 'default',
    namespaceGiven: Boolean(flags.namespace),
    tls: server.protocol === 'https:' ? tlsOf(cluster, names.cluster) : { rejectUnauthorized: true },
    headers: impersonation(user),
    timeout,
    ...(proxy && { proxy }),
    compression: !cluster['disable-compression'],
    ...loginOf(entries, server, { files: config.files, env }),
  };
}

/** The pod that this runs in, where neither a kubeconfig nor a flag leads elsewhere. */
async function ownPod(config: KubeConfig, flags: ConnectionFlags, env: Env): Promise<KubeConfig | undefined> {
  const named = flags.server || flags.context || flags.cluster || flags.user;
  if (named || !isInPod(env) || !isEmpty(config)) return undefined;
  return (await import('./in-cluster.ts')).inClusterConfig(env);
}

/** In a pod a kubeconfig that names no namespace means the pod's own. */
async function podNamespace(env: Env): Promise<string | undefined> {
  return isInPod(env) ? (await import('./in-cluster.ts')).ownNamespace(env) : undefined;
}

const isInPod = ({ KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port }: Env) => Boolean(host && port);

/** As client-go: credentials go over TLS only, and an https server without any is not asked at all. */
function loginOf(
  { cluster, user, names, userIsMissing }: Entries,
  server: URL,
  { files, env }: { files: readonly string[]; env: Env },
): Pick<Settings, 'logIn' | 'checkLogin'> {
  if (server.protocol === 'http:') return { logIn: async () => ({ headers: {} }), checkLogin: async () => {} };
  const { exec, 'auth-provider': provider } = user;
  const throughProvider = async (named: NonNullable<typeof provider>) =>
    (await import('./auth-provider.ts')).loginThrough(named, { user: names.user, files, env });
  const logIn = async () => {
    const own = ownCredentials(user, names.user);
    if (provider) {
      const login = await throughProvider(provider);
      return own.headers.authorization === undefined ? { ...own, ...(await login()) } : own;
    }
    if (exec) {
      const { checkPlugin, execCredentials } = await import('./exec-plugin.ts');
      if (own.headers.authorization !== undefined) {
        checkPlugin(exec); // which is not run: what is given outranks it
        return own;
      }
      const fetched = await execCredentials(exec, cluster, env);
      return { ...fetched, ...own, headers: fetched.headers };
    }
    if (own.headers.authorization !== undefined || own.cert !== undefined) return own;
    if (userIsMissing) throw noSuchUser(names.user);
    throw new UsageError(
      `no credentials for ${server.origin}: give it a user in the kubeconfig (--context, --user), --token, or --client-certificate and --client-key`,
    );
  };
  const checkLogin = async () => {
    if (!exec && !provider) await logIn();
    else ownCredentials(user, names.user);
    if (provider) await throughProvider(provider);
    else if (exec) (await import('./exec-plugin.ts')).checkPlugin(exec);
  };
  return { logIn, checkLogin };
}

function tlsOf(cluster: ClusterEntry, name: string): Settings['tls'] {
  const insecure = cluster['insecure-skip-tls-verify'] === true;
  const { 'certificate-authority-data': data, 'certificate-authority': file } = cluster;
  if (insecure && (data || file)) {
    throw new UsageError('specifying a root certificates file with the insecure flag is not allowed');
  }
  const ca = pemOf(data, file, 'certificate-authority', name);
  const servername = cluster['tls-server-name'];
  return { rejectUnauthorized: !insecure, ...(ca !== undefined && { ca }), ...(servername && { servername }) };
}

/**
 * A server without a scheme is an http one, whatever is said of TLS beside it: that is laid over the URL only when it is an
 * https one (rest/url_utils.go, DefaultServerURL; clientcmd/client_config.go, ClientConfig).
 */
function serverUrl(server: string): URL {
  const [, name] = /^https?:\/\/([A-Za-z0-9.-]+)(?::\d+)?$/.exec(server) ?? [];
  if (name !== undefined && URL.canParse(server)) {
    const url = new URL(server);
    if (url.hostname === name) return url; // most are like that: there is nothing to be read in two ways
  }
  const [, scheme = '', host = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(server) ?? [];
  // URL drops or keeps what Go refuses: white space, control characters, a % that is none. (A class of Unicode's takes long to compile.)
  const isSound = !/[\s\u007f-\u009f]|[^\u0020-\uffff]|%(?![0-9a-f]{2})/i.test(server);
  if (host !== '' && isSound && URL.canParse(server)) {
    if (!/^https?$/i.test(scheme)) {
      throw new ConnectionError(
        `Unable to connect to the server: unsupported protocol scheme "${scheme.toLowerCase()}"`,
      );
    }
    return plainUrl(new URL(server), host);
  }
  const [, port = ''] = /^(?:https?:\/\/)?[^/?#:]+:(\d+)(?:[/?#]|$)/i.exec(server) ?? [];
  if (Number(port) > 65_535)
    throw new ConnectionError(`Unable to connect to the server: dial tcp: address ${port}: invalid port`);
  const [, authority = '', path = ''] = /^([^/?#]*)([^?#]*)/.exec(server) ?? [];
  if (isSound && !['', '/'].includes(path))
    throw new UsageError(`host must be a URL or a host:port pair: ${JSON.stringify(server)}`);
  const url = `http://${server}`;
  if (authority !== '' && isSound && URL.canParse(url)) return plainUrl(new URL(url), authority);
  throw new UsageError(
    `the server "${server}" is not a URL such as https://HOST:PORT (flag --server, or clusters[].cluster.server)`,
  );
}

/** Without what a server's URL says besides; what a browser takes for an address, 127.1 for one, is a name to kubectl. */
function plainUrl(url: URL, authority: string): URL {
  const host = authority.replace(/^.*@/, '').replace(/:\d*$/, '');
  if (/^[\d.]+$/.test(url.hostname) && url.hostname !== host) {
    throw new ConnectionError(`Unable to connect to the server: dial tcp: lookup ${host}: no such host`);
  }
  url.pathname = url.pathname.replaceAll(/\/+/g, '/');
  return url;
}

/** In milliseconds; 0 is no limit, and so is a negative duration. */
function parseTimeout(text: string): number {
  const timeout = milliseconds(text);
  if (timeout !== undefined) return timeout;
  throw new UsageError(
    'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
  );
}
