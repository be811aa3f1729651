import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { install, missingPackages } from '../cluster/packages.ts';
import { program } from '../support/built.ts';
import { must, onCluster } from '../support/cluster.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

/** What a person who sits there does; what comes of each sort of edit is in edit-beside.test.ts. */
onCluster('edit in a terminal', ({ namespace, kubectl, apply, read, env }) => {
  const desk = mkdtempSync(join(tmpdir(), 'kubesvc-terminal-'));
  const temporary = join(desk, 'tmp');
  let terminal: Terminal;
  const start = (...words: string[]) => {
    const line = `trap : INT; ${program.join(' ')} -n ${namespace} ${words.join(' ')}; echo "exit code $?"; sleep 600`;
    const place = { KUBECONFIG: env.KUBECONFIG ?? '', TMPDIR: temporary, KUBE_EDITOR: join(desk, 'editor.sh') };
    terminal = openTerminal(['sh', '-c', line], place);
  };
  const sees = (text: RegExp) => terminal.until((screen) => text.test(screen), String(text));
  const press = (key: string) => terminal.type({ key });

  beforeAll(async () => {
    const missing = missingPackages(['terminal']);
    if (missing.length > 0) await install(missing);
    mkdirSync(temporary);
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
  afterEach(() => terminal.close());
  const service = async () => (await read('service', 'web')).spec as { type: string; ports: { port: number }[] };

  test('the editor has the terminal; Ctrl-C is its own affair', { timeout: 120_000 }, async () => {
    start('edit', 'svc/web');
    await sees(/EDITOR 600 \/dev\/pts/);
    press('C-c');
    await sees(/the editor heard Ctrl-C/);
    terminal.type('81', { key: 'Enter' });
    await sees(/service\/web edited\nexit code 0/);
    expect((await service()).ports).toMatchObject([{ port: 81 }]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test.each<[string, string[], RegExp, string]>([
    ['n', ['n', 'Enter'], /error: nothing was changed\nexit code 1/, 'NodePort'],
    ['y', ['y', 'Enter'], /service\/web edited\nexit code 0/, 'ClusterIP'],
    ['an empty line', ['Enter'], /error: nothing was changed\nexit code 1/, 'NodePort'],
    ['the end of input', ['C-d'], /error: nothing was changed\nexit code 1/, 'NodePort'],
    ['Ctrl-C', ['C-c'], /exit code 130/, 'NodePort'],
  ])('before something is lost there is a question: %s', { timeout: 120_000 }, async (_, keys, end, type) => {
    await must(kubectl('patch', 'service', 'web', '-p', '{"spec":{"type":"NodePort"}}'));
    start('edit', 'type', 'web', 'ClusterIP');
    await sees(/service\/web: NodePort -> ClusterIP\n.*\n.*\n {2}lost for good: node port 80\/TCP:\d+/);
    await sees(/Go on\? \(y\/N\):/);
    for (const key of keys) press(key);
    await sees(end);
    expect((await service()).type).toBe(type);
  });

  test('what is waited for, and why, stands in one line that goes away', { timeout: 120_000 }, async () => {
    start('edit', 'type', 'web', 'NodePort', '--wait', '--timeout=5s');
    await sees(/… service\/web waits for a ready endpoint: .*pod/);
    await sees(/error: timed out after 5s waiting for service\/web to get a ready endpoint: .*\n(.*\n)?exit code 1/);
    expect(terminal.screen()).not.toContain('…');
  });

  test.each(['NodePort', 'LoadBalancer'])(
    'Ctrl-C ends the wait for a %s at once',
    { timeout: 120_000 },
    async (type) => {
      start('edit', 'type', 'web', type, '--wait', '--timeout=5m');
      await sees(/… service\/web waits for an? /);
      press('C-c');
      const screen = await sees(/exit code 130/);
      expect(screen).not.toContain('…');
      expect((await service()).type).toBe(type);
    },
  );
});
