import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump } from 'js-yaml';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { finish, kubesvc } from '../support/built.ts';
import { onCluster } from '../support/cluster.ts';
import { clusterEntry, forgetOwner, ownerToken } from '../support/owner-token.ts';

/** `ca` has signed `good`, which is for 127.0.0.1. */
const pem = (name: string) => fileURLToPath(new URL(`tls/${name}.pem`, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-oidc-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A token that the API server takes: the issuer gives out that of a service account. */
let accepted = '';
let cluster: Record<string, string> = {};
let issuer = '';

/** What the issuer was asked, a line each. */
const asked: string[] = [];

const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
const expired = `${part({ alg: 'RS256' })}.${part({ exp: 1000 })}.c2ln`;

/** An OpenID Connect issuer: its discovery document, and a token endpoint that answers by what it is sent. */
const server = createServer(
  { key: readFileSync(pem('good')), cert: readFileSync(pem('good')) } satisfies ServerOptions,
  (request, answer) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const { authorization = '-', 'content-type': type = '-' } = request.headers;
      asked.push(`${request.method} ${request.url} ${authorization} ${type} ${body}`);
      const json = (status: number, value: unknown) =>
        answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      const path = request.url ?? '';
      if (path.startsWith('/none/')) return json(404, { error: 'x'.repeat(100) });
      if (path.startsWith('/empty/')) return json(200, {});
      if (path.startsWith('/moved/')) return answer.writeHead(302, { location: path.replace('/moved', '') }).end();
      if (path.endsWith('/openid-configuration')) return json(200, { token_endpoint: `${issuer}/token` });
      const form = new URLSearchParams(body);
      const token = { access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: accepted };
      const refresh = form.get('refresh_token');
      if (refresh === 'form-only' && !form.has('client_secret')) return json(401, { error: 'invalid_client' });
      if (refresh === 'same' || refresh === 'form-only') return json(200, token);
      if (refresh === 'rotates') return json(200, { ...token, refresh_token: 'next' });
      if (refresh === 'no-id') return json(200, { ...token, id_token: undefined });
      if (refresh === 'no-access') return json(200, { id_token: accepted });
      if (refresh === 'as-form') {
        return answer
          .writeHead(200, { 'content-type': 'application/x-www-form-urlencoded' })
          .end(`access_token=a&id_token=${accepted}&refresh_token=next`);
      }
      if (refresh === 'broken') return answer.writeHead(503, { 'content-type': 'text/html' }).end('<h1>later</h1>');
      return json(400, { error: 'invalid_grant', error_description: 'it is "used"', error_uri: 'https://x/y' });
    });
  },
);

/** A kubeconfig in the form that kubectl writes: its keys sorted. */
function kubeconfig(provider: { name: string; config?: Record<string, string> }, more: object = {}): string {
  return dump(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: { 'auth-provider': provider } }],
      contexts: [
        { name: 'one', context: { cluster: 'c', user: 'u' } },
        { name: 'two', context: { cluster: 'c', user: 'u' } },
      ],
      'current-context': 'one',
      ...more,
    },
    { sortKeys: true, seqNoIndent: true, lineWidth: -1, quoteStyle: 'double' },
  );
}

const client = (config: Record<string, string> = {}) => ({
  name: 'oidc',
  config: {
    'client-id': 'kube',
    'client-secret': 's3',
    'idp-certificate-authority': pem('ca'),
    'idp-issuer-url': issuer,
    ...config,
  },
});

/** One command by kubectl and by kubesvc, each with its own copy of the kubeconfig; and what became of that. */
async function beside(text: string, args: readonly string[] = []) {
  const outcomes = [];
  for (const who of ['kubectl', 'kubesvc'] as const) {
    const file = join(folder, 'config');
    writeFileSync(file, text, { mode: 0o600 });
    asked.length = 0;
    const env = { KUBECONFIG: file, KUBECACHEDIR: join(folder, 'cache') };
    const line = ['get', 'svc', '-n', 'default', 'kubernetes', '-o', 'name', ...args];
    const outcome = who === 'kubectl' ? await finish(inject('kubectl'), line, env) : await kubesvc(line, env);
    outcomes.push({ ...outcome, kept: readFileSync(file, 'utf8'), asked: [...asked] });
    expect(readdirSync(folder).filter((name) => name !== 'cache')).toEqual(['config']);
  }
  const [theirs, ours] = outcomes;
  return { theirs, ours };
}

onCluster('a user whom an OIDC issuer knows', (ground) => {
  const { env } = ground;
  beforeAll(async () => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    cluster = await clusterEntry(ground);
    accepted = await ownerToken(ground, 'default');
    // kubectl asks what there is before it asks for Services, and remembers it.
    await finish(inject('kubectl'), ['get', 'svc'], { ...env, KUBECACHEDIR: join(folder, 'cache') });
  });
  afterAll(async () => {
    await forgetOwner(ground, 'default');
    server.closeAllConnections();
    server.close();
  });

  const old = { 'id-token': expired };
  test.each([
    ['a valid token', () => client({ 'id-token': accepted, 'refresh-token': 'same' }), 0],
    ['an expired one', () => client({ ...old, 'refresh-token': 'same' }), 0],
    ['none yet', () => client({ 'refresh-token': 'same' }), 0],
    ['a refresh token that is good once', () => client({ ...old, 'refresh-token': 'rotates' }), 0],
    ['an issuer that wants the secret in the form', () => client({ ...old, 'refresh-token': 'form-only' }), 0],
    ['an answer in the shape of a form', () => client({ ...old, 'refresh-token': 'as-form' }), 0],
    [
      'a discovery document elsewhere',
      () => client({ 'refresh-token': 'same', 'idp-issuer-url': `${issuer}/moved/` }),
      0,
    ],
    [
      'its authority in the config',
      () =>
        client({
          'refresh-token': 'same',
          'idp-certificate-authority-data': readFileSync(pem('ca')).toString('base64'),
          'idp-certificate-authority': '',
        }),
      0,
    ],
    ['no secret', () => client({ 'refresh-token': 'rotates', 'client-secret': '' }), 0],
    ['signs that a header may not hold', () => client({ 'refresh-token': 'same', 'client-secret': 'ä%&+~*(1)' }), 0],
    ['a refresh that is refused', () => client({ ...old, 'refresh-token': 'used' }), 1],
    ['an issuer in trouble', () => client({ ...old, 'refresh-token': 'broken' }), 1],
    ['an answer without id token', () => client({ ...old, 'refresh-token': 'no-id' }), 1],
    ['an answer without access token', () => client({ ...old, 'refresh-token': 'no-access' }), 1],
    ['expired, and no refresh token', () => client(old), 1],
    ['no token at all', () => client(), 1],
    ['something else than a token', () => client({ 'id-token': 'abc', 'refresh-token': 'same' }), 1],
    ['no issuer', () => client({ 'idp-issuer-url': '' }), 1],
    ['no client', () => client({ 'client-id': '' }), 1],
    ['no discovery document', () => client({ ...old, 'refresh-token': 'x', 'idp-issuer-url': `${issuer}/none` }), 1],
    ['an empty one', () => client({ ...old, 'refresh-token': 'x', 'idp-issuer-url': `${issuer}/empty` }), 1],
    ['an authority that is not there', () => client({ ...old, 'idp-certificate-authority': '/none/ca.pem' }), 1],
    ['the provider of old: gcp', () => ({ name: 'gcp', config: {} }), 1],
    ['the provider of old: azure', () => ({ name: 'azure', config: {} }), 1],
    ['a provider that nobody knows', () => ({ name: 'keystone' }), 1],
  ])('%s: as kubectl, in words, requests and what is kept', async (_, provider, code) => {
    const { theirs, ours } = await beside(kubeconfig(provider()));
    expect(ours).toEqual(theirs);
    expect(ours?.code).toBe(code);
  });

  test('a token that was fetched for one context serves the other', async () => {
    const { ours } = await beside(kubeconfig(client({ ...old, 'refresh-token': 'rotates' })));
    const next = await beside(ours?.kept ?? '', ['--context=two']);
    expect(next.ours).toEqual(next.theirs);
    expect(next.ours).toMatchObject({ code: 0, asked: [] });
  });

  test('what kubectl would not keep of the file stays', async () => {
    const extra = { 'my-note': 'keep me' };
    const { ours } = await beside(kubeconfig(client({ 'refresh-token': 'same' }), extra));
    expect(ours?.kept).toBe(kubeconfig(client({ 'refresh-token': 'same', 'id-token': accepted }), extra));
  });

  test('new tokens go into the file that names the user; a locked one is not written', async () => {
    const names = ['first', 'second'].map((name) => join(folder, name));
    const users = [{ name: 'u', user: { 'auth-provider': client({ ...old, 'refresh-token': 'rotates' }) } }];
    const text = kubeconfig({ name: '' });
    const [first = '', second = ''] = names;
    const run = () =>
      kubesvc(['get', 'svc', '-n', 'default', 'kubernetes', '-o', 'name'], { KUBECONFIG: names.join(':') });
    writeFileSync(first, kubeconfig({ name: '' }, { users: [] }));
    writeFileSync(second, dump({ users, apiVersion: 'v1', kind: 'Config' }));
    writeFileSync(`${second}.lock`, '');
    expect(await run()).toEqual({
      code: 1,
      stdout: '',
      stderr: `Unable to connect to the server: could not persist new tokens: open ${second}.lock: file exists\n`,
    });
    rmSync(`${second}.lock`);
    expect(await run()).toEqual({ code: 0, stdout: 'service/kubernetes\n', stderr: '' });
    expect(readFileSync(first, 'utf8')).toBe(text.replace(/^users:[^]*$/m, 'users: []\n'));
    expect(readFileSync(second, 'utf8')).toContain('refresh-token: next');
    for (const name of names) rmSync(name);
  });

  test('an issuer that is not there, or that nobody vouches for, is named', async () => {
    const nobody = 'https://127.0.0.1:1';
    const { ours } = await beside(kubeconfig(client({ 'refresh-token': 'same', 'idp-issuer-url': nobody })));
    expect(ours).toMatchObject({
      code: 1,
      stderr: `Unable to connect to the server: the issuer of the id-token, ${nobody}, gives no new one: it refused the connection\n`,
    });
    const strange = await beside(kubeconfig(client({ 'refresh-token': 'same', 'idp-certificate-authority': '' })));
    expect(strange.ours).toMatchObject({
      code: 1,
      stderr: `Unable to connect to the server: the issuer of the id-token, ${issuer}, gives no new one: tls: failed to verify certificate: x509: certificate signed by unknown authority\n`,
    });
  });
});
