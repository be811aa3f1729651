import type { Agent, IncomingMessage } from 'node:http';
import { CliError, PlainError, UsageError } from '../errors.ts';
import type { Context } from './context.ts';
import { bytesOf } from './manifest-bytes.ts';

/** kubectl tries so often, with a second between (cli-runtime resource/visitor.go). */
const attempts = 3;
const pause = 1000;

/** For one attempt, from the first packet to the last. */
const timeout = 30_000;
const maxRedirects = 10;

export const isUrl = (name: string) => /^https?:\/\//.test(name);

type ProxyAgent = Context['proxyAgent'];

/**
 * The bytes behind an address, through the proxy of the environment where there is one. A server's own trouble (5xx) and a
 * broken connection are tried again.
 */
export async function readManifestUrl(url: string, { proxyAgent }: Pick<Context, 'proxyAgent'>): Promise<Uint8Array> {
  if (!URL.canParse(url)) throw new UsageError(`the URL passed to filename "${url}" is not valid`);
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(url, AbortSignal.timeout(timeout), proxyAgent);
    } catch (error) {
      if (attempt === attempts || (error instanceof CliError && !(error instanceof ServerTrouble))) {
        throw error instanceof CliError ? error : inWords(error, url, (await proxyAgent(new URL(url))) !== undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

class ServerTrouble extends UsageError {}

async function once(url: string, signal: AbortSignal, proxyAgent: ProxyAgent): Promise<Uint8Array> {
  let at = new URL(url);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const answer = await request(at, signal, await proxyAgent(at));
    const { statusCode = 0, statusMessage = '', headers } = answer;
    if (statusCode === 200) return bytesOf(answer, url);
    answer.destroy();
    if (statusCode < 300 || statusCode > 399 || headers.location === undefined) {
      const Trouble = statusCode >= 500 ? ServerTrouble : UsageError;
      throw new Trouble(
        `unable to read URL "${url}", server reported ${statusCode} ${statusMessage}, status code=${statusCode}`,
      );
    }
    at = new URL(headers.location, at);
  }
  throw new PlainError(`Unable to connect to the server: stopped after ${maxRedirects} redirects`);
}

async function request(url: URL, signal: AbortSignal, agent: Agent | undefined): Promise<IncomingMessage> {
  const { get } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => get(url, { signal, agent }, resolve).on('error', reject));
}

function inWords(error: unknown, url: string, proxied: boolean): Error {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const { host, hostname } = new URL(url);
  if (code === 'ECONNREFUSED' && proxied) {
    return new UsageError(`unable to read URL "${url}": the proxy refused the connection`);
  }
  if (code === 'ECONNREFUSED') {
    return new PlainError(`The connection to the server ${host} was refused - did you specify the right host or port?`);
  }
  const reason = code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? `no such host ${hostname}` : reasons[code];
  return new UsageError(`unable to read URL "${url}": ${reason ?? message}`);
}

const reasons: Readonly<Record<string, string>> = {
  ABORT_ERR: `no whole answer within ${timeout / 1000} seconds`,
  ECONNRESET: 'the server broke the connection off',
  EPROTO: 'the server does not speak TLS; is it an http:// one?',
  ETIMEDOUT: 'the server does not answer',
};
