import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import type { Agent } from 'node:http';
import { SocksProxyAgent } from 'socks-proxy-agent';

/** Connections to the server through the proxy. */
export function agentThrough(proxy: URL, server: URL): Agent {
  if (proxy.protocol.startsWith('socks5')) {
    // The proxy resolves names, as Go has it; the library would do it here for socks5.
    return new SocksProxyAgent(proxy.href.replace(/^socks5:/, 'socks5h:'), { keepAlive: true });
  }
  const options = { keepAlive: true, proxy: proxy.href };
  return server.protocol === 'https:' ? new HttpsProxyAgent(options) : new HttpProxyAgent(options);
}
