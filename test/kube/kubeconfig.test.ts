import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ConnectionFlags } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/kubeconfig.ts';
import { resolveSettings } from '../../src/kube/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const one = file(
  'one',
  `
current-context: a
clusters:
- {name: a, cluster: {server: "https://one.example:6443"}}
users:
- {name: a, user: {token: one}}
contexts:
- {name: a, context: {cluster: a, user: a, namespace: shop}}
`,
);
const two = file(
  'two',
  `
current-context: b
clusters:
- {name: a, cluster: {server: "https://never.example"}}
- {name: b, cluster: {server: "https://two.example"}}
- {name: ca, cluster: {server: "https://ca.example", certificate-authority: none.crt}}
- {name: tls, cluster: {server: "https://tls.example", tls-server-name: other, insecure-skip-tls-verify: true}}
- {name: proxied, cluster: {server: "https://two.example", proxy-url: "socks5://proxy.example:1080", disable-compression: true}}
- {name: nowhere, cluster: {insecure-skip-tls-verify: true}}
users:
- {name: b, user: {tokenFile: token.txt}}
- {name: both, user: {token: t, username: u, password: p}}
- {name: groups, user: {token: t, as-groups: [x]}}
- {name: none, user: {}}
- {name: keyless, user: {client-certificate-data: eA==}}
- {name: exec, user: {exec: {command: login}}}
- {name: mode, user: {exec: {command: login, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Often}}}
contexts:
- {name: b, context: {cluster: b, user: b}}
- {name: lost, context: {cluster: gone, user: b}}
- {name: nobody, context: {cluster: b, user: gone}}
- {name: both, context: {cluster: b, user: both}}
- {name: groups, context: {cluster: b, user: groups}}
- {name: ca, context: {cluster: ca, user: b}}
- {name: tls, context: {cluster: tls, user: b}}
- {name: proxied, context: {cluster: proxied, user: b}}
- {name: nowhere, context: {cluster: nowhere, user: b}}
- {name: keyless, context: {cluster: b, user: keyless}}
- {name: exec, context: {cluster: b, user: exec}}
- {name: mode, context: {cluster: b, user: mode}}
`,
);
file('token.txt', '  from-file\n');

async function settings(flags: ConnectionFlags, kubeconfig = '', env: Record<string, string> = {}) {
  const surroundings = { HOME: folder, KUBECONFIG: kubeconfig, ...env };
  return resolveSettings(await loadKubeConfig(flags.kubeconfig, surroundings), flags, surroundings);
}

test.each<[string, ConnectionFlags, string, object]>([
  [
    'the first current-context wins',
    {},
    `${one}:${two}`,
    { server: new URL('https://one.example:6443'), namespace: 'shop', headers: { authorization: 'Bearer one' } },
  ],
  ['missing and empty entries of the list are passed over', {}, `:${folder}/none:${one}`, { namespace: 'shop' }],
  [
    '--context reaches into the second file',
    { context: 'b' },
    `${one}:${two}`,
    { server: new URL('https://two.example'), namespace: 'default' },
  ],
  [
    'a token file is read and trimmed, from beside its kubeconfig',
    { context: 'b' },
    two,
    { headers: { authorization: 'Bearer from-file' } },
  ],
  ['-n over the context', { namespace: 'x' }, one, { namespace: 'x', namespaceGiven: true }],
  ['an empty -n is none', { namespace: '' }, one, { namespace: 'shop', namespaceGiven: false }],
  ['--kubeconfig over KUBECONFIG', { kubeconfig: two }, one, { server: new URL('https://two.example') }],
  ['--token over the entry', { token: 'given' }, one, { headers: { authorization: 'Bearer given' } }],
  [
    '--as and --as-group',
    { as: 'jane', asGroup: ['dev', 'ops'] },
    one,
    { headers: { authorization: 'Bearer one', 'impersonate-user': 'jane', 'impersonate-group': ['dev', 'ops'] } },
  ],
  [
    '--as-user-extra, several values of a key, a key that no header can spell',
    { as: 'jane', asUserExtra: ['scopes=a', 'scopes=b=c', 'example.com/(x)=y'] },
    one,
    {
      headers: {
        'impersonate-user': 'jane',
        'impersonate-extra-scopes': ['a', 'b=c'],
        'impersonate-extra-example.com%2F%28x%29': ['y'],
      },
    },
  ],
  [
    '--username and --password',
    { user: 'none', username: 'u', password: 'p' },
    two,
    { headers: { authorization: 'Basic dTpw' } },
  ],
  [
    'a password alone is no way to log in, beside a token file it says nothing',
    { password: 'p' },
    file(
      'password',
      'clusters: [{name: c, cluster: {server: "https://x"}}]\nusers: [{name: u, user: {tokenFile: token.txt}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x',
    ),
    { headers: { authorization: 'Bearer from-file' } },
  ],
  [
    '--server over the entry, and not with the server name of the other',
    { context: 'tls', server: 'https://new.example' },
    two,
    { server: new URL('https://new.example'), tls: { rejectUnauthorized: false } },
  ],
  [
    '--insecure-skip-tls-verify over the entry',
    { context: 'ca', insecureSkipTlsVerify: true },
    two,
    { tls: { rejectUnauthorized: false } },
  ],
  ['proxy-url of the entry', { context: 'proxied' }, two, { proxy: new URL('socks5://proxy.example:1080') }],
  ['--proxy-url over it', { context: 'proxied', proxyUrl: 'http://p:1' }, two, { proxy: new URL('http://p:1') }],
  ['no compression', { context: 'proxied' }, two, { compression: false }],
  ['credentials do not go over http', { server: 'http://x', token: 't' }, one, { headers: {} }],
  ['a context whose cluster is gone', { context: 'lost' }, two, { server: new URL('http://localhost:8080') }],
  ['no configuration at all', {}, '', { server: new URL('http://localhost:8080'), namespace: 'default' }],
  ['--server without a scheme is http', { server: '127.0.0.1:1' }, '', { server: new URL('http://127.0.0.1:1') }],
  [
    '--server without a scheme is http also beside flags for TLS',
    { server: '127.0.0.1:1', insecureSkipTlsVerify: true, token: 't' },
    '',
    { server: new URL('http://127.0.0.1:1'), headers: {} },
  ],
  ['slashes in a row are one', { server: 'https://x//a//' }, '', { server: new URL('https://x/a/') }],
  ['a cluster without a server', { context: 'nowhere' }, two, { server: new URL('http://localhost:8080') }],
  [
    'what is no pair of --as-user-extra',
    { as: 'jane', asUserExtra: ['x', '=y', 'a='] },
    one,
    { headers: { 'impersonate-user': 'jane', 'impersonate-extra-': ['y'], 'impersonate-extra-a': [''] } },
  ],
  ['seconds with a sign', { requestTimeout: '+5' }, one, { timeout: 5000 }],
  ['parts of a second', { requestTimeout: '.5s' }, one, { timeout: 500 }],
  ['a negative duration', { requestTimeout: '-1s' }, one, { timeout: -1000 }],
  [
    'booleans of YAML 1.1, and the last of two keys',
    {},
    file(
      'yes',
      'clusters: [{name: "", cluster: {server: "http://never", server: "https://x", insecure-skip-tls-verify: yes}}]',
    ),
    { server: new URL('https://x'), tls: { rejectUnauthorized: false } },
  ],
  [
    'nulls, and names that are left out',
    {},
    file(
      'nulls',
      'clusters: [{cluster: {server: "https://x", proxy-url: null}}]\nusers: [null]\ncontexts: [{name: x, context: null}]\ncurrent-context: x',
    ),
    { server: new URL('https://x') },
  ],
  ['seconds', { requestTimeout: '5' }, one, { timeout: 5000 }],
  ['a duration', { requestTimeout: '1m30s' }, one, { timeout: 90_000 }],
])('%s', async (_, flags, kubeconfig, wanted) => {
  const found = await settings(flags, kubeconfig);
  const headers = 'headers' in wanted && { headers: { ...found.headers, ...(await found.logIn()).headers } };
  expect({ ...found, ...headers }).toMatchObject(wanted);
});

test('KUBERNETES_MASTER is the server where none is named', async () => {
  const env = { KUBERNETES_MASTER: 'http://master.example:1' };
  expect((await settings({}, '', env)).server.host).toBe('master.example:1');
  expect((await settings({}, one, env)).server.host).toBe('one.example:6443');
});

mkdirSync(join(folder, 'folder'));

test.each<[string, ConnectionFlags, string, string]>([
  ['no such --kubeconfig', { kubeconfig: '/none' }, '', 'stat /none: no such file or directory'],
  [
    'no such context',
    { context: 'nope' },
    one,
    'Error in configuration: context was not found for specified context: nope',
  ],
  [
    'no such context, no kubeconfig',
    { context: 'nope' },
    '',
    'Error in configuration: context was not found for specified context: nope',
  ],
  ['no such context, -n', { context: 'nope', namespace: 'a' }, one, 'context "nope" does not exist'],
  ['no such cluster, -n', { cluster: 'nope', namespace: 'a' }, one, 'cluster "nope" does not exist'],
  ['no such cluster', { cluster: 'nope' }, one, 'no server found for cluster "nope"'],
  ['no such user', { user: 'nope' }, one, 'auth info "nope" does not exist'],
  [
    'two ways to log in',
    { context: 'both' },
    two,
    'more than one authentication method found for both; found [token basicAuth], only one is allowed',
  ],
  [
    'groups without a user',
    { context: 'groups' },
    two,
    'requesting uid, groups or user-extra for groups without impersonating a user',
  ],
  [
    'a certificate authority that is not there',
    { certificateAuthority: '/none' },
    one,
    'unable to read certificate-authority /none for a due to open /none: no such file or directory',
  ],
  [
    'an authority for who looks at none, before it is read',
    {},
    file(
      'insecure',
      'clusters: [{name: c, cluster: {server: "https://x", insecure-skip-tls-verify: true, certificate-authority-data: AAAA}}]\ncontexts: [{name: x, context: {cluster: c}}]\ncurrent-context: x',
    ),
    'specifying a root certificates file with the insecure flag is not allowed',
  ],
  [
    'a certificate without its key',
    { context: 'keyless' },
    two,
    'client-key-data or client-key must be specified for keyless to use the clientCert authentication method.',
  ],
  [
    'several faults at once',
    { context: 'exec' },
    two,
    'Error in configuration: \n* apiVersion must be specified for exec to use exec authentication plugin\n* interactiveMode must be specified for exec to use exec authentication plugin',
  ],
  ['an unknown mode of a plugin', { context: 'mode' }, two, 'invalid interactiveMode for mode: "Often"'],
  [
    'a proxy that is none',
    { context: 'proxied', proxyUrl: 'ftp://u:secret@p:1' },
    two,
    `invalid 'proxy-url' "ftp://p:1" for cluster "proxied": unsupported scheme "ftp", must be http, https, or socks5`,
  ],
  ['a bad time-out', { requestTimeout: 'soon' }, one, 'Invalid timeout value.'],
  [
    'not YAML',
    {},
    file('bad', 'a: [1'),
    `error loading config file "${folder}/bad": it is not YAML: line 1: the text ends before`,
  ],
  ['not a map', {}, file('list', '- 1'), `error loading config file "${folder}/list": it is not a kubeconfig`],
  ['another kind', {}, file('pod', 'kind: Pod'), 'it is not a kubeconfig: it must say apiVersion: v1, kind: Config'],
  ['another version', {}, file('v2', 'apiVersion: v2'), 'it must say apiVersion: v1, kind: Config'],
  ['a name twice', {}, file('twice', 'users: [{name: u}, {name: u}]'), 'duplicate name "u" in users'],
  ['clusters that are no list', {}, file('map', 'clusters: {a: b}'), 'clusters is a map, but must be a list'],
  [
    'text that is a number',
    {},
    file('number', 'users: [{name: u, user: {token: 123}}]'),
    'users[0].user.token is a number, but must be text',
  ],
  [
    'a list that is text',
    {},
    file('groups', 'users: [{name: u, user: {as-groups: a}}]'),
    'users[0].user.as-groups is text, but must be a list',
  ],
  [
    'text in a list',
    {},
    file('args', 'users: [{user: {exec: {args: [1]}}}]'),
    'users[0].user.exec.args[0] is a number, but must be text',
  ],
  [
    'a map in a list of text',
    {},
    file('extra', 'users: [{user: {as-user-extra: {a: [{}]}}}]'),
    'users[0].user.as-user-extra.a[0] is a map, but must be text',
  ],
  [
    'what is no base64',
    {},
    file('base64', 'users: [{user: {client-key-data: "AAA"}}]'),
    'users[0].user.client-key-data is not base64',
  ],
  [
    'a yes that is text',
    {},
    file('yes-text', 'clusters: [{cluster: {disable-compression: "yes"}}]'),
    'clusters[0].cluster.disable-compression is text, but must be true or false',
  ],
  [
    'a folder',
    {},
    join(folder, 'folder'),
    `error loading config file "${folder}/folder": read ${folder}/folder: is a directory`,
  ],
  [
    'no port',
    { server: 'https://x:99999' },
    one,
    'Unable to connect to the server: dial tcp: address 99999: invalid port',
  ],
  ['a host with a blank', { server: 'a b' }, one, 'the server "a b" is not a URL such as https://HOST:PORT'],
  ['another scheme', { server: 'ftp://x' }, one, 'Unable to connect to the server: unsupported protocol scheme "ftp"'],
  ['no scheme and a path', { server: 'x:1/a' }, one, 'host must be a URL or a host:port pair: "x:1/a"'],
  [
    'a name that a browser takes for an address',
    { server: 'http://127.1' },
    one,
    'Unable to connect to the server: dial tcp: lookup 127.1: no such host',
  ],
  ['a time-out of 300 years', { requestTimeout: '2700000h' }, one, 'Invalid timeout value.'],
])('refused: %s', async (_, flags, kubeconfig, message) => {
  await expect(settings(flags, kubeconfig)).rejects.toThrow(message);
});

describe('a context whose user is gone', () => {
  test('asks a plain server as nobody', async () => {
    const { logIn } = await settings({ context: 'nobody', server: 'http://x' }, two);
    expect(await logIn()).toEqual({ headers: {} });
  });

  test('is refused where nobody may ask', async () => {
    const { logIn } = await settings({ context: 'nobody', server: 'https://x' }, two);
    await expect(logIn()).rejects.toThrow('auth info "gone" does not exist');
  });
});

test('files that are not there are named all', async () => {
  const flags = {
    server: 'https://x',
    clientCertificate: '/none',
    clientKey: '/neither',
    certificateAuthority: '/nor',
  };
  await expect(settings(flags, one)).rejects.toThrow(
    /^Error in configuration: \n\* unable to read client-cert \/none .*\n\* unable to read client-key \/neither .*\n\* unable to read certificate-authority \/nor .*$/,
  );
});

test('the faults of several files are told as one', async () => {
  await expect(settings({}, `${folder}/folder:${one}:${folder}/none:${folder}/folder:${one}/x`)).rejects.toMatchObject({
    errors: [
      { message: `error loading config file "${folder}/folder": read ${folder}/folder: is a directory` },
      { message: `error loading config file "${one}/x": open ${one}/x: not a directory` },
    ],
  });
});

test('a file that is not UTF-8', async () => {
  writeFileSync(join(folder, 'latin'), Buffer.from('a: \xff\n', 'latin1'));
  await expect(settings({}, join(folder, 'latin'))).rejects.toThrow(`"${folder}/latin": it is not UTF-8`);
});

test('an empty kubeconfig is an empty configuration', async () => {
  expect(await settings({}, file('empty', '# nothing\n'))).toMatchObject({ server: new URL('http://localhost:8080') });
});
