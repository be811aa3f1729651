import { BlockList, isIP } from 'node:net';
import { UsageError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a server, as Go finds it (golang.org/x/net/http/httpproxy): that of the environment, which never stands
 * before loopback. A kubeconfig's proxy-url goes before it and stands before everything.
 */
export function proxyFor(server: URL, explicit: string | undefined, env: Env): URL | undefined {
  if (explicit) return proxyUrl(explicit, (why) => `invalid 'proxy-url' "${masked(explicit)}": ${why}`);
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = env[name] || env[name.toLowerCase()];
  if (!value || isDirect(server, env.NO_PROXY || env.no_proxy || '')) return undefined;
  // Go reads a value without a scheme as http.
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  return proxyUrl(url, (why) => `invalid proxy "${masked(value)}" in the environment variable ${name}: ${why}`);
}

function proxyUrl(text: string, sentence: (why: string) => string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(sentence('it is not a URL such as http://HOST:PORT'));
  }
  if (['http:', 'https:', 'socks5:', 'socks5h:'].includes(url.protocol)) return url;
  throw new UsageError(sentence(`unsupported scheme "${url.protocol.slice(0, -1)}", must be http, https, or socks5`));
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
