import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../support/built.ts';
import { both, environment, program, type Who } from './beside.ts';

/** What a difference needs more than one command line for. */
export interface Stage {
  namespace: string;
  /** Address of the API server. */
  server: URL;
  /** An answer as the document shows it. */
  told: (outcome: Outcome) => string;
}

interface Staged {
  id: number;
  input: string;
  kubectl: string;
  kubesvc: string;
  why: string;
  /** What both answer, as text of the document; throws where they do not differ. */
  play: (stage: Stage) => Promise<string>;
}

export const staged: readonly Staged[] = [
  {
    id: 21,
    input: '`get svc -w` when the server closes the stream',
    kubectl: 'ends, exit code 0',
    kubesvc: 'goes on where it was, or lists anew',
    why: 'a server closes every watch after some minutes; who watches wants to go on',
    play: async (stage) => {
      const theirs = await watchThroughABrokenLine('kubectl', stage);
      const ours = await watchThroughABrokenLine('kubesvc', stage);
      if (theirs.wentOn || !ours.wentOn || theirs.outcome.code !== 0) throw new Error(JSON.stringify({ theirs, ours }));
      return [
        `$ kubectl get svc -w -o name\nservice/one\nservice/two\n# a Service is made\nservice/three\n# the connection breaks; kubectl has ended, exit code 0\n`,
        `$ kubesvc get svc -w -o name\nservice/one\nservice/two\n# a Service is made\nservice/three\n# the connection breaks, and another is made\nservice/four\n`,
      ].join('');
    },
  },
  {
    id: 25,
    input: "`edit svc`: an emptied file; someone else's change meanwhile",
    kubectl: 'opens the editor again; the last writer wins, field by field',
    kubesvc: 'stops, exit code 0, and leaves no file; opens the file again with both changes',
    why: 'the file says itself that emptying it aborts; nobody learns what was overwritten',
    play: async (stage) => {
      const emptied = await bothEdit('one', ': > "$1"', stage);
      const meanwhile = await bothEdit('two', changeOnce(stage), stage);
      return [
        '# the editor empties the file',
        ...emptied,
        '# meanwhile someone else sets externalName to theirs.example.com; the editor sets mine.example.com, and leaves the file alone the second time',
        ...meanwhile,
      ].join('\n');
    },
  },
];

/**
 * Watches over a line that is cut once a Service that was just made has been told: a list alone does not show that the
 * watch has begun. Then another is made, and waited for where the watch goes on.
 */
async function watchThroughABrokenLine(who: Who, { namespace, server }: Stage) {
  const sockets = new Set<Socket>();
  const line = createServer((near) => {
    const far = connect(Number(server.port), server.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const at = `https://127.0.0.1:${(line.address() as AddressInfo).port}`;
  const { command, first } = program(who);
  const child = spawn(command, [...first, 'get', 'svc', '-w', '-o', 'name', '-n', namespace, '-s', at], {
    env: environment(),
  });
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  const make = (name: string) =>
    ['create', 'service', 'externalname', name, '--external-name=example.com', '-n', namespace] as const;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text));
  const ended = new Promise<void>((resolve) => child.on('close', (code) => ((outcome.code = code), resolve())));
  try {
    await until(() => outcome.stdout.includes('service/two'));
    await both.kubectl(make('three'));
    await until(() => outcome.stdout.includes('service/three'));
    for (const socket of sockets) socket.destroy();
    if (who === 'kubectl') await until(() => outcome.code !== null);
    await both.kubectl(make('four'));
    const wentOn = who === 'kubesvc' && (await until(() => outcome.stdout.includes('service/four')));
    return { wentOn, outcome };
  } finally {
    child.kill('SIGKILL');
    await ended;
    line.close();
    await both.kubectl(['delete', 'service', 'three', 'four', '-n', namespace, '--ignore-not-found']);
  }
}

async function until(holds: () => boolean): Promise<true> {
  for (let tries = 0; tries < 1200; tries++) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('waited for a minute in vain');
}

/** `edit svc NAME` by both, with a script for an editor; before each the Service is what it was. */
async function bothEdit(name: string, script: string, { namespace, told }: Stage): Promise<string[]> {
  const answers: Outcome[] = [];
  const texts: string[] = [];
  for (const who of ['kubectl', 'kubesvc'] as const) {
    await both.kubectl(['patch', 'service', name, '-n', namespace, '-p', '{"spec":{"externalName":"example.com"}}']);
    const folder = mkdtempSync(join(tmpdir(), 'kubesvc-editor-'));
    const editor = join(folder, 'editor');
    writeFileSync(editor, `#!/bin/sh\n${script.replaceAll('FOLDER', folder)}\n`);
    chmodSync(editor, 0o700);
    const outcome = await both[who](['edit', 'svc', name, '-n', namespace], undefined, {
      EDITOR: editor,
      TMPDIR: folder,
    });
    rmSync(folder, { recursive: true });
    const path = ['get', 'svc', name, '-n', namespace, '-o', 'jsonpath={.spec.externalName}'];
    const { stdout } = await both.kubectl(path);
    answers.push(outcome);
    texts.push(
      `$ ${who} edit svc ${name}\n${told(outcome).replaceAll(/\/\S+\/kube(ctl|svc)-edit-[\w-]+/g, '/tmp/kube$1-edit-123')}# externalName is now ${stdout}\n`,
    );
  }
  const [theirs, ours] = answers;
  if (JSON.stringify(theirs) === JSON.stringify(ours)) throw new Error(`both answer ${JSON.stringify(ours)}`);
  return texts;
}

/** The first time, somebody else is quicker; later nothing is changed any more. */
function changeOnce({ namespace }: Stage): string {
  const { command } = program('kubectl');
  return [
    'if [ ! -e FOLDER/seen ]; then',
    '  touch FOLDER/seen',
    `  KUBECONFIG=${environment().KUBECONFIG} ${command} patch service two -n ${namespace} -p '{"spec":{"externalName":"theirs.example.com"}}' >/dev/null`,
    '  sed -i "s/externalName: example.com/externalName: mine.example.com/" "$1"',
    'fi',
  ].join('\n');
}
