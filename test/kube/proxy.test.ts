import { expect, test } from 'vitest';
import { proxyFault, proxyFor } from '../../src/kube/proxy.ts';

const p = 'http://proxy.example:3128';

test.each<[string, string, Record<string, string>, string | undefined, string?]>([
  ['none', 'https://api.example', {}, undefined],
  ['for https', 'https://api.example', { HTTPS_PROXY: p, HTTP_PROXY: 'http://other' }, p],
  ['for http', 'http://api.example', { HTTPS_PROXY: p }, undefined],
  ['in small letters', 'https://api.example', { https_proxy: p }, p],
  ['without a scheme', 'https://api.example', { HTTPS_PROXY: 'proxy.example:3128' }, p],
  ['loopback', 'https://127.0.0.1:6443', { HTTPS_PROXY: p }, undefined],
  ['loopback, IPv6', 'https://[::1]:6443', { HTTPS_PROXY: p }, undefined],
  ['localhost', 'https://localhost:6443', { HTTPS_PROXY: p }, undefined],
  ['proxy-url stands before loopback too', 'https://127.0.0.1:6443', { NO_PROXY: '*' }, 'socks5://s:1', 'socks5://s:1'],
  ...(
    [
      ['*', 'api.example', true],
      ['api.example', 'api.example', true],
      ['example', 'api.example', true],
      ['.example', 'api.example', true],
      ['*.example', 'api.example', true],
      ['.api.example', 'api.example', false],
      ['pi.example', 'api.example', false],
      [' other , api.example ', 'api.example', true],
      ['API.EXAMPLE', 'api.example', true],
      ['api.example:6443', 'api.example:6443', true],
      ['api.example:6443', 'api.example', false],
      ['api.example:443', 'api.example', true],
      ['10.0.0.0/8', '10.1.2.3', true],
      ['10.0.0.0/8', '11.1.2.3', false],
      ['10.0.0.0/99', '10.1.2.3', false],
      ['10.1.2.3', '10.1.2.3', true],
      ['10.1.2.3:6443', '10.1.2.3', false],
      ['2.3', '10.1.2.3', false],
      ['fd00::/8', '[fd00::1]', true],
      ['fd00::1', '[fd00::1]', true],
      ['[fd00::1]:6443', '[fd00::1]:6443', true],
      ['', 'api.example', false],
    ] as const
  ).map(([noProxy, host, direct]): [string, string, Record<string, string>, string | undefined] => [
    `NO_PROXY=${noProxy} for ${host}`,
    `https://${host}`,
    { HTTPS_PROXY: p, NO_PROXY: noProxy },
    direct ? undefined : p,
  ]),
])('%s', async (_, server, env, wanted, url) => {
  const proxy = await proxyFor(new URL(server), url, env);
  expect(proxy?.href.replace(/\/$/, '')).toBe(wanted);
});

test('what is said of a bad proxy names no credentials', async () => {
  await expect(proxyFor(new URL('https://api'), undefined, { HTTPS_PROXY: 'ftp://u:secret@x' })).rejects.toThrow(
    'invalid proxy "ftp://x" in the environment variable HTTPS_PROXY: unsupported scheme "ftp", must be http, https, or socks5',
  );
});

test.each([
  ['foo', 'unsupported scheme "", must be http, https, or socks5'],
  ['FTP://x', 'unsupported scheme "ftp", must be http, https, or socks5'],
  ['socks5h://x', 'unsupported scheme "socks5h", must be http, https, or socks5'],
  ['localhost:1', 'unsupported scheme "localhost", must be http, https, or socks5'],
  ['127.0.0.1:1', 'could not parse: 127.0.0.1:1'],
  ['://x', 'could not parse: ://x'],
  ['http://u:p@%zz', 'could not parse: http://%zz'],
  ['socks5://x', undefined],
])('a proxy-url: %s', (url, fault) => {
  expect(proxyFault(url)).toBe(fault);
});
