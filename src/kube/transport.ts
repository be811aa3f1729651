import { hrtime } from 'node:process';
import { ConnectionError } from '../errors.ts';
import { type Answer, type Exchange, type Login, type Request } from './exchange.ts';
import { overNode, type SocketOptions } from './over-node.ts';
import { goDuration } from '../service/duration.ts';
import type { Settings } from './settings.ts';
import { isDecodable, retryAfter, serverError } from './status.ts';
import type { Trace } from './trace.ts';

/** One request, its answer parsed. */
export type Ask = <T>(request: Request) => Promise<T>;

export interface Transport {
  /** The whole body of a 2xx answer. */
  text(request: Request): Promise<string>;
  /** The body of a 2xx answer as it comes, line by line. */
  lines(request: Request): AsyncIterable<string>;
  /** What a websocket at this path is opened with: who asks, and over what. */
  socket(path: string): Promise<{ url: URL; options: SocketOptions & { headers: Record<string, string | string[]> } }>;
  /** By the Date of the last answer that had one, and what has passed since. */
  serverTime(): Date | undefined;
}

export interface Voice {
  userAgent: string;
  /** Takes the text of each `Warning:` header. */
  warn: (text: string) => void;
  /** With `-v=6` and up. */
  trace?: Trace | undefined;
}

/** How often a request is sent again when the server asks for it with Retry-After; client-go's number. */
const mostRetries = 10;
/** How often a GET whose connection broke is sent again, a second later. */
const mostBroken = 2;
/** Credentials are asked for again where the server refuses those that are older than this, in milliseconds. */
const staleAfter = 60_000;

export function createTransport(settings: Settings, { userAgent, warn, trace }: Voice): Transport {
  const { server } = settings;
  const base = server.pathname.replace(/\/$/, '');
  // Websockets too go over its connections and its TLS context.
  const node = overNode(settings);
  let exchange: Promise<Exchange> | undefined;
  let login: Promise<Login & { since: number }> | undefined;
  let heard: { date: number; at: number } | undefined;
  const loggedIn = () => (login ??= settings.logIn().then((credentials) => ({ ...credentials, since: Date.now() })));

  const open = async (request: Request): Promise<Answer> => {
    const who = await loggedIn();
    const asked = {
      method: request.method,
      url: new URL(base + withTimeout(request.path, settings.timeout), server.origin),
      headers: {
        accept: request.accept ?? 'application/json',
        ...(settings.compression && { 'accept-encoding': 'gzip' }),
        'user-agent': userAgent,
        ...who.headers,
        ...settings.headers,
        ...(request.body && {
          'content-type': request.body.type,
          'content-length': String(Buffer.byteLength(request.body.text)),
        }),
      },
      body: request.body?.text ?? '',
    };
    const over = await (exchange ??= exchangeFor(settings, node));
    trace?.request(asked);
    const began = Date.now();
    const answer = await over.send(asked, request, who);
    trace?.response(asked, `${answer.status} ${answer.statusText}`, answer.headers, Date.now() - began);
    const date = Date.parse(String(answer.headers.date));
    if (!Number.isNaN(date)) heard = { date, at: monotonic() };
    return answer;
  };

  const textOf = async (request: Request, answer: Answer): Promise<string> => {
    const bytes = await answer.whole().catch(async (error: unknown) => {
      throw await wordsFor(error, settings, request, true);
    });
    const text = bytes.toString('utf8');
    trace?.body(
      { method: request.method, url: new URL(base + request.path, server.origin), headers: {}, body: '' },
      text,
    );
    return text;
  };

  /** An answer that is not an error, after the waits that the server asked for. */
  const accepted = async (request: Request): Promise<Answer> => {
    let broken = 0;
    for (let attempt = 0; ; attempt++) {
      let answer: Answer;
      try {
        answer = await open(request);
      } catch (error) {
        // Idle connections are as old as the one by which no answer came, and may be as dead: the next request opens its own.
        if (isOverdue(error, request)) await (await exchange)?.dropIdle();
        // As client-go: only what changes nothing is sent twice (rest/request.go, IsConnectionReset).
        if (!isBroken(error) || request.method !== 'GET' || broken++ >= mostBroken) {
          throw await wordsFor(error, settings, request);
        }
        await pause(1000, request);
        continue;
      }
      const { status, headers } = answer;
      const isGood = status >= 200 && status < 300;
      if (headers.warning !== undefined && (isGood || isDecodable(headers['content-type']))) {
        const { warningTexts } = await import('./warnings.ts');
        for (const text of warningTexts([headers.warning].flat())) warn(text);
      }
      if (isGood) return answer;
      const text = await textOf(request, answer);
      if (status === 401 && login && Date.now() - (await login).since > staleAfter) {
        login = undefined;
        continue;
      }
      const wait = retryAfter(answer);
      if (wait === undefined || attempt >= mostRetries) throw serverError(answer, text, request);
      await pause(wait * 1000, request);
    }
  };

  return {
    serverTime: () => heard && new Date(heard.date + monotonic() - heard.at),
    async socket(path) {
      const who = await loggedIn();
      const options = await node.socketOptions(who);
      return {
        url: new URL(base + path, server.origin),
        options: { ...options, headers: { 'user-agent': userAgent, ...who.headers, ...settings.headers } },
      };
    },
    text: async (request) => textOf(request, await accepted(request)),
    lines: async function* (request) {
      const answer = await accepted(request);
      const decoder = new TextDecoder();
      let rest = '';
      try {
        for await (const chunk of answer.pieces()) {
          const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
          rest = lines.pop() ?? '';
          yield* lines.filter((line) => line !== '');
        }
      } catch (error) {
        if (request.signal?.aborted) return;
        throw await wordsFor(error, settings, request);
      } finally {
        answer.destroy();
      }
    },
  };
}

/** In milliseconds. Not the global `performance`: Node loads eight modules of its own when that is first asked for. */
const monotonic = () => Number(hrtime.bigint() / 1_000_000n);

/** No answer came in the time that somebody had for it. */
const isOverdue = (error: unknown, { signal }: Request) =>
  error instanceof ConnectionError || (signal?.aborted === true && (signal.reason as Error).name === 'TimeoutError');

async function pause(milliseconds: number, { signal }: Request): Promise<void> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  await sleep(milliseconds, undefined, signal ? { signal } : {});
}

const isBroken = (error: unknown) =>
  (error as NodeJS.ErrnoException).code === 'ECONNRESET' || (error as NodeJS.ErrnoException).code === 'EPIPE';

async function wordsFor(error: unknown, settings: Settings, { signal }: Request, inBody = false): Promise<unknown> {
  if (signal?.aborted || !(error instanceof Error)) return error;
  const { bodyError, connectionError } = await import('./connection-error.ts');
  return inBody ? bodyError(error) : connectionError(error, settings);
}

/** bun, which the standalone executables run on, has a quicker way than node's modules; a proxy is for those alone. */
async function exchangeFor(settings: Settings, node: Exchange): Promise<Exchange> {
  if (!('Bun' in globalThis) || settings.proxy) return node;
  return (await import('./over-fetch.ts')).overFetch(settings, node);
}

/** The time-out is the server's too: it need not work for who no longer listens. */
function withTimeout(path: string, timeout: number): string {
  if (timeout === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}timeout=${encodeURIComponent(goDuration(timeout))}`;
}
