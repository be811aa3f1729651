import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { finish, type Outcome, program } from '../support/built.ts';
import { onCluster } from '../support/cluster.ts';
import { clusterEntry, forgetOwner, ownerToken } from '../support/owner-token.ts';
import { openTerminal } from '../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-exec-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const v1 = 'client.authentication.k8s.io/v1';

/** Notes what it is told and who it talks with, asks for a name where it may, and hands out a token. */
const plugin = `#!/bin/sh
printf '%s' "$KUBERNETES_EXEC_INFO" > '${at('info')}'
if [ -t 0 ]; then printf 'name: ' >&2; read -r name; else name=nobody; fi
echo "\${GREETING:-} $name $*" > '${at('talk')}'
printf '{"apiVersion":"%s","kind":"ExecCredential","status":{"token":"%s"}}' "\${VERSION:-${v1}}" "$(cat '${at('token')}')"
`;

let cluster: Record<string, unknown> = {};

function kubeconfig(exec: object, more: object = {}): string {
  const entry = { apiVersion: v1, command: at('plugin'), interactiveMode: 'IfAvailable', ...exec };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { ...cluster, ...more } }],
    users: [{ name: 'u', user: { exec: entry } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
}

const line = ['get', 'svc', '-n', 'default', 'kubernetes', '-o', 'name'];
const commands = () => ({ kubectl: [inject('kubectl')], kubesvc: [...program] });
const environment = () => ({ KUBECONFIG: at('config'), KUBECACHEDIR: at('cache') });

/** What the plugin noted, and nothing of a run before. */
function noted(): { info: string; talk: string } {
  const [info = '', talk = ''] = ['info', 'talk'].map((name) => {
    try {
      return readFileSync(at(name), 'utf8');
    } catch {
      return 'the plugin was not started';
    }
  });
  for (const name of ['info', 'talk']) rmSync(at(name), { force: true });
  return { info, talk };
}

/** One command by kubectl and by kubesvc, and what their plugins noted. */
async function beside(text: string) {
  writeFileSync(at('config'), text);
  const outcomes: (Outcome & ReturnType<typeof noted>)[] = [];
  for (const [command = '', ...first] of Object.values(commands())) {
    const outcome = await finish(command, [...first, ...line], environment());
    outcomes.push({ ...outcome, ...noted() });
  }
  const [theirs, ours] = outcomes;
  return { theirs, ours };
}

onCluster('a credential plugin', (ground) => {
  const { env } = ground;
  beforeAll(async () => {
    writeFileSync(at('plugin'), plugin, { mode: 0o755 });
    cluster = await clusterEntry(ground);
    writeFileSync(at('token'), await ownerToken(ground, 'default'));
    await finish(inject('kubectl'), ['get', 'svc'], { ...env, KUBECACHEDIR: at('cache') });
  });
  afterAll(async () => {
    await forgetOwner(ground, 'default');
  });

  const extension = [
    { name: 'client.authentication.k8s.io/exec', extension: { audience: 'x', deep: { a: [], b: 1 } } },
  ];
  test.each<[what: string, exec: object, more: object, code: number]>([
    ['as it is', {}, {}, 0],
    ['with words and variables', { args: ['a', 'b c'], env: [{ name: 'GREETING', value: 'hi' }] }, {}, 0],
    ['that is told of the cluster', { provideClusterInfo: true }, {}, 0],
    [
      'that is told all there is to tell',
      { provideClusterInfo: true },
      { 'tls-server-name': 'kubernetes', 'disable-compression': true, extensions: extension },
      0,
    ],
    [
      'of the beta version',
      { apiVersion: `${v1}beta1`, env: [{ name: 'VERSION', value: `${v1}beta1` }], provideClusterInfo: true },
      {},
      0,
    ],
    ['that must not talk', { interactiveMode: 'Never' }, {}, 0],
    ['that must talk, with nobody there', { interactiveMode: 'Always' }, {}, 1],
    ['of another version than it says', { env: [{ name: 'VERSION', value: `${v1}beta1` }] }, {}, 1],
    ['that fails', { command: 'false' }, {}, 1],
  ])('%s', async (_, exec, more, code) => {
    const { theirs, ours } = await beside(kubeconfig(exec, more));
    expect(ours).toEqual(theirs);
    expect(ours?.code).toBe(code);
  });

  describe.each(['kubectl', 'kubesvc'] as const)('at a terminal, %s', (who) => {
    test.each([
      ['Always', 'name: tom', 'tom'],
      ['IfAvailable', 'name: tom', 'tom'],
      ['Never', '', 'nobody'],
    ])('interactiveMode %s', async (interactiveMode, shown, name) => {
      writeFileSync(at('config'), kubeconfig({ interactiveMode }));
      const words = [...commands()[who], ...line].map((word) => `'${word}'`).join(' ');
      const terminal = openTerminal(['sh', '-c', `${words}; echo "exit $?"; sleep 60`], environment());
      try {
        if (shown !== '') {
          await terminal.until((screen) => screen.includes('name:'), 'the question');
          terminal.type('tom', { key: 'Enter' });
        }
        const screen = await terminal.until((text) => text.includes('exit '), 'the end');
        expect(screen.trim()).toBe([...(shown === '' ? [] : [shown]), 'service/kubernetes', 'exit 0'].join('\n'));
        const { info, talk } = noted();
        expect(talk).toBe(` ${name} \n`);
        expect(JSON.parse(info)).toMatchObject({ spec: { interactive: shown !== '' } });
      } finally {
        terminal.close();
      }
    });
  });
});
