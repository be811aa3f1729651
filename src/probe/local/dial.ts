import { createHash } from 'node:crypto';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTo, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Outcome } from '../judge/classify.ts';
import { outcomeOf } from './words.ts';

/** What came of one try from this machine. */
export interface Told {
  outcome: Outcome;
  /** Milliseconds. */
  took: number;
  /** The system's own words. */
  raw: string;
}

export interface Door {
  host: string;
  port: number;
  /** Of a host name's addresses; both where absent. */
  family?: 4 | 6 | undefined;
  /** Milliseconds. */
  limit: number;
  signal: AbortSignal;
}

/** No proxy of the environment: what is asked is whether this machine gets there by itself. */
export function dial({ host, port, family, limit, signal }: Door): Promise<Told> {
  if (lacksFamily(host)) return Promise.resolve({ outcome: 'not-run', took: 0, raw: noIPv6 });
  const began = performance.now();
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const socket = connectTo({ host, port, family: family ?? 0, autoSelectFamily: true });
    const end = (outcome: Outcome, raw: string) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve({ outcome, took: performance.now() - began, raw });
    };
    const stop = () => {
      clearTimeout(timer);
      socket.destroy();
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => end('timeout', `no answer within ${limit / 1000} s`), limit);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => end('ok', 'connected'));
    socket.on('error', (error) => {
      const first = firstOf(error);
      end(outcomeOf(first), first.message);
    });
  });
}

/** Of a host name that has several addresses, Node throws all their errors in one. */
function firstOf(error: Error): { code?: string | undefined; message: string } {
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  const { message } = first ?? error;
  return { code: (first as { code?: string } | undefined)?.code ?? (error as { code?: string }).code, message };
}

const noIPv6 = 'this machine has no IPv6 address';

/** Whether a packet to such an address cannot even be sent: a machine without IPv6 says nothing of a Service's. */
function lacksFamily(host: string): boolean {
  if (!isIPv6(host)) return false;
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return !own.some(({ family, address, internal }) => family === 'IPv6' && !internal && !/^fe80:/i.test(address));
}

export interface Question extends Door {
  scheme: 'http' | 'https';
  path: string;
  /** The Host to ask for; '' is the address itself. */
  hostHeader: string;
}

export interface Answer extends Told {
  status?: number | undefined;
  /** The first 4 KiB. */
  body: Uint8Array;
}

const mostBody = 4096;

/** One GET, no redirect followed and no certificate verified: what is asked is who answers. */
export function ask({ scheme, host, port, family, path, hostHeader, limit, signal }: Question): Promise<Answer> {
  const began = performance.now();
  const options: RequestOptions & { rejectUnauthorized: boolean } = {
    host,
    port,
    path,
    ...(family && { family }),
    agent: false,
    rejectUnauthorized: false,
    headers: { 'User-Agent': 'kubesvc', Accept: '*/*', ...(hostHeader !== '' && { Host: hostHeader }) },
  };
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    let head: Pick<Answer, 'status' | 'raw' | 'outcome'> | undefined;
    const asked = (scheme === 'https' ? httpsRequest : httpRequest)(options);
    const end = (told: Pick<Answer, 'status' | 'raw' | 'outcome'>) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      asked.destroy();
      resolve({ ...told, took: performance.now() - began, body: Buffer.concat(chunks).subarray(0, mostBody) });
    };
    const stop = () => {
      clearTimeout(timer);
      asked.destroy();
      reject(signal.reason as Error);
    };
    const timer = setTimeout(
      () => end(head ?? { outcome: 'timeout', raw: `no answer within ${limit / 1000} s` }),
      limit,
    );
    signal.addEventListener('abort', stop, { once: true });
    asked.on('response', (response) => {
      const { statusCode: status = 0, httpVersion, statusMessage = '' } = response;
      head = {
        status,
        outcome: status < 400 ? 'ok' : 'http',
        raw: `HTTP/${httpVersion} ${status} ${statusMessage}`.trimEnd(),
      };
      const done = head;
      response.on('data', (chunk: Uint8Array) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= mostBody) end(done);
      });
      response.on('end', () => end(done));
      response.on('error', () => end(done));
    });
    asked.on('error', (error: Error & { code?: string }) =>
      end(head ?? { outcome: outcomeOf(error), raw: error.message }),
    );
    asked.end();
  });
}

/** By which one answer is told from another. */
export const digest = (body: Uint8Array): string =>
  createHash('sha256').update(body.subarray(0, 2048)).digest('hex').slice(0, 8);
