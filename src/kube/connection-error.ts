import { platform } from 'node:process';
import { CliError, ConnectionError, UsageError } from '../errors.ts';
import { certificateFault, type Way } from './certificate-fault.ts';
import { bytesOf } from './files.ts';

/** Why no answer came, in kubectl's words where kubectl has a sentence (cmd/util/helpers.go, StandardErrorMessage). */
export async function connectionError(error: NodeJS.ErrnoException, way: Way): Promise<Error> {
  if (error instanceof CliError || error.name === 'AbortError') return error;
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  const code = first.code ?? error.code ?? '';
  const { server, proxy } = way;
  const onTheWay = proxy && throughProxy(code, first.message);
  if (onTheWay) return unable(onTheWay, proxy);
  if (code === 'ECONNREFUSED') {
    return new ConnectionError(
      `The connection to the server ${server.host} was refused - did you specify the right host or port?`,
    );
  }
  if (code === 'ENOTFOUND')
    return unable(`dial tcp: lookup ${server.hostname}${askedFrom(server.hostname)}: no such host`, server);
  const why = reasons[code] ?? badHeader(first) ?? (await certificateFault(first, way)) ?? error.message;
  return unable(why, code === 'EAI_AGAIN' ? new URL(`http://${server.hostname}`) : server);
}

/** ` on 10.96.0.10:53`: on Linux Go asks the name servers itself, and says which one knows no such host. */
function askedFrom(host: string): string {
  if (platform !== 'linux' || !/[a-z_]/i.test(host)) return ''; // digits alone are no name to ask for
  try {
    const [, server = '127.0.0.1'] = /^nameserver[ \t]+(\S+)/m.exec(bytesOf('/etc/resolv.conf').toString('utf8')) ?? [];
    return ` on ${server.includes(':') ? `[${server}]` : server}:53`;
  } catch {
    return ' on 127.0.0.1:53';
  }
}

/** An answer that had begun and does not end, in client-go's words (rest/request.go, transformResponse). */
export function bodyError(error: Error): Error {
  if (error instanceof CliError && !(error instanceof ConnectionError)) return error;
  const why =
    error instanceof ConnectionError
      ? 'context deadline exceeded (Client.Timeout or context cancellation while reading body)'
      : 'unexpected EOF';
  return new UsageError(`unexpected error when reading response body. Please retry. Original error: ${why}`);
}

function unable(why: string, { hostname, host, port, protocol }: URL): ConnectionError {
  const named = port === '' && why.includes('dial tcp HOST') ? `${hostname}:${protocol === 'https:' ? 443 : 80}` : host;
  return new ConnectionError(`Unable to connect to the server: ${why.replace('HOST', named)}`);
}

/** A value that no header can have, in net/http's words; the value may be a credential. */
function badHeader({ code, message }: NodeJS.ErrnoException): string | undefined {
  if (code !== 'ERR_INVALID_CHAR') return undefined;
  const name = /\["(.*)"\]/.exec(message)?.[1] ?? '';
  const titled = name.replaceAll(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
  return `net/http: invalid header field value for "${titled}"`;
}

const reasons: Record<string, string> = {
  EAI_AGAIN: 'dial tcp: lookup HOST: the name server did not answer',
  ETIMEDOUT: 'dial tcp HOST: i/o timeout',
  EHOSTUNREACH: 'dial tcp HOST: connect: no route to host',
  ENETUNREACH: 'dial tcp HOST: connect: network is unreachable',
  ECONNRESET: 'HOST closed the connection without an answer',
  EPROTO: 'HOST does not speak TLS; is the server an http:// one?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'HOST does not speak TLS; is the server an http:// one?',
  HPE_INVALID_CONSTANT: 'HOST does not speak HTTP; is the server an https:// one?',
};

/** What the way through a proxy broke on; undefined for what the server behind it is to blame for. */
function throughProxy(given: string, message: string): string | undefined {
  const code = given || /\bE[A-Z]+\b/.exec(message)?.[0]; // the SOCKS library keeps it in the text alone
  if (code === 'ECONNREFUSED') return 'the proxy HOST refused the connection';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no host with the name of the proxy HOST';
  if (code === 'ETIMEDOUT' || message === 'Proxy timeout' || message === 'Proxy connection timed out') {
    return 'the proxy HOST did not answer in time';
  }
  const [, status] = /^Bad response: (\d+)$/.exec(message) ?? [];
  if (status === '407')
    return 'the proxy HOST wants a login (407): put it into the URL of the proxy, http://USER:PASSWORD@HOST';
  if (status !== undefined) return `the proxy HOST answered ${status} to CONNECT`;
  return /^Socks5? /i.test(message) ? `the proxy HOST: ${message}` : undefined;
}
