import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { install, missingPackages } from '../cluster/packages.ts';
import { program } from '../support/built.ts';
import { must, onCluster } from '../support/cluster.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

/** What a person who sits there does; what comes of each sort of edit is in edit-beside.test.ts. */
onCluster('edit in a terminal', ({ namespace, kubectl, apply, read, env }) => {
  const desk = mkdtempSync(join(tmpdir(), 'kubesvc-terminal-'));
  const temporary = join(desk, 'tmp');
  let terminal: Terminal;
  const start = (...[first, ...rest]: [string | Record<string, string>, ...string[]]) => {
    const [other, words] = typeof first === 'string' ? [{}, [first, ...rest]] : [first, rest];
    const line = `trap : INT; ${program.join(' ')} -n ${namespace} ${words.join(' ')}; echo "exit code $?"; sleep 600`;
    const place = { KUBECONFIG: env.KUBECONFIG ?? '', TMPDIR: temporary, KUBE_EDITOR: join(desk, 'editor.sh') };
    terminal = openTerminal(['sh', '-c', line], { ...place, ...other });
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
      `#!/bin/sh\ntrap 'echo "the editor heard Ctrl-C"' INT\necho "EDITOR $(stat -c %a "$1") $(tty | cut -c1-8)"\nread port || read port\nsed -i "s/port: 80$/port: $port/" "$1"\ntouch ${desk}/saved\n`,
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
  /** A way to the API server that lets nothing more through once that file is there. */
  async function openHold(kubeconfig: string, file: string) {
    const config = readFileSync(kubeconfig, 'utf8');
    const [, port = ''] = /server: https:\/\/127\.0\.0\.1:(\d+)/.exec(config) ?? [];
    let holding = false;
    rmSync(file, { force: true });
    const server = createServer((socket) => {
      const there = connect(Number(port), '127.0.0.1');
      socket.on('data', (data) => {
        holding = existsSync(file);
        if (!holding) there.write(data);
      });
      there.on('data', (data) => socket.write(data));
      for (const [one, other] of [
        [socket, there],
        [there, socket],
      ] as const) {
        one.on('error', () => {}).on('close', () => other.destroy());
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const copy = join(desk, 'held.kubeconfig');
    writeFileSync(copy, config.replace(`127.0.0.1:${port}`, `127.0.0.1:${(server.address() as AddressInfo).port}`));
    return { kubeconfig: copy, isHolding: () => holding, close: () => server.close() };
  }
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

  test(
    'Ctrl-C while the server is silent: what was written is in a file that is named',
    { timeout: 120_000 },
    async () => {
      const held = await openHold(env.KUBECONFIG ?? '', join(desk, 'saved'));
      start({ KUBECONFIG: held.kubeconfig }, 'edit', 'svc/web');
      await sees(/EDITOR/);
      terminal.type('81', { key: 'Enter' });
      await vi.waitUntil(held.isHolding, { timeout: 30_000, interval: 50 });
      press('C-c');
      await sees(/A copy of your changes has been stored to "\S+kubesvc-edit-\w+\.yaml"\nexit code 130/);
      const [file = ''] = readdirSync(temporary);
      expect(readFileSync(join(temporary, file), 'utf8')).toContain('port: 81\n');
      rmSync(join(temporary, file));
      held.close();
    },
  );

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
