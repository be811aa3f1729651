import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { editorOf, launch } from '../../src/editor/launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-launch-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('which editor', () => {
  test.each<[Record<string, string>, string, string[], boolean]>([
    [{}, 'linux', ['vi'], false],
    [{}, 'win32', ['notepad'], false],
    [{ EDITOR: 'nano' }, 'linux', ['nano'], false],
    [{ EDITOR: 'nano', KUBE_EDITOR: 'emacs' }, 'linux', ['emacs'], false],
    [{ EDITOR: 'nano', KUBE_EDITOR: '' }, 'linux', ['nano'], false],
    [{ EDITOR: 'code --wait' }, 'linux', ['code', '--wait'], false],
    [{ EDITOR: 'code  --wait' }, 'linux', ['code', '', '--wait'], false],
    [{ EDITOR: `vi -c "set nu"` }, 'linux', ['/bin/bash', '-c', `vi -c "set nu"`], true],
    [{ EDITOR: `vi -c 'set nu'`, SHELL: '/bin/zsh' }, 'linux', ['/bin/zsh', '-c', `vi -c 'set nu'`], true],
    [{ EDITOR: 'my\\ editor' }, 'linux', ['/bin/bash', '-c', 'my\\ editor'], true],
    [{ EDITOR: `"vi"` }, 'linux', [`"vi"`], false], // no blank: as it is, as in kubectl
  ])('%j on %s', (env, platform, words, shell) => expect(editorOf(env, platform)).toEqual({ words, shell }));
});

describe('launching', () => {
  const run = async (editor: string) => {
    const path = join(folder, 'a b.yaml');
    writeFileSync(path, 'one\n');
    await launch(path, { PATH: process.env.PATH, EDITOR: editor, SHELL: '/bin/sh' }, 'linux', new EventEmitter());
    return readFileSync(path, 'utf8');
  };

  test.each([
    ['sed -i s/one/two/', 'two\n'],
    [`sed -i 's/one/two three/'`, 'two three\n'],
    ['true', 'one\n'],
  ])('%s', async (editor, text) => expect(await run(editor)).toBe(text));

  test.each([
    ['false', 'there was a problem with the editor "false"'],
    ['nosuch-editor', 'unable to launch the editor "nosuch-editor"'],
    ['nosuch-editor -x', 'unable to launch the editor "nosuch-editor -x"'],
    [' true', 'there was a problem with the editor " true"'],
    ['nosuch\teditor', 'unable to launch the editor "nosuch\\teditor"'],
    [`sh -c "exit 3"`, String.raw`there was a problem with the editor "/bin/sh -c sh -c \"exit 3\""`],
    ['/nosuch/editor', 'there was a problem with the editor "/nosuch/editor"'],
    [`sh -c 'exit 3'`, `there was a problem with the editor "/bin/sh -c sh -c 'exit 3'"`],
  ])('%s: %s', async (editor, message) => expect(run(editor)).rejects.toThrow(message));

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s ends the editor, and then us', async (signal, exitCode) => {
    const process_ = new EventEmitter();
    const over = launch(join(folder, 'x'), { PATH: process.env.PATH, EDITOR: `sh -c 'sleep 60'` }, 'linux', process_);
    process_.emit('SIGINT'); // the editor's own affair
    setTimeout(() => process_.emit(signal, signal), 100);
    await expect(over).rejects.toMatchObject({ exitCode });
    expect(process_.eventNames()).toEqual([]);
  });
});
