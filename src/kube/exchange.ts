import type { Credentials } from './credentials.ts';
import type { Asked } from './trace.ts';

/** A request as whoever makes one says it. */
export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, from the server's root. */
  path: string;
  accept?: string | undefined;
  body?: { type: string; text: string } | undefined;
  signal?: AbortSignal | undefined;
  /** A watch may be silent for as long as it likes. */
  endless?: boolean | undefined;
}

/** The head of an answer, and its body: one of `whole` and `pieces` is asked for, once. */
export interface Answer {
  status: number;
  statusText: string;
  /** By their names in small letters; each `Warning` by itself. */
  headers: Record<string, string | string[] | undefined>;
  /** All of the body, out of its gzip where the server has packed it. */
  whole(): Promise<Buffer>;
  /** The same as it comes. */
  pieces(): AsyncIterable<Uint8Array>;
  /** Whoever does not read to the end lets go of the connection. */
  destroy(): void;
}

/** Who asks: headers, a client certificate, or both. The same object for as long as nobody logs in again. */
export type Login = Credentials;

/** One way of sending requests to one server; they share connections. */
export interface Exchange {
  /**
   * Resolves with the head of an answer.
   * @throws Error as the runtime has it (`code` ECONNREFUSED, CERT_HAS_EXPIRED, …); ConnectionError where the settings' limit is over;
   * UsageError for a certificate that cannot be used
   */
  send(asked: Asked, request: Pick<Request, 'signal' | 'endless'>, login: Login): Promise<Answer>;
  /** Connections that are idle are not used again. */
  dropIdle(): Promise<void>;
}
