import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { execCredentials } from '../../src/kube/exec-plugin.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-plugin-'));
afterAll(() => rmSync(folder, { recursive: true }));

const v1 = 'client.authentication.k8s.io/v1';
const getting = 'Unable to connect to the server: getting credentials:';

/** A plugin that prints an ExecCredential with these parts. */
function plugin(parts: object, mode = 0o755): string {
  const path = join(folder, 'plugin');
  rmSync(path, { force: true });
  const credential = JSON.stringify({ apiVersion: v1, kind: 'ExecCredential', ...parts });
  writeFileSync(
    path,
    `#!/bin/sh\nprintf '%s' "$KUBERNETES_EXEC_INFO" >'${folder}/info'\ncat <<'END'\n${credential}\nEND\n`,
  );
  chmodSync(path, mode);
  return path;
}

const ask = (command: string, more: object = {}) =>
  execCredentials({ apiVersion: v1, command, interactiveMode: 'Never', ...more }, {}, { PATH: '/usr/bin:/bin' });

test('a token is a header', async () => {
  expect(await ask(plugin({ status: { token: 't', expirationTimestamp: '2026-01-02T03:04:05Z' } }))).toEqual({
    headers: { authorization: 'Bearer t' },
  });
});

/** Where Go's own parsers word it, by kubesvc's sentence; else kubectl's words. */
test.skipIf(process.platform === 'win32').each<[what: string, parts: object, more: object, message: string]>([
  [
    'an API version that is none',
    { status: { token: 't' } },
    { apiVersion: 'client.authentication.k8s.io/v9' },
    'exec plugin: invalid apiVersion "client.authentication.k8s.io/v9"',
  ],
  [
    'an answer of another version',
    { apiVersion: `${v1}beta1`, status: { token: 't' } },
    {},
    `${getting} exec plugin is configured to use API version ${v1}, plugin returned version ${v1}beta1`,
  ],
  [
    'an answer of another kind',
    { kind: 'Secret' },
    {},
    `${getting} decoding stdout: PLUGIN did not print an ExecCredential as JSON`,
  ],
  ['no status', {}, {}, `${getting} exec plugin didn't return a status field`],
  ['nothing to show', { status: {} }, {}, `${getting} exec plugin didn't return a token or cert/key pair`],
  [
    'half a pair',
    { status: { clientKeyData: '-----BEGIN' } },
    {},
    `${getting} exec plugin returned only certificate or key, not both`,
  ],
  [
    'a time that is none',
    { status: { token: 't', expirationTimestamp: 'soon' } },
    {},
    `${getting} decoding stdout: expirationTimestamp is "soon", but must be a time such as 2026-01-02T03:04:05Z`,
  ],
])('%s', async (_what, parts, more, message) => {
  const command = plugin(parts);
  await expect(ask(command, more)).rejects.toThrow(message.replace('PLUGIN', command));
});

test('a plugin that is not installed, with the hint of whoever wrote the kubeconfig', async () => {
  await expect(ask('no-such-plugin', { installHint: 'get it from here' })).rejects.toThrow(
    `${getting} exec: executable no-such-plugin not found\n\nIt looks like you are trying to use a client-go credential plugin that is not installed.\n\nTo learn more about this feature, consult the documentation available at:\n      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins\n\nget it from here`,
  );
});

test('a plugin that may not be run', async () => {
  const command = plugin({}, 0o644);
  await expect(ask(command)).rejects.toThrow(`${getting} exec: fork/exec ${command}: permission denied`);
});

test('a plugin is told of its cluster as Go writes it: nothing that is empty, and maps by their keys', async () => {
  const ca = join(folder, 'ca');
  writeFileSync(ca, 'authority');
  const extension = { b: 1, a: { d: [], c: null } };
  await execCredentials(
    {
      apiVersion: v1,
      command: plugin({ status: { token: 't' } }),
      interactiveMode: 'Never',
      provideClusterInfo: true,
    },
    {
      server: 'https://x',
      'insecure-skip-tls-verify': false,
      'certificate-authority': ca,
      'proxy-url': '',
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension }],
    },
    { PATH: '/usr/bin:/bin' },
  );
  expect(readFileSync(join(folder, 'info'), 'utf8').trim()).toBe(
    `{"kind":"ExecCredential","apiVersion":"${v1}","spec":{"cluster":{"server":"https://x","certificate-authority-data":"${Buffer.from('authority').toString('base64')}","config":{"a":{"c":null,"d":[]},"b":1}},"interactive":false}}`,
  );
});

test('a plugin may print YAML, and leave its kind out', async () => {
  const path = join(folder, 'yaml');
  writeFileSync(path, `#!/bin/sh\nprintf 'apiVersion: ${v1}\\nstatus: {token: t}\\n'\n`);
  chmodSync(path, 0o755);
  expect(await ask(path)).toEqual({ headers: { authorization: 'Bearer t' } });
});
