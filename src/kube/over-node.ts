import type http from 'node:http';
import type { Readable } from 'node:stream';
import type { ConnectionOptions, SecureContext } from 'node:tls';
import { ConnectionError, UsageError } from '../errors.ts';
import type { Exchange, Login } from './exchange.ts';
import type { Settings } from './settings.ts';

export interface OverNode extends Exchange {
  /** What a websocket to the same server is opened with. */
  socketOptions(login: Login): Promise<SocketOptions>;
}

export interface SocketOptions extends Omit<Settings['tls'], 'ca'>, Pick<ConnectionOptions, 'checkServerIdentity'> {
  agent: http.Agent;
  secureContext?: SecureContext | undefined;
}

/** HTTP over node's own modules: one agent, so that a command's requests share one connection and one TLS handshake. */
export function overNode(settings: Settings): OverNode {
  const secure = settings.server.protocol === 'https:';
  const { ca: _, ...tls } = settings.tls; // it is in the secure context
  let agent: Promise<http.Agent> | undefined;
  let made: { of: Login; secureContext: SecureContext } | undefined;

  async function socketOptions(login: Login): Promise<SocketOptions> {
    const through = await (agent ??= agentFor(settings));
    if (!secure) return { ...tls, agent: through };
    if (made?.of !== login) made = { of: login, secureContext: await secureContextOf(login, settings) };
    return { ...tls, ...(await byAddress(tls.servername)), agent: through, secureContext: made.secureContext };
  }

  return {
    socketOptions,
    async send({ method, url, headers, body }, { signal, endless }, login) {
      const options = await socketOptions(login);
      const { request } = secure ? await import('node:https') : await import('node:http');
      const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
        const outgoing = request(url, {
          ...options,
          method,
          headers,
          maxHeaderSize,
          ...(signal && { signal }),
        });
        let slow: http.ClientRequest | http.IncomingMessage = outgoing;
        const limit = isLimited(settings, endless)
          ? setTimeout(() => slow.destroy(overdue()), settings.timeout)
          : undefined;
        outgoing.on('response', (head) => {
          slow = head;
          head.on('close', () => clearTimeout(limit));
          resolve(head);
        });
        outgoing.on('error', (error) => {
          clearTimeout(limit);
          reject(error);
        });
        outgoing.end(body);
      });
      const stream = await unpacked(answer);
      return {
        status: answer.statusCode ?? 0,
        statusText: answer.statusMessage ?? '',
        headers: withWarnings(answer),
        whole: () => wholeOf(stream),
        pieces: () => stream,
        destroy: () => answer.destroy(),
      };
    },
    async dropIdle() {
      for (const sockets of Object.values((await agent)?.freeSockets ?? {}))
        for (const socket of sockets ?? []) socket.destroy();
    },
  };
}

/** As Go takes it, and more than Node does by itself. */
const maxHeaderSize = 10 * 2 ** 20;

/** Node joins headers of one name, and a broken warning must not take the next one with it. */
const withWarnings = ({ headers, headersDistinct }: http.IncomingMessage) =>
  headers.warning === undefined ? headers : { ...headers, warning: headersDistinct.warning };

/** A server that has to prove an address is not told one: names alone may be (RFC 6066 §3). */
async function byAddress(name: string | undefined): Promise<Pick<SocketOptions, 'servername' | 'checkServerIdentity'>> {
  if (name === undefined || !/^[\d.]+$|:/.test(name)) return {};
  const { checkServerIdentity } = await import('node:tls');
  return { servername: '', checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate) };
}

/** Longer than a timer can wait, 24 days, is for ever. */
export const isLimited = ({ timeout }: Pick<Settings, 'timeout'>, endless = false) =>
  !endless && timeout > 0 && timeout < 2 ** 31;

/** Nothing came within the time that one request has, in kubectl's words. */
export const overdue = () =>
  new ConnectionError(
    'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
  );

/** @throws UsageError for what OpenSSL cannot use */
async function secureContextOf({ cert, key }: Login, { tls: { ca } }: Settings): Promise<SecureContext> {
  const { createSecureContext } = await import('node:tls');
  try {
    return createSecureContext({ ...(ca && { ca }), cert, key });
  } catch (error) {
    const { message } = error as Error;
    const why = /mismatch/i.test(message) ? 'they do not belong together' : message.replace(/^error:[0-9A-F]+:/, '');
    throw new UsageError(`the client certificate and its key, or the certificate authority, cannot be used: ${why}`);
  }
}

async function agentFor({ proxy, server }: Settings): Promise<http.Agent> {
  if (proxy) return (await import('./proxy-agent.ts')).agentThrough(proxy, server);
  const { Agent } = server.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Agent({ keepAlive: true });
}

async function unpacked(answer: http.IncomingMessage): Promise<Readable> {
  if (answer.headers['content-encoding'] !== 'gzip') return answer;
  const [{ createGunzip }, { pipeline }] = await Promise.all([import('node:zlib'), import('node:stream')]);
  return pipeline(answer, createGunzip(), () => {}); // whoever reads it sees its errors
}

/** By its events: a stream's iterator takes a millisecond more for the first answer of a process. */
function wholeOf(stream: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve(Buffer.concat(chunks)));
    stream.on('error', reject);
    stream.on('close', () => reject(Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' })));
  });
}
