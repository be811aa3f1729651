import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { finish, program } from '../support/built.ts';
import { onCluster } from '../support/cluster.ts';
import { clusterEntry, ownerToken } from '../support/owner-token.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-pod-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What client-go logs beside kubectl's own words. */
const logLine = /^E\d{4} .*\n/gm;

let server = new URL('https://127.0.0.1');

/** Runs a program with a service account under /var/run/secrets, as a pod has it, in a mount namespace of its own. */
function inPod(command: readonly string[], env: Record<string, string>, but = '') {
  const place = '/var/run/secrets/kubernetes.io/serviceaccount';
  const script = `mount -t tmpfs none "$(realpath /var/run)" && mkdir -p ${place} && cp ${folder}/* ${place} && ${but || 'true'} && exec "$@"`;
  return finish('unshare', ['--mount', 'sh', '-ec', script, 'sh', ...command], {
    KUBERNETES_SERVICE_HOST: server.hostname,
    KUBERNETES_SERVICE_PORT: server.port,
    KUBECACHEDIR: join(tmpdir(), 'kubesvc-pod-cache'),
    ...env,
  });
}

onCluster('inside a pod, without a kubeconfig', (ground) => {
  const { kubectl, env, namespace } = ground;
  beforeAll(async () => {
    const cluster = await clusterEntry(ground);
    server = new URL(cluster.server ?? '');
    writeFileSync(join(folder, 'ca.crt'), Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64'));
    writeFileSync(join(folder, 'token'), await ownerToken(ground));
    await kubectl('create', 'service', 'clusterip', 'web', '--tcp=80');
    writeFileSync(join(folder, 'namespace'), namespace);
    await finish(inject('kubectl'), ['get', 'svc'], { ...env, KUBECACHEDIR: join(tmpdir(), 'kubesvc-pod-cache') });
  });

  const isRoot = process.getuid?.() === 0;
  if (!isRoot) process.stderr.write('\nSKIPPED: what a command does inside a pod needs root, for a mount namespace\n');

  test.skipIf(!isRoot).each<[what: string, args: string[], env?: Record<string, string>, but?: string]>([
    ['the namespace is its own', ['get', 'svc', 'web', '-o', 'name']],
    ['another one is given', ['get', 'svc', 'web', '-o', 'name', '-n', 'default']],
    ['with a bad time limit', ['get', 'svc', 'web', '-o', 'name', '--request-timeout=soon']],
    ['the namespace by POD_NAMESPACE', ['get', 'svc', 'web', '-o', 'name'], { POD_NAMESPACE: 'default' }],
    ['no namespace is told', ['get', 'svc', 'web', '-o', 'name'], {}, 'rm /var/run/secrets/*/*/namespace'],
    ['no token', ['get', 'svc', 'web', '-o', 'name'], {}, 'rm /var/run/secrets/*/*/token'],
    ['an empty token', ['get', 'svc', 'web', '-o', 'name'], {}, ': > /var/run/secrets/*/*/token'],
    ['no authority', ['get', 'svc', 'web', '-o', 'name'], {}, 'rm /var/run/secrets/*/*/ca.crt'],
    ['no port', ['get', 'svc', 'web', '-o', 'name'], { KUBERNETES_SERVICE_PORT: '' }],
    ['a context is given', ['get', 'svc', 'web', '-o', 'name', '--context=x']],
    ['something is made', ['create', 'service', 'clusterip', 'other', '--tcp=80', '-o', 'name', '--dry-run=server']],
  ])('%s', async (_, args, more = {}, but = '') => {
    const { stderr, ...theirs } = await inPod([inject('kubectl'), ...args], more, but);
    const ours = await inPod([...program, ...args], more, but);
    expect(ours).toEqual({ ...theirs, stderr: stderr.replaceAll(logLine, '') });
  });

  // With these flags kubectl forgets that it is in a pod, and asks localhost:8080.
  test.skipIf(!isRoot)('as somebody else, and with a time limit', async () => {
    const line = ['get', 'svc', 'web', '-o', 'name'];
    const astray = /^The connection to the server localhost:8080 was refused/m;
    for (const flag of ['--as=jane', '--request-timeout=10s'])
      expect((await inPod([inject('kubectl'), ...line, flag], {})).stderr).toMatch(astray);
    expect(await inPod([...program, ...line, '--request-timeout=10s'], {})).toEqual({
      code: 0,
      stdout: 'service/web\n',
      stderr: '',
    });
    expect((await inPod([...program, ...line, '--as=jane'], {})).stderr).toMatch(
      /^Error from server \(Forbidden\): .*jane/,
    );
  });
});
