import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { install, missingPackages } from '../cluster/packages.ts';
import { must, onCluster } from '../support/cluster.ts';

const bin = fileURLToPath(new URL('../../bin/kubesvc.js', import.meta.url));
const patience = { timeout: 60_000, interval: 200 };

/** In a real terminal: tmux is the one who types and looks. */
onCluster('edit in a terminal', ({ namespace, kubectl, apply, read, env }) => {
  const desk = mkdtempSync(join(tmpdir(), 'kubesvc-terminal-'));
  const temporary = join(desk, 'tmp');
  let terminals = 0; // one server each: one that ends and one that begins share no socket
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', join(desk, `tmux-${terminals}`), ...args], { encoding: 'utf8' });
  const screen = () => tmux('capture-pane', '-p', '-t', 'kubesvc');
  const type = (...keys: string[]) => tmux('send-keys', '-t', 'kubesvc', ...keys);
  const start = (...words: string[]) => {
    terminals++;
    const place = { KUBECONFIG: env.KUBECONFIG, TMPDIR: temporary, KUBE_EDITOR: join(desk, 'editor.sh') };
    const variables = Object.entries(place).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const size = ['-x', '120', '-y', '40'];
    tmux(
      ...'-f /dev/null new-session -d -s kubesvc'.split(' '),
      ...size,
      ...variables,
      `${process.execPath} ${bin} -n ${namespace} ${words.join(' ')}; echo "exit code $?"; sleep 600`,
    );
  };
  const sees = (text: string | RegExp) => expect.poll(screen, patience).toMatch(text);

  beforeAll(async () => {
    const missing = missingPackages(['terminal']);
    if (missing.length > 0) await install(missing);
    execFileSync('mkdir', ['-p', temporary]);
    // Says that it has the terminal, and changes the file when somebody has typed a port.
    writeFileSync(
      join(desk, 'editor.sh'),
      `#!/bin/sh\ntrap 'echo "the editor heard Ctrl-C"' INT\necho "EDITOR $(stat -c %a "$1") $(tty | cut -c1-8)"\nread port || read port\nsed -i "s/port: 80$/port: $port/" "$1"\n`,
    );
    chmodSync(join(desk, 'editor.sh'), 0o755);
  });
  afterAll(() => rmSync(desk, { recursive: true }));
  beforeEach(async () => {
    await must(kubectl('delete', 'services', '--all'));
    await apply(
      '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {a: b}, ports: [{port: 80}]}}',
    );
  });
  afterEach(() => {
    tmux('kill-server');
  });
  const ports = async () =>
    ((await read('service', 'web')).spec as { ports: { port: number }[] }).ports.map(({ port }) => port);

  test('the editor has the terminal; Ctrl-C is its own affair', { timeout: 120_000 }, async () => {
    start('edit', 'svc/web');
    await sees('EDITOR 600 /dev/pts');
    type('C-c');
    await sees('the editor heard Ctrl-C');
    type('81', 'Enter');
    await sees(/service\/web edited\nexit code 0/);
    expect(await ports()).toEqual([81]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('before something is lost there is a question, and its answer counts', { timeout: 120_000 }, async () => {
    await must(kubectl('patch', 'service', 'web', '-p', '{"spec":{"type":"NodePort"}}'));
    start('edit', 'type', 'web', 'ClusterIP');
    await sees(/service\/web: NodePort -> ClusterIP\n.*\n.*\n {2}lost for good: node port 80\/TCP:\d+/);
    await sees(/Go on\? \(y\/N\):/);
    type('n', 'Enter');
    await sees(/error: nothing was changed\nexit code 1/);
    expect((await read('service', 'web')).spec).toMatchObject({ type: 'NodePort' });
    tmux('kill-server');
    start('edit', 'type', 'web', 'ClusterIP');
    await sees(/Go on\? \(y\/N\):/);
    type('y', 'Enter');
    await sees(/service\/web edited\nexit code 0/);
    expect((await read('service', 'web')).spec).toMatchObject({ type: 'ClusterIP' });
  });

  test('what is waited for, and why, stands in one line that goes away', { timeout: 120_000 }, async () => {
    start('edit', 'type', 'web', 'NodePort', '--wait', '--timeout=5s');
    await sees(/… service\/web waits for a ready endpoint: .*pod/);
    await sees(/error: timed out after 5s waiting for service\/web to get a ready endpoint: .*\n(.*\n)?exit code 1/);
    expect(screen()).not.toContain('…');
  });
});
