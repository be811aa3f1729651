/**
 * Everything a user may be told, and the exit code that goes with it.
 * 0 done; 1 any error, usage too (kubectl does so); 130 SIGINT, 143 SIGTERM, 129 SIGHUP, after clean-up.
 * `probe` keeps "no" apart from "could not tell": 0 reachable, 1 not reachable, 2 usage, 3 inconclusive,
 * 4 the API could not be asked, 124 the whole run timed out.
 */

/** A failure the user can act on. Anything else is a bug and keeps its stack. */
export class CliError extends Error {
  readonly exitCode: number = 1;
}

/** The command line asks for something that cannot be. Printed as `error: MESSAGE`. */
export class UsageError extends CliError {}

/** The words of the command line themselves are off; the way to the help of `command` is shown under the message. */
export class FlagError extends UsageError {
  override readonly exitCode: number;
  readonly command: string;

  /** @param command the path a user typed, `kubesvc create service clusterip` */
  constructor(message: string, command: string) {
    super(message);
    this.command = command;
    this.exitCode = command.endsWith(' probe') ? 2 : 1;
  }
}

/** The command has said all there is to say; only the exit code is left. */
export class SilentExit extends CliError {
  override readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Already worded, printed as it is, without `error:` in front. */
export class PlainError extends CliError {}

/** A name or a namespace that would be another path of the API. */
export class SegmentError extends UsageError {}

/** The same error in the same words, where a command's exit codes say more than "it failed". */
export class WithExitCode extends CliError {
  readonly error: CliError;
  override readonly exitCode: number;

  constructor(error: CliError, exitCode: number) {
    super(error.message);
    this.error = error;
    this.exitCode = exitCode;
  }
}

/** Several objects failed on their own; one line each, as kubectl's aggregates are printed. */
export class ManyErrors extends CliError {
  readonly errors: readonly CliError[];

  constructor(errors: readonly CliError[]) {
    super(`${errors.length} errors`);
    this.errors = errors;
  }
}

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** meta.k8s.io/v1 Status, as far as messages need it. */
export interface Status {
  kind: 'Status';
  message?: string;
  reason?: string;
  code?: number;
  details?: { name?: string; group?: string; kind?: string; causes?: StatusCause[]; retryAfterSeconds?: number };
}

/** The API server said no. */
export class ServerError extends CliError {
  readonly status: Status;

  constructor(status: Status) {
    super(status.message ?? '');
    this.status = status;
  }

  /** The server's own word: NotFound, Forbidden, AlreadyExists, Conflict, Invalid, … or ''. */
  get reason(): string {
    return this.status.reason ?? '';
  }

  get code(): number {
    return this.status.code ?? 0;
  }
}

/** No answer came from the API server. The message is a whole sentence in kubectl's words. */
export class ConnectionError extends PlainError {}

/** The user or the system asked for an end; whatever was under way has been cleaned up. */
export class Interrupted extends CliError {
  override readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') {
    super(signal);
    this.exitCode = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal];
  }
}
