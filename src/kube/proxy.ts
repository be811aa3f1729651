import type { Agent } from 'node:http';
import { UsageError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a server, as Go finds it (golang.org/x/net/http/httpproxy): that of the environment, which never stands
 * before loopback. A kubeconfig's proxy-url goes before it and stands before everything.
 */
export async function proxyFor(server: URL, explicit: string | undefined, env: Env): Promise<URL | undefined> {
  if (explicit) return new URL(explicit); // its faults have been told with those of its cluster
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = env[name] || env[name.toLowerCase()];
  if (!value) return undefined;
  const { isDirect } = await import('./no-proxy.ts');
  if (isDirect(server, env.NO_PROXY || env.no_proxy || '')) return undefined;
  // Go reads a value without a scheme as http.
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const fault = proxyFault(url, [...schemes, 'socks5h']);
  if (fault === undefined) return new URL(url);
  throw new UsageError(
    `invalid proxy ${JSON.stringify(withoutLogin(value))} in the environment variable ${name}: ${fault}`,
  );
}

/** Connections to a URL that no kubeconfig speaks of, through the proxy that stands before it. */
export async function agentTo(url: URL, env: Env): Promise<Agent | undefined> {
  const proxy = await proxyFor(url, undefined, env);
  return proxy && (await import('./proxy-agent.ts')).agentThrough(proxy, url);
}

const schemes = ['http', 'https', 'socks5'];

/** What is wrong with the URL of a proxy, in client-go's words (clientcmd/helpers.go, parseProxyURL); undefined where nothing is. */
export function proxyFault(text: string, known: readonly string[] = schemes): string | undefined {
  const unreadable = `could not parse: ${withoutLogin(text)}`;
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*):/i.exec(text) ?? [];
  if (scheme === '' && /^[^/?#]*:/.test(text)) return unreadable;
  if (!known.includes(scheme.toLowerCase())) {
    return `unsupported scheme ${JSON.stringify(scheme.toLowerCase())}, must be http, https, or socks5`;
  }
  return URL.canParse(text) ? undefined : unreadable;
}

/** A URL without what is between `//` and `@`. */
export const withoutLogin = (url: string) => url.replace(/\/\/[^/@]*@/, '//');
