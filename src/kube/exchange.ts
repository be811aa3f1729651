import http from 'node:http';
import https from 'node:https';
import { ConnectionError } from '../errors.ts';
import type { Settings } from './settings.ts';
import type { Asked } from './trace.ts';

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

/** One request on its way, until the head of an answer is there. */
export function sent(
  { method, url, headers, body }: Asked,
  options: https.RequestOptions,
  { signal, endless }: Request,
  { timeout }: Settings,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? https : http).request(url, {
      ...options,
      method,
      headers,
      ...(signal && { signal }),
    });
    const limit = endless || timeout === 0 ? undefined : setTimeout(timedOut, timeout);
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
      reject(error);
    });
    outgoing.end(body);
  });
}

/** The bytes of a body, out of their gzip where the server has packed them. */
export async function unpacked(answer: http.IncomingMessage): Promise<AsyncIterable<Buffer>> {
  if (answer.headers['content-encoding'] !== 'gzip') return answer;
  const [{ createGunzip }, { pipeline }] = await Promise.all([import('node:zlib'), import('node:stream')]);
  return pipeline(answer, createGunzip(), () => {}); // whoever reads it sees its errors
}

/** RFC 7234 §5.5, as client-go reads it (net/http/warnings): only code 299, the quoted text. */
export function warningsOf(answer: http.IncomingMessage): string[] {
  const headers = answer.headersDistinct['warning'] ?? [];
  return headers.flatMap((header) =>
    [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => (text ?? '').replaceAll(/\\(.)/g, '$1')),
  );
}
