import { BlockList, isIP } from 'node:net';

/**
 * Whether a server is asked without a proxy (golang.org/x/net/http/httpproxy): loopback, and what NO_PROXY names: `*`, addresses,
 * networks and domains, each with a port or not.
 */
export function isDirect(server: URL, noProxy: string): boolean {
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
