import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { kubesvc } from '../support/built.ts';
import { onCluster } from '../support/cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-connection-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A port of this machine on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

const commands = [
  ['get', 'svc'],
  ['expose', 'deployment', 'web'],
  ['edit', 'type', 'web', 'NodePort'],
  ['create', 'service', 'clusterip', 'web', '--tcp=80'],
];

onCluster('what keeps a command from its cluster', ({ env, kubectl }) => {
  test('no kubeconfig', async () => {
    for (const args of commands) {
      expect(await kubesvc(args, {})).toEqual({
        code: 1,
        stdout: '',
        stderr: 'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
      });
    }
  });

  test('a broken kubeconfig', async () => {
    writeFileSync(join(folder, 'broken'), 'clusters: [');
    const { code, stdout, stderr } = await kubesvc(['get', 'svc'], { KUBECONFIG: join(folder, 'broken') });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: error loading config file ".*\/broken": it is not YAML: .*\n$/);
  });

  test('a server that refuses', async () => {
    const port = await closedPort();
    for (const args of commands) {
      expect(await kubesvc([...args, `--server=https://127.0.0.1:${port}`], env)).toEqual({
        code: 1,
        stdout: '',
        stderr: `The connection to the server 127.0.0.1:${port} was refused - did you specify the right host or port?\n`,
      });
    }
  });

  test('a certificate that nobody vouches for', async () => {
    const text = readFileSync(inject('kubeconfig'), 'utf8').replace(/certificate-authority-data: .*\n/, '\n');
    writeFileSync(join(folder, 'stranger'), text);
    expect(await kubesvc(['get', 'svc'], { KUBECONFIG: join(folder, 'stranger') })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n',
    });
  });

  test('a token that the server does not know', async () => {
    const text = readFileSync(inject('kubeconfig'), 'utf8')
      .replace(/client-certificate-data: .*\n/, 'token: wrong\n')
      .replace(/ *client-key-data: .*\n/, '');
    writeFileSync(join(folder, 'wrong-token'), text);
    const { code, stdout, stderr } = await kubesvc(['get', 'svc'], { KUBECONFIG: join(folder, 'wrong-token') });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: You must be logged in to the server (Unauthorized)\n',
    });
  });

  test('an exec plugin logs in', async () => {
    const config = readFileSync(inject('kubeconfig'), 'utf8');
    const decoded = (field: string) =>
      Buffer.from(new RegExp(`${field}: (.*)`).exec(config)?.[1] ?? '', 'base64').toString();
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { clientCertificateData: decoded('client-certificate-data'), clientKeyData: decoded('client-key-data') },
    };
    writeFileSync(join(folder, 'credential.json'), JSON.stringify(credential));
    const plugin = (command: string, ...args: string[]) =>
      config
        .replace(
          /client-certificate-data: .*\n/,
          `exec: ${JSON.stringify({ apiVersion: credential.apiVersion, command, args, interactiveMode: 'Never' })}\n`,
        )
        .replace(/ *client-key-data: .*\n/, '');
    writeFileSync(join(folder, 'plugin'), plugin('cat', join(folder, 'credential.json')));
    expect(await kubesvc(['get', 'svc', '-o', 'name'], { KUBECONFIG: join(folder, 'plugin') })).toMatchObject({
      code: 0,
      stderr: '',
    });

    writeFileSync(join(folder, 'no-plugin'), plugin('no-such-plugin'));
    const { code, stderr } = await kubesvc(['get', 'svc'], { KUBECONFIG: join(folder, 'no-plugin') });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Unable to connect to the server: getting credentials: exec: executable no-such-plugin not/,
    );
    // Before its last sentence kubectl logs every try.
    const theirs = await kubectl('get', 'svc', '--kubeconfig', join(folder, 'no-plugin'));
    expect(theirs.stderr.slice(-stderr.length)).toBe(stderr);
  });

  test('version says both', async () => {
    const { stdout } = await kubesvc(['version'], env);
    expect(stdout).toMatch(/^Client Version: v\d+\.\d+\.\d+\nServer Version: v1\.\d+\.\d+\n$/);
    expect(stdout.split('\n')[1]).toBe((await kubectl('version')).stdout.split('\n')[2]);
  });

  test('version as JSON and YAML; what is known is printed where no server answers', async () => {
    const json = JSON.parse((await kubesvc(['version', '-o', 'json'], env)).stdout) as Record<string, unknown>;
    const theirs = JSON.parse((await kubectl('version', '-o', 'json')).stdout) as Record<string, unknown>;
    expect(json.serverVersion).toEqual(theirs.serverVersion);
    expect((await kubesvc(['version', '-o', 'yaml'], env)).stdout).toMatch(
      /^clientVersion:\n  gitVersion: v\S+\nserverVersion:\n  buildDate: /,
    );
    expect(await kubesvc(['version', '-o', 'name'], env)).toEqual(await kubectl('version', '-o', 'name'));
    const away = await kubesvc(['version', '--server=http://127.0.0.1:1'], {});
    expect(away).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Client Version: v\S+\n$/) as string });
    expect(away.stderr).toMatch(/^The connection to the server 127\.0\.0\.1:1 was refused/);
  });
});
