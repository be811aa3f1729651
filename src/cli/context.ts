import type { Agent } from 'node:http';
import type { ConnectionFlags, KubeClient, KubeconfigNames } from '../kube/client.ts';

export interface Output {
  write(text: string): unknown;
  /** Somebody is looking: colours, progress lines and questions are welcome. */
  isTTY: boolean;
  columns: number;
}

/** Everything a command may touch. main.ts passes the real one, tests pass their own. */
export interface Context {
  /** What the user calls this program: `kubesvc`, or `kubectl kubesvc`. */
  program: string;
  stdout: Output;
  stderr: Output;
  env: Readonly<Record<string, string | undefined>>;
  now(): Date;
  /** `bytes` random bytes, in hexadecimal. */
  randomHex(bytes: number): string;
  /** Reads standard input to its end, as long as it is no longer than a manifest can be. */
  readStdin(): Promise<Uint8Array>;
  /** The bytes of a file. @throws what node:fs throws */
  readFile(path: string): Promise<Uint8Array>;
  /** Asks a yes-or-no question on the terminal; undefined where nobody is there to answer. */
  confirm(question: string): Promise<boolean | undefined>;
  /** Opens a file in the user's own editor and waits until it is closed. @throws UsageError where the editor fails */
  openEditor(path: string): Promise<void>;
  /** Loads the Kubernetes client on first use, so `--help` never pays for it. */
  connect(flags: ConnectionFlags): Promise<KubeClient>;
  /** Says what is wrong with what `connect` would read, for a command that sends nothing. */
  checkConnection(flags: ConnectionFlags): Promise<void>;
  /** What the kubeconfig names: of `--kubeconfig`, else where kubectl looks. */
  kubeconfig(file: string | undefined): Promise<KubeconfigNames>;
  /** Connections through the environment's proxy for a URL; undefined where none stands before it. */
  proxyAgent(url: URL): Promise<Agent | undefined>;
  /** How many different warnings the server has sent so far. */
  warnings(): number;
  /**
   * Runs `work` while SIGINT, SIGTERM and SIGHUP abort the signal it is given instead of ending the process, then
   * throws Interrupted if one came. A second SIGINT ends the process at once, after `lastWords` on standard error: what the
   * clean-up has not come to.
   */
  interruptible<T>(work: (signal: AbortSignal) => Promise<T>, lastWords?: () => string): Promise<T>;
}
