import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a person types: a program in a terminal (tmux), with keys going in and a screen to look at. */
export interface Terminal {
  /** Text as it is; a key by tmux's name for it as `{Tab}`. */
  type(...keys: (string | { key: string })[]): void;
  screen(): string;
  /** Waits until the screen is as wanted, and answers it; a failure shows the screen. */
  until(wanted: (screen: string) => boolean, what: string): Promise<string>;
  close(): void;
}

const limit = 30_000; // it polls: only what never comes takes so long

export function openTerminal(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  { columns, rows } = { columns: 120, rows: 50 },
): Terminal {
  // A server of its own: nobody's tmux is touched, and its end takes everything with it.
  const socket = `kubesvc-test-${randomBytes(4).toString('hex')}`;
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', TERM: 'xterm', LANG: 'C.UTF-8', ...env },
    });
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), '--', ...command);
  const screen = () => tmux('capture-pane', '-p').trimEnd();
  return {
    screen,
    type: (...keys) => {
      for (const key of keys) {
        if (typeof key === 'string') tmux('send-keys', '-l', '--', key);
        else tmux('send-keys', '--', key.key);
      }
    },
    until: async (wanted, what) => {
      for (const began = Date.now(); Date.now() - began < limit; await sleep(40)) {
        const seen = screen();
        if (wanted(seen)) return seen;
      }
      throw new Error(`the terminal never showed ${what}:\n${screen()}`);
    },
    close: () => void tmux('kill-server'),
  };
}
