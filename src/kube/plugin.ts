import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type https from 'node:https';
import { UsageError } from '../errors.ts';
import type { Settings } from './settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Lets client-node log in (exec plugins, auth providers) and reach the server through a proxy.
 * Loaded only where a kubeconfig or the environment asks for one of these, because it is most of a command's start.
 */
export async function loginThroughPlugin(settings: Settings, env: Env): Promise<Settings> {
  if (!settings.plugin) return settings;
  const { cluster, user } = settings.plugin;
  const { ca, cert, key, servername, rejectUnauthorized } = settings.tls;
  const proxyUrl = cluster['proxy-url'] ?? proxyFrom(settings.server, env);
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [
      {
        name: 'cluster',
        server: settings.server.href,
        skipTLSVerify: !rejectUnauthorized,
        ...(ca && { caData: base64(ca) }),
        ...(servername && { tlsServerName: servername }),
        ...(proxyUrl && { proxyUrl }),
      },
    ],
    users: [
      {
        name: 'user',
        exec: user.exec,
        authProvider: user['auth-provider'],
        ...(cert && { certData: base64(cert) }),
        ...(key && { keyData: base64(key) }),
      },
    ],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  const options: https.RequestOptions & { headers?: Record<string, string> } = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const { command } = (user.exec ?? {}) as { command?: string };
    const why = error instanceof Error ? error.message.trim() : String(error);
    throw new UsageError(
      `getting credentials: the credential plugin ${command ?? ''} failed: ${why || 'it said nothing'}`,
    );
  }
  const authorization = options.headers?.['Authorization'];
  return {
    ...settings,
    tls: {
      ...settings.tls,
      ...(typeof options.cert === 'string' && { cert: options.cert }),
      ...(typeof options.key === 'string' && { key: options.key }),
    },
    headers: { ...(authorization !== undefined && { authorization }), ...settings.headers },
    ...(proxyUrl && typeof options.agent === 'object' && { agent: options.agent }),
  };
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY names the server; loopback never goes through one (Go's httpproxy). */
function proxyFrom({ hostname, protocol }: URL, env: Env): string | undefined {
  if (hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]') return undefined;
  const entries = (env.NO_PROXY ?? env.no_proxy ?? '').split(',').map((entry) => entry.trim().replace(/^\*?\./, ''));
  const direct = entries.some((entry) => entry === '*' || (entry !== '' && `.${hostname}`.endsWith(`.${entry}`)));
  if (direct) return undefined;
  return protocol === 'https:' ? (env.HTTPS_PROXY ?? env.https_proxy) : (env.HTTP_PROXY ?? env.http_proxy);
}
