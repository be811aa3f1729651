import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ConnectionError, UsageError } from '../errors.ts';
import type { Credentials } from './credentials.ts';
import { type Request, sent, unpacked, warningsOf } from './exchange.ts';
import type { Settings } from './settings.ts';
import { serverError } from './status.ts';
import type { Trace } from './trace.ts';

/** One request, its answer parsed. */
export type Ask = <T>(request: Request) => Promise<T>;

export interface Transport {
  /** The whole body of a 2xx answer. */
  text(request: Request): Promise<string>;
  /** The body of a 2xx answer as it comes, line by line. */
  lines(request: Request): AsyncIterable<string>;
  /** What a websocket at this path is opened with: who asks, and over what. */
  socket(path: string): Promise<{ url: URL; options: SocketOptions }>;
}

interface SocketOptions extends Omit<Settings['tls'], 'ca'> {
  agent: http.Agent;
  headers: Record<string, string>;
  secureContext?: SecureContext | undefined;
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

interface Login {
  headers: Credentials['headers'];
  secureContext?: SecureContext;
  since: number;
}

/** HTTP over node's own modules: one agent, so that a command's requests share one connection and one TLS handshake. */
export function createTransport(settings: Settings, { userAgent, warn, trace }: Voice): Transport {
  const { server } = settings;
  const secure = server.protocol === 'https:';
  const base = server.pathname.replace(/\/$/, '');
  let agent: Promise<http.Agent> | undefined;
  let login: Promise<Login> | undefined;

  const open = async (request: Request): Promise<http.IncomingMessage> => {
    const { headers, secureContext } = await (login ??= logIn(settings));
    const asked = {
      method: request.method,
      url: new URL(base + withTimeout(request.path, settings.timeout), server.origin),
      headers: {
        accept: request.accept ?? 'application/json',
        ...(settings.compression && { 'accept-encoding': 'gzip' }),
        'user-agent': userAgent,
        ...headers,
        ...settings.headers,
        ...(request.body && {
          'content-type': request.body.type,
          'content-length': String(Buffer.byteLength(request.body.text)),
        }),
      },
      body: request.body?.text ?? '',
    };
    const { ca: _, ...tls } = settings.tls; // it is in the secureContext
    const through = await (agent ??= agentFor(settings));
    trace?.request(asked);
    const began = Date.now();
    const answer = await sent(asked, { agent: through, ...(secure && { ...tls, secureContext }) }, request, settings);
    trace?.response(asked, `${answer.statusCode} ${answer.statusMessage}`, answer.headers, Date.now() - began);
    return answer;
  };

  const textOf = async (request: Request, answer: http.IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of await unpacked(answer)) chunks.push(chunk);
    } catch (error) {
      throw await wordsFor(error, settings, request);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    trace?.body(
      { method: request.method, url: new URL(base + request.path, server.origin), headers: {}, body: '' },
      text,
    );
    return text;
  };

  /** An answer that is not an error, after the waits that the server asked for. */
  const accepted = async (request: Request): Promise<http.IncomingMessage> => {
    let broken = 0;
    for (let attempt = 0; ; attempt++) {
      let answer: http.IncomingMessage;
      try {
        answer = await open(request);
      } catch (error) {
        if (isOverdue(error, request)) await dropIdle(agent);
        // As client-go: only what changes nothing is sent twice (rest/request.go, IsConnectionReset).
        if (!isBroken(error) || request.method !== 'GET' || broken++ >= mostBroken) {
          throw await wordsFor(error, settings, request);
        }
        await sleep(1000, undefined, signalOf(request));
        continue;
      }
      for (const text of warningsOf(answer)) warn(text);
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return answer;
      const text = await textOf(request, answer);
      if (status === 401 && login && Date.now() - (await login).since > staleAfter) {
        login = undefined;
        continue;
      }
      const wait = Number(answer.headers['retry-after']);
      const again = (status === 429 || status >= 500) && Number.isFinite(wait) && attempt < mostRetries;
      if (!again) throw serverError(status, text, request);
      await sleep(wait * 1000, undefined, signalOf(request));
    }
  };

  return {
    async socket(path) {
      const { headers, secureContext } = await (login ??= logIn(settings));
      const { ca: _, ...tls } = settings.tls;
      const through = await (agent ??= agentFor(settings));
      const all = Object.entries({ 'user-agent': userAgent, ...headers, ...settings.headers });
      return {
        url: new URL(base + path, server.origin),
        options: {
          ...tls,
          agent: through,
          headers: Object.fromEntries(all),
          ...(secure && { secureContext }),
        },
      };
    },
    text: async (request) => textOf(request, await accepted(request)),
    lines: async function* (request) {
      const answer = await accepted(request);
      const decoder = new TextDecoder();
      let rest = '';
      try {
        for await (const chunk of await unpacked(answer)) {
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

/** No answer came in the time that somebody had for it. */
const isOverdue = (error: unknown, { signal }: Request) =>
  error instanceof ConnectionError || (signal?.aborted === true && (signal.reason as Error).name === 'TimeoutError');

/** Idle connections are as old as the one by which no answer came, and may be as dead: the next request opens its own. */
async function dropIdle(agent: Promise<http.Agent> | undefined): Promise<void> {
  for (const sockets of Object.values((await agent)?.freeSockets ?? {}))
    for (const socket of sockets ?? []) socket.destroy();
}

const signalOf = ({ signal }: Request) => (signal ? { signal } : {});

const isBroken = (error: unknown) =>
  (error as NodeJS.ErrnoException).code === 'ECONNRESET' || (error as NodeJS.ErrnoException).code === 'EPIPE';

async function wordsFor(error: unknown, settings: Settings, { signal }: Request): Promise<unknown> {
  if (signal?.aborted || !(error instanceof Error)) return error;
  return (await import('./connection-error.ts')).connectionError(error, settings);
}

async function agentFor({ proxy, server }: Settings): Promise<http.Agent> {
  if (proxy) return (await import('./proxy-agent.ts')).agentThrough(proxy, server);
  return server.protocol === 'https:' ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
}

async function logIn({ logIn: ask, server, tls }: Settings): Promise<Login> {
  const { headers, cert, key } = await ask();
  const login = { headers, since: Date.now() };
  if (server.protocol === 'http:') return login;
  try {
    return { ...login, secureContext: createSecureContext({ ...(tls.ca && { ca: tls.ca }), cert, key }) };
  } catch (error) {
    const { message } = error as Error;
    const why = /mismatch/i.test(message) ? 'they do not belong together' : message.replace(/^error:[0-9A-F]+:/, '');
    throw new UsageError(`the client certificate and its key, or the certificate authority, cannot be used: ${why}`);
  }
}

/** The time-out is the server's too: it need not work for who no longer listens. */
function withTimeout(path: string, timeout: number): string {
  if (timeout === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}timeout=${timeout / 1000}s`;
}
