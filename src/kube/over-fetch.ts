import type { Exchange, Request } from './exchange.ts';
import { isLimited, overdue } from './over-node.ts';
import type { Settings } from './settings.ts';
import type { Asked } from './trace.ts';

/** What bun's fetch takes beyond the standard (bun.sh/docs/runtime/networking/fetch). */
interface BunInit extends RequestInit {
  tls: { ca?: string; cert?: string; key?: string; serverName?: string; rejectUnauthorized: boolean };
  /** Otherwise it goes by HTTPS_PROXY, which is decided elsewhere, by Go's rules. */
  proxy: false;
  decompress: boolean;
  /** Its own limit of five minutes would end a watch. */
  timeout: false;
}

/**
 * HTTP over bun's own fetch, for the standalone executables: the first request takes 7 ms where node:https takes 19 there, and
 * those after it 1 where it takes 2 (measured with bun 1.4.5, client certificate, loopback).
 * What fetch cannot open a connection with goes over node's modules, which say better why.
 */
export function overFetch(settings: Settings, node: Exchange): Exchange {
  const { ca, servername, rejectUnauthorized } = settings.tls;
  let usable = true;

  return {
    async send(asked, request, login) {
      const headers = single(asked.headers);
      if (!usable || !headers) return node.send(asked, request, login);
      const { cert, key } = login;
      const tls = {
        rejectUnauthorized,
        ...(ca !== undefined && { ca }),
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key }),
        ...(servername !== undefined && { serverName: servername }),
      };
      const { signal, free, stop } = limited(request, settings.timeout);
      try {
        const { method, url, body } = asked;
        const init: BunInit = {
          method,
          headers,
          redirect: 'manual',
          signal,
          tls,
          proxy: false,
          decompress: settings.compression,
          timeout: false,
          ...(body !== '' && { body }),
        };
        const answer = await fetch(url, init);
        const { status, statusText, body: bytes } = answer;
        return {
          status,
          statusText,
          headers: Object.fromEntries(answer.headers),
          whole: async () => Buffer.from(await answer.arrayBuffer().finally(free)),
          pieces: () => read(bytes, free),
          destroy: stop,
        };
      } catch (error) {
        free();
        // The connection stood and was closed: the request may have been read.
        if (signal.aborted || (error as NodeJS.ErrnoException).code === 'ECONNRESET') throw error;
        usable = false;
        return node.send(asked, request, login);
      }
    },
    async dropIdle() {
      await node.dropIdle();
      usable = false; // what fetch keeps open cannot be closed
    },
  };
}

/** The headers, or nothing where one of them has several values: fetch would make one of them, of groups for one. */
function single(headers: Asked['headers']): Record<string, string> | undefined {
  const all = Object.entries(headers).map(([name, value]) => [name, [value].flat()] as const);
  if (all.some(([, values]) => values.length > 1)) return undefined;
  return Object.fromEntries(all.map(([name, [value]]) => [name, String(value)]));
}

/** The end of a request by whoever asked for it, by the settings' limit, or by `stop`. */
function limited({ signal, endless }: Pick<Request, 'signal' | 'endless'>, timeout: number) {
  const controller = new AbortController();
  const follow = () => controller.abort(signal?.reason);
  const timer = isLimited({ timeout }, endless) ? setTimeout(() => controller.abort(overdue()), timeout) : undefined;
  if (signal?.aborted) follow();
  else signal?.addEventListener('abort', follow, { once: true });
  const free = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', follow);
  };
  const stop = () => {
    free();
    controller.abort();
  };
  return { signal: controller.signal, free, stop };
}

async function* read(body: AsyncIterable<Uint8Array> | null, free: () => void): AsyncIterable<Uint8Array> {
  try {
    if (body) yield* body;
  } finally {
    free();
  }
}
