import { WebSocket } from 'ws';
import { ConnectionError } from '../errors.ts';
import type { SocketOptions } from './over-node.ts';
import { serverError } from './status.ts';

/** What a socket to the API server is opened with. */
export interface Connection {
  url: URL;
  options: SocketOptions & { headers: Record<string, string | string[]> };
}

export type Dialled = 'open' | 'refused';

/** Milliseconds of silence after which a port that has said nothing, and not refused either, is open. */
const silence = 300;
/** Milliseconds for all of it. */
const limit = 4000;

/** Channel 0 of a port carries data, channel 1 errors; each begins with a message that only repeats the port. */
const errors = 1;

/**
 * Asks the kubelet to connect to a port of a pod, from inside the pod's own network, by the protocol of port-forward. The
 * runtime dials 127.0.0.1 at once, not with the first byte (measured: containerd 2.4), so silence means that it stands.
 * @throws ServerError where port-forward is not allowed (it takes `get` and `create`)
 */
export function dial({ url, options }: Connection, signal: AbortSignal | undefined): Promise<Dialled> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, ['v4.channel.k8s.io'], { ...options, handshakeTimeout: limit });
    const seen = new Set<number>();
    let timer: NodeJS.Timeout | undefined;
    const over = setTimeout(
      () => done(() => reject(new ConnectionError('port-forward did not answer in time'))),
      limit,
    );
    const stop = () => done(() => reject(signal?.reason as Error));
    signal?.addEventListener('abort', stop, { once: true });
    function done(settle: () => void) {
      clearTimeout(over);
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      settle();
      socket.terminate();
    }
    socket.on('open', () => {
      timer = setTimeout(() => done(() => resolve('open')), silence);
    });
    socket.on('message', (data: Buffer) => {
      const [channel = 0, ...rest] = data;
      if (!seen.has(channel) && rest.length === 2) {
        seen.add(channel); // the port
        return;
      }
      const text = Buffer.from(rest).toString('utf8');
      // A text of another kind comes after a dial that worked.
      const isRefused = channel === errors && /connect: connection refused/.test(text);
      done(() => resolve(isRefused ? 'refused' : 'open'));
    });
    socket.on('close', () => done(() => resolve('open')));
    socket.on('unexpected-response', (_request, answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const asked = { method: 'GET', path: url.pathname };
        done(() =>
          reject(
            serverError(
              { status: answer.statusCode ?? 0, headers: answer.headers },
              Buffer.concat(chunks).toString('utf8'),
              asked,
            ),
          ),
        );
      });
    });
    socket.on('error', (error) =>
      done(() => reject(new ConnectionError(`Unable to connect to the server: ${error.message}`))),
    );
  });
}
