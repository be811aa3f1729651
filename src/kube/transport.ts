import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError } from '../errors.ts';
import type { Settings } from './settings.ts';
import { serverError } from './status.ts';

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

/** One request, its answer parsed. */
export type Ask = <T>(request: Request) => Promise<T>;

export interface Transport {
  /** The whole body of a 2xx answer. */
  text(request: Request): Promise<string>;
  /** The body of a 2xx answer as it comes, line by line. */
  lines(request: Request): AsyncIterable<string>;
}

/** How often a request is sent again when the server asks for it with Retry-After; client-go's number. */
const mostRetries = 10;

/** HTTP over node's own modules: one agent, so that a command's requests share one connection and one TLS handshake. */
export function createTransport(settings: Settings, userAgent: string, warn: (text: string) => void): Transport {
  const { server, tls } = settings;
  const secure = server.protocol === 'https:';
  const agent =
    settings.agent ?? (secure ? new https.Agent({ keepAlive: true, ...tls }) : new http.Agent({ keepAlive: true }));
  const base = server.pathname.replace(/\/$/, '');

  const open = (request: Request): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const outgoing = (secure ? https : http).request(server, {
        agent,
        method: request.method,
        path: base + request.path,
        headers: {
          'user-agent': userAgent,
          accept: request.accept ?? 'application/json',
          ...settings.headers,
          ...(request.body && {
            'content-type': request.body.type,
            'content-length': String(Buffer.byteLength(request.body.text)),
          }),
        },
        ...(request.signal && { signal: request.signal }),
      });
      const limit = request.endless || settings.timeout === 0 ? undefined : setTimeout(timedOut, settings.timeout);
      function timedOut() {
        outgoing.destroy(
          new ConnectionError(
            'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
          ),
        );
      }
      outgoing.on('response', (answer) => {
        answer.on('close', () => clearTimeout(limit));
        resolve(answer);
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(limit);
        reject(request.signal?.aborted ? error : connectionError(error, server));
      });
      outgoing.end(request.body?.text);
    });

  /** An answer that is not an error, after the waits that the server asked for. */
  const accepted = async (request: Request): Promise<http.IncomingMessage> => {
    for (let attempt = 0; ; attempt++) {
      const answer = await open(request);
      for (const text of warningsOf(answer)) warn(text);
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return answer;
      const text = await wholeText(answer, server);
      const wait = Number(answer.headers['retry-after']);
      const again = (status === 429 || status >= 500) && Number.isFinite(wait) && attempt < mostRetries;
      if (!again) throw serverError(status, text, request);
      await sleep(wait * 1000, undefined, { ...(request.signal && { signal: request.signal }) });
    }
  };

  return {
    text: async (request) => wholeText(await accepted(request), server),
    lines: async function* (request) {
      const answer = await accepted(request);
      answer.setEncoding('utf8');
      let rest = '';
      try {
        for await (const chunk of answer as AsyncIterable<string>) {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          yield* lines.filter((line) => line !== '');
        }
      } catch (error) {
        if (request.signal?.aborted) return;
        throw connectionError(error as NodeJS.ErrnoException, server);
      } finally {
        answer.destroy();
      }
    },
  };
}

async function wholeText(answer: http.IncomingMessage, server: URL): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch (error) {
    throw connectionError(error as NodeJS.ErrnoException, server);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** RFC 7234 §5.5, as client-go reads it (net/http/warnings): only code 299, the quoted text. */
function warningsOf(answer: http.IncomingMessage): string[] {
  const headers = answer.headersDistinct['warning'] ?? [];
  return headers.flatMap((header) =>
    [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => (text ?? '').replaceAll(/\\(.)/g, '$1')),
  );
}

/** Node's error codes in kubectl's words (cmd/util/helpers.go, MultilineError and StandardErrorMessage). */
function connectionError(error: NodeJS.ErrnoException, server: URL): Error {
  if (error instanceof ConnectionError || error.name === 'AbortError') return error;
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  const code = first.code ?? error.code ?? '';
  const host = server.port === '' ? `${server.hostname}:${server.protocol === 'https:' ? 443 : 80}` : server.host;
  if (code === 'ECONNREFUSED') {
    return new ConnectionError(
      `The connection to the server ${server.host} was refused - did you specify the right host or port?`,
    );
  }
  const why =
    reasons[code] ??
    (code.startsWith('ERR_TLS') || code.startsWith('CERT')
      ? `tls: failed to verify certificate: ${error.message}`
      : error.message);
  return new ConnectionError(
    `Unable to connect to the server: ${why.replace('HOST', code === 'ENOTFOUND' ? server.hostname : host)}`,
  );
}

const unknownAuthority = 'tls: failed to verify certificate: x509: certificate signed by unknown authority';

const reasons: Record<string, string> = {
  ENOTFOUND: 'dial tcp: lookup HOST: no such host',
  EAI_AGAIN: 'dial tcp: lookup HOST: the name server did not answer',
  ETIMEDOUT: 'dial tcp HOST: i/o timeout',
  EHOSTUNREACH: 'dial tcp HOST: connect: no route to host',
  ENETUNREACH: 'dial tcp HOST: connect: network is unreachable',
  ECONNRESET: 'HOST closed the connection without an answer',
  EPROTO: 'HOST does not speak TLS; is the server an http:// one?',
  HPE_INVALID_CONSTANT: 'HOST does not speak HTTP; is the server an https:// one?',
  CERT_HAS_EXPIRED: 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
};
