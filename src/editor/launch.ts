import { spawn } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { Interrupted, UsageError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A command line that a path is put behind. */
interface Editor {
  words: string[];
  /** The last word is a line for a shell. */
  shell: boolean;
}

/**
 * KUBE_EDITOR, EDITOR, or vi (kubectl/pkg/cmd/util/editor/editor.go): words parted by single blanks; where there are
 * quotes or backslashes, a line for $SHELL.
 */
export function editorOf(env: Env, platform: string): Editor {
  const windows = platform === 'win32';
  const line = env.KUBE_EDITOR || env.EDITOR || (windows ? 'notepad' : 'vi');
  if (!/["'\\]/.test(line) || !line.includes(' ')) return { words: line.split(' '), shell: false };
  const shell = env.SHELL || (windows ? 'cmd' : '/bin/bash');
  return { words: [shell, shell === 'cmd' ? '/C' : '-c', line], shell: true };
}

/**
 * Opens a file in the user's editor and waits for its end. Meanwhile Ctrl-C is the editor's own affair; SIGTERM and SIGHUP
 * end it too.
 * @param signals the process
 * @throws UsageError in kubectl's words, Interrupted
 */
export function launch(
  path: string,
  env: Env,
  platform: string,
  signals: Pick<EventEmitter, 'on' | 'off'>,
): Promise<void> {
  const { words, shell } = editorOf(env, platform);
  const name = JSON.stringify(words.join(' '));
  const problem = new UsageError(`there was a problem with the editor ${name}`);
  const [program = '', ...args]: string[] = shell
    ? [...words.slice(0, -1), `${words.at(-1)} ${JSON.stringify(path)}`]
    : [...words, path];
  return new Promise((resolve, reject) => {
    if (program === '') return reject(problem); // a blank before it
    const child = spawn(program, args, { stdio: 'inherit', env: { ...env } });
    let came: Interrupted | undefined;
    const ignore = () => {};
    const end = (signal: 'SIGTERM' | 'SIGHUP') => {
      came ??= new Interrupted(signal);
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGQUIT']) signals.on(signal, ignore);
    for (const signal of ['SIGTERM', 'SIGHUP']) signals.on(signal, end);
    const over = (error?: Error) => {
      for (const signal of ['SIGINT', 'SIGQUIT']) signals.off(signal, ignore);
      for (const signal of ['SIGTERM', 'SIGHUP']) signals.off(signal, end);
      if (came ?? error) reject(came ?? error);
      else resolve();
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT' && !program.includes('/');
      over(missing ? new UsageError(`unable to launch the editor ${name}`) : problem);
    });
    child.on('close', (code) => {
      over(code === 0 ? undefined : problem);
    });
  });
}
