import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { ConnectionError } from '../errors.ts';
import type { Way } from './certificate-fault.ts';
import { connectionError } from './connection-error.ts';
import { agentTo, proxyFor } from './proxy.ts';

export interface Issuer {
  /** `idp-issuer-url` */
  url: string;
  /** PEM; undefined is whom Node trusts. */
  ca: string | undefined;
  /** Where a proxy may be named. */
  env: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds for each answer, where kubectl waits for ever. */
const limit = 30_000;
/** Bytes of an answer that are read; golang.org/x/oauth2's number. */
const most = 1 << 20;
const mostRedirects = 10;

/** Where tokens are to be had: OpenID Connect Discovery 1.0 §4. */
export async function tokenEndpoint(issuer: Issuer): Promise<string> {
  const url = `${issuer.url.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await followed(url, issuer);
  if (answer.status !== 200) {
    const text = answer.body.length > 80 ? `${answer.body.slice(0, 80)}...` : answer.body;
    throw failed(`oidc: failed to query metadata endpoint ${answer.statusLine}: ${JSON.stringify(text)}`);
  }
  const metadata = parsed(answer.body);
  if (!metadata) throw failed(`oidc: ${url} does not answer with a JSON object`);
  const { token_endpoint: endpoint } = metadata;
  if (typeof endpoint === 'string' && endpoint !== '') return endpoint;
  throw failed("oidc: discovery object doesn't contain a token_endpoint");
}

/**
 * RFC 6749 §6. Whether the client names itself in a header or in the form is tried, in this order, as golang.org/x/oauth2 does
 * (internal/token.go): servers differ, and few say so.
 */
export async function refreshed(
  endpoint: string,
  issuer: Issuer,
  { id, secret }: { id: string; secret: string },
  refreshToken: string,
): Promise<{ idToken: string | undefined; refreshToken: string | undefined }> {
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const login = Buffer.from(`${escaped(id)}:${escaped(secret)}`).toString('base64');
  const inHeader = await post(endpoint, issuer, grant, { authorization: `Basic ${login}` });
  const answer = inHeader.fault
    ? await post(endpoint, issuer, { ...grant, client_id: id, ...(secret && { client_secret: secret }) }, {})
    : inHeader;
  if (answer.fault) throw failed(`failed to refresh token: ${answer.fault}`);
  const { id_token: idToken, refresh_token: next } = answer.token;
  return {
    idToken: typeof idToken === 'string' ? idToken : undefined,
    refreshToken: typeof next === 'string' && next !== '' ? next : undefined,
  };
}

interface Granted {
  token: Record<string, unknown>;
  /** What is wrong with it, in golang.org/x/oauth2's words. */
  fault?: string;
}

async function post(
  endpoint: string,
  issuer: Issuer,
  form: Record<string, string>,
  headers: Record<string, string>,
): Promise<Granted> {
  const pairs = Object.entries(form).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const body = pairs.map(([name, value]) => `${name}=${escaped(value)}`).join('&');
  const {
    status,
    statusLine,
    type,
    body: text,
  } = await asked(
    endpoint,
    issuer,
    { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } },
    body,
  );
  const isForm = /^(?:application\/x-www-form-urlencoded|text\/plain)\b/.test(type);
  const token = isForm ? Object.fromEntries(new URLSearchParams(text)) : parsed(text);
  const isFailure = status < 200 || status > 299;
  if (!token && !isFailure) return { token: {}, fault: 'oauth2: the answer is not JSON' };
  const said = [token?.error, token?.error_description, token?.error_uri].filter((part) => part);
  if (token?.error) return { token, fault: `oauth2: ${said.map((part) => JSON.stringify(part)).join(' ')}` };
  if (isFailure) return { token: {}, fault: `oauth2: cannot fetch token: ${statusLine}\nResponse: ${text}` };
  if (!token?.access_token) return { token: {}, fault: 'oauth2: server response missing access_token' };
  return { token };
}

/** As Go's url.QueryEscape, for the forms of RFC 6749 appendix B. */
const escaped = (text: string) =>
  encodeURIComponent(text)
    .replaceAll(/[!*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

interface Answer {
  status: number;
  statusLine: string;
  type: string;
  location: string | undefined;
  body: string;
}

async function followed(url: string, issuer: Issuer): Promise<Answer> {
  let at = url;
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const answer = await asked(at, issuer, { method: 'GET' }, '');
    if (answer.status < 300 || answer.status > 399 || answer.location === undefined) return answer;
    at = new URL(answer.location, at).href;
  }
  throw failed(`Get "${url}": stopped after ${mostRedirects} redirects`);
}

async function asked(text: string, { ca, env }: Issuer, options: RequestOptions, body: string): Promise<Answer> {
  if (!URL.canParse(text)) throw failed(`"${text}" is not a URL such as https://HOST`);
  const url = new URL(text);
  const agent = await agentTo(url, env);
  const signal = AbortSignal.timeout(limit);
  try {
    const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { ...options, signal, agent, ...(ca !== undefined && { ca }) }, resolve)
        .on('error', reject)
        .end(body);
    });
    const { statusCode = 0, statusMessage = '', headers } = answer;
    const statusLine = `${statusCode} ${statusMessage}`;
    return {
      status: statusCode,
      statusLine,
      type: headers['content-type'] ?? '',
      location: headers.location,
      body: await textOf(answer),
    };
  } catch (error) {
    if (signal.aborted) throw failed(`${url.host}, the issuer, did not answer within ${limit / 1000} seconds`);
    const proxy = await proxyFor(url, undefined, env);
    throw await inWords(error as Error, { server: url, ...(proxy && { proxy }) });
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    text += String(chunk);
    if (text.length > most) break;
  }
  return text.slice(0, most);
}

/** As for the API server, but naming the issuer: it is another machine that does not answer. */
async function inWords(error: Error, to: Way): Promise<Error> {
  const { message } = await connectionError(error, to);
  const why = message.startsWith('The connection to the server')
    ? 'it refused the connection'
    : message.replace(/^Unable to connect to the server: /, '');
  return failed(`the issuer of the id-token, ${to.server.origin}, gives no new one: ${why}`);
}

const failed = (why: string) => new ConnectionError(`Unable to connect to the server: ${why}`);
