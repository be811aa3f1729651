import type { Agent } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { UsageError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A kubeconfig's proxy-url, and the entry that it belongs to. */
interface ProxyEntry {
  url: string;
  cluster: string;
}

/**
 * The proxy for a server, as Go finds it (golang.org/x/net/http/httpproxy): that of the environment, which never stands
 * before loopback. A kubeconfig's proxy-url goes before it and stands before everything.
 */
export function proxyFor(server: URL, explicit: ProxyEntry | undefined, env: Env): URL | undefined {
  if (explicit) {
    const { url, cluster } = explicit;
    return proxyUrl(url, (why) => `invalid 'proxy-url' "${masked(url)}" for cluster "${cluster}": ${why}`);
  }
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = env[name] || env[name.toLowerCase()];
  if (!value || isDirect(server, env.NO_PROXY || env.no_proxy || '')) return undefined;
  // Go reads a value without a scheme as http.
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  return proxyUrl(url, (why) => `invalid proxy "${masked(value)}" in the environment variable ${name}: ${why}`);
}

/** Connections to a URL that no kubeconfig speaks of, through the proxy that stands before it. */
export async function agentTo(url: URL, env: Env): Promise<Agent | undefined> {
  const proxy = proxyFor(url, undefined, env);
  return proxy && (await import('./proxy-agent.ts')).agentThrough(proxy, url);
}

function proxyUrl(text: string, sentence: (why: string) => string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url ? url.protocol.slice(0, -1) : (/^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1] ?? '');
  if (!['http', 'https', 'socks5', 'socks5h'].includes(scheme)) {
    throw new UsageError(sentence(`unsupported scheme "${scheme}", must be http, https, or socks5`));
  }
  if (url) return url;
  throw new UsageError(sentence(`could not parse: ${masked(text)}`));
}

/** A URL without what is between `//` and `@`. */
const masked = (url: string) => url.replace(/\/\/[^/@]*@/, '//');

/** NO_PROXY: `*`, addresses, networks and domains, each with a port or not. */
function isDirect(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const family = isIP(host);
  if (host === 'localhost' || (family !== 0 && within(host, family === 4 ? '127.0.0.0/8' : '::1/128'))) return true;
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === '' || entry === '*') return entry === '*';
      if (entry.includes('/')) return family !== 0 && within(host, entry);
      const [, address = entry, wanted] =
        /^\[?([^[\]]*?)\]?(?::(\d+))?$/.exec(isIP(entry) ? `[${entry}]` : entry) ?? [];
      if (wanted !== undefined && wanted !== port) return false;
      if (family !== 0) return address === host;
      const domain = address.replace(/^\*\./, '.');
      return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
    });
}

/** Whether an address lies in a network such as 10.0.0.0/8. */
function within(address: string, network: string): boolean {
  const [net = '', bits = ''] = network.split('/');
  const family = (text: string) => (isIP(text) === 4 ? 'ipv4' : 'ipv6');
  if (isIP(net) === 0 || isIP(net) !== isIP(address) || !/^\d+$/.test(bits)) return false;
  const list = new BlockList();
  try {
    list.addSubnet(net, Number(bits), family(net));
  } catch {
    return false; // more bits than an address has
  }
  return list.check(address, family(address));
}
