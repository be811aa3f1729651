import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { finish, kubesvc } from '../support/built.ts';
import { onCluster } from '../support/cluster.ts';

/** Certificates of an authority of our own, made for this test: `ca` has signed all the others. */
const file = (name: string) => fileURLToPath(new URL(`tls/${name}.pem`, import.meta.url));

async function serving<T>(certificate: string, use: (server: string) => Promise<T>): Promise<T> {
  const pem = readFileSync(file(certificate), 'utf8');
  const server = createServer({ cert: pem, key: pem }, (request, answer) => {
    answer.setHeader('content-type', 'application/json');
    answer.end(
      request.url === '/version' ? '{"gitVersion":"v1.37.2"}' : '{"kind":"Status","code":404,"reason":"NotFound"}',
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

onCluster('the certificate of the server', () => {
  const token = '--token=t';
  const ca = `--certificate-authority=${file('ca')}`;

  test.each([
    ['nobody vouches for it', 'good', [], 'certificate signed by unknown authority'],
    [
      'expired',
      'expired',
      [ca],
      'certificate has expired or is not yet valid: current time T is after 2025-01-01T00:00:00Z',
    ],
    [
      'not valid yet',
      'early',
      [ca],
      'certificate has expired or is not yet valid: current time T is before 2123-01-01T00:00:00Z',
    ],
    ['of other addresses', 'elsewhere', [ca], 'certificate is valid for 192.0.2.1, 192.0.2.2, not 127.0.0.1'],
    [
      'of no address',
      'named',
      [ca],
      "cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs",
    ],
    [
      'of other names',
      'named',
      [ca, '--tls-server-name=web.example'],
      'certificate is valid for other.example, another.example, not web.example',
    ],
    [
      'of no name',
      'elsewhere',
      [ca, '--tls-server-name=web.example'],
      'certificate is not valid for any names, but wanted to match web.example',
    ],
  ])('%s', async (_, certificate, flags, why) => {
    await serving(certificate, async (server) => {
      const line = ['get', 'svc', `--server=${server}`, token, ...flags];
      const ours = await kubesvc(line, { TZ: 'UTC' });
      const theirs = await finish(inject('kubectl'), line, { TZ: 'UTC' });
      const timeless = (text: string) => text.replace(/current time \S+/, 'current time T');
      expect({ ...ours, stderr: timeless(ours.stderr) }).toEqual({
        code: 1,
        stdout: '',
        stderr: `Unable to connect to the server: tls: failed to verify certificate: x509: ${why}\n`,
      });
      // kubectl says it once more in its log, for each of its discovery requests.
      expect(timeless(theirs.stderr.split('\n').at(-2) ?? '')).toBe(timeless(ours.stderr.trimEnd()));
    });
  });

  test.each([
    ['the right authority', 'good', [ca]],
    ['the name that the user says', 'named', [ca, '--tls-server-name=another.example']],
    ['nobody looks', 'expired', ['--insecure-skip-tls-verify']],
  ])('%s', async (_, certificate, flags) => {
    await serving(certificate, async (server) => {
      const { code, stdout } = await kubesvc(['version', `--server=${server}`, token, ...flags], {});
      expect({ code, stdout: stdout.split('\n').at(-2) }).toEqual({ code: 0, stdout: 'Server Version: v1.37.2' });
    });
  });

  test('without credentials nobody is asked for a name', async () => {
    await serving('good', async (server) => {
      const line = ['get', 'svc', `--server=${server}`, ca];
      expect(await kubesvc(line, {})).toEqual({
        code: 1,
        stdout: '',
        stderr: `error: no credentials for ${server}: give it a user in the kubeconfig (--context, --user), --token, or --client-certificate and --client-key\n`,
      });
      const theirs = await finish(inject('kubectl'), line, {});
      expect(theirs).toMatchObject({ code: 1, stdout: expect.stringContaining('Please enter Username: ') as string });
    });
  });

  test('a certificate of the user that is none', async () => {
    const line = ['get', 'svc', '--server=https://127.0.0.1:1', '--client-key', file('good')];
    const { code, stderr } = await kubesvc([...line, '--client-certificate', '/dev/null'], {});
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: client-cert of the command line is not PEM: it has no line -----BEGIN …----- (/dev/null)\n',
    });
    const other = await kubesvc([...line, '--client-certificate', file('named')], {});
    expect(other.stderr).toMatch(/^error: the client certificate and its key, .* they do not belong together\n$/);
  });
});
