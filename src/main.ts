import { calledAs } from './cli/called-as.ts';
import type { Context, Output } from './cli/context.ts';
import { isDirect, writeText } from './cli/direct.ts';
import { Interrupted } from './errors.ts';
import { visible } from './output/visible.ts';
import { run } from './program.ts';
import { userAgent } from './version.ts';

/** src/main.ts: the only place that touches the real process. */
export async function main(): Promise<void> {
  // An executable made with bun knows the name it was called by as argv0; under Node that is the script's.
  const { program, words } = calledAs((process.versions.bun ? process.argv0 : process.argv[1]) ?? '');
  const argv = [...words, ...process.argv.slice(2)];
  process.exitCode = await run(argv, createContext(program));
  // Everything is written: what is left, idle connections for one, need not be put away in order.
  if (!streamed) process.exit();
  // What a Tab has given up waiting for, a dead server for one, must not hold up the shell.
  if (argv[0]?.startsWith('__complete')) process.stdout.write('', () => process.exit());
}

/** A stream of the process's own was needed: those write when they come to it. */
let streamed = false;

function createContext(program: string): Context {
  const stderr = output('stderr');
  const warned = new Set<string>();
  return {
    program,
    stdout: output('stdout'),
    stderr,
    env: process.env,
    now: () => new Date(),
    // The global one, which loads node:crypto when it is called and not before.
    randomHex: (bytes) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex'),
    readStdin,
    readFile: async (path) => (await import('node:fs/promises')).readFile(path),
    confirm,
    openEditor: async (path) =>
      (await import('./editor/launch.ts')).launch(path, process.env, process.platform, process),
    connect: async (flags) => {
      const { connect } = await import('./kube/connect.ts');
      return connect(flags, { env: process.env, userAgent, warn, log: (text) => stderr.write(text) });
    },
    checkConnection: async (flags) => (await import('./kube/settings.ts')).checkSettings(flags, process.env),
    kubeconfig: async (file) => (await import('./kube/kubeconfig.ts')).loadKubeConfig(file, process.env),
    proxyAgent: async (url) => (await import('./kube/proxy.ts')).agentTo(url, process.env),
    warnings: () => warned.size,
    interruptible,
  };

  /** Each warning of the server once, as kubectl has it (client-go rest/warnings.go, cli-runtime printers/terminal.go). */
  function warn(text: string): void {
    if (warned.has(text)) return;
    warned.add(text);
    const colour = stderr.isTTY && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb';
    stderr.write(`${colour ? '\x1b[33;1mWarning:\x1b[0m' : 'Warning:'} ${visible(text)}\n`);
  }
}

/** Where a stream of the process is needed, it is opened when it is asked for: each takes a millisecond. */
function output(name: 'stdout' | 'stderr'): Output {
  const descriptor = name === 'stdout' ? 1 : 2;
  let opened: NodeJS.WriteStream | undefined;
  const stream = () => {
    streamed = true;
    return (opened ??= process[name].on('error', ended));
  };
  let direct: boolean | undefined;
  const writesAtOnce = () => (direct ??= opened === undefined && isDirect(descriptor, process.platform));
  return {
    write(text) {
      if (!writesAtOnce()) return stream().write(text);
      try {
        const rest = writeText(descriptor, text);
        if (rest.length === 0) return true;
        direct = false; // what comes later must come after it
        return stream().write(rest);
      } catch (error) {
        return ended(error as NodeJS.ErrnoException);
      }
    },
    get isTTY() {
      return !writesAtOnce() && (stream().isTTY ?? false);
    },
    get columns() {
      return writesAtOnce() ? 80 : (stream().columns ?? 80);
    },
  };
}

function ended(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0); // the reader (head, less) has seen enough
  process.stderr.write(`error: cannot write the answer: ${error.message}\n`);
  process.exit(1);
}

async function readStdin(): Promise<Uint8Array> {
  const { bytesAtOnce, bytesOf } = await import('./cli/manifest-bytes.ts');
  return isDirect(0, process.platform) ? bytesAtOnce(0, 'STDIN') : bytesOf(process.stdin, 'STDIN');
}

async function confirm(question: string): Promise<boolean | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const { createInterface } = await import('node:readline');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = new Promise<boolean>((resolve, reject) => {
    const unanswered = (then: () => void) => () => {
      process.stderr.write('\n'); // what is said next has a line of its own
      then();
    };
    terminal.once(
      'SIGINT',
      unanswered(() => reject(new Interrupted('SIGINT'))),
    );
    const over = unanswered(() => resolve(false));
    terminal.once('close', over);
    terminal.question(`${question} (y/N): `, (text) => {
      terminal.off('close', over);
      resolve(/^y(es)?$/i.test(text.trim()));
    });
  });
  return answer.finally(() => terminal.removeAllListeners('close').close());
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, lastWords?: () => string): Promise<T> {
  const controller = new AbortController();
  let came: Interrupted | undefined;
  const hear = (name: (typeof signals)[number]) => {
    if (came && name === 'SIGINT') {
      process.stderr.write(lastWords?.() ?? ''); // asked twice: do not wait for the clean-up
      process.exit(came.exitCode);
    }
    came ??= new Interrupted(name);
    controller.abort(came);
  };
  for (const name of signals) process.on(name, hear);
  try {
    const result = await work(controller.signal);
    if (came) throw came;
    return result;
  } catch (error) {
    throw came ?? error; // what the abort broke off is no news
  } finally {
    for (const name of signals) process.off(name, hear);
  }
}
