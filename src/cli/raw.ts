import { PlainError, UsageError } from '../errors.ts';
import { quoted } from '../output/go-format.ts';
import type { PrintFlags } from './print.ts';

/** What `get` is given beside it. */
interface RawFlags extends Pick<PrintFlags, 'output'> {
  raw?: string | undefined;
  selector?: string | undefined;
  watch?: true | undefined;
  watchOnly?: true | undefined;
}

/** What cannot stand beside `--raw`, in kubectl's order and words. @throws UsageError */
export function refuseBesideRaw({ watch, watchOnly, selector, output, raw = '' }: RawFlags, words: readonly string[]) {
  if (words.length > 0) throw new UsageError('arguments may not be passed when --raw is specified');
  if (watch || watchOnly || selector) {
    throw new UsageError(
      '--raw may not be specified with other flags that filter the server request or alter the output',
    );
  }
  if (output) throw new UsageError('--raw and --output are mutually exclusive');
  const problem = parsed(raw, true).problem;
  if (problem) throw new UsageError(`--raw must be a valid URL path: parse ${quoted(raw)}: ${problem}`);
}

/**
 * The path and query that `--raw` asks the server for, escaped as Go escapes them: of a whole URL, and of what begins with
 * two slashes, only what stands behind the host (client-go rest/request.go, RequestURI).
 * @throws PlainError for such a host that is none
 */
export function rawPath(raw: string): string {
  const [uri = ''] = raw.split('#');
  const { path = '', query = '', problem } = parsed(uri, false);
  if (problem) throw new PlainError(`Unable to connect to the server: ${problem}`);
  return escaped(cleaned(path), /[\w.~$&+,/:;=@-]/) + encodedQuery(query);
}

interface Parsed {
  /** Unescaped, a character a byte. */
  path?: string;
  query?: string;
  problem?: string | undefined;
}

/** As Go's net/url reads a URL; one of a request (`ParseRequestURI`) has no host where it has no scheme. */
function parsed(uri: string, ofRequest: boolean): Parsed {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\x00-\x1f\x7f]/.test(uri)) return { problem: 'net/url: invalid control character in URL' };
  if (uri === '*') return { path: '*' };
  if (uri.startsWith(':')) return { problem: 'missing protocol scheme' };
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z\d+.-]*):)?(.*)$/is.exec(uri) ?? [];
  const mark = rest.indexOf('?');
  const [before, query] = mark === -1 ? [rest, ''] : [rest.slice(0, mark), rest.slice(mark + 1)];
  if (!before.startsWith('/')) return scheme === '' ? { problem: 'invalid URI for request' } : { query };
  const hasHost = before.startsWith('//') && (scheme !== '' || (!ofRequest && !before.startsWith('///')));
  const [, authority = '', path = ''] = /^(?:\/\/([^/]*))?(.*)$/s.exec(hasHost ? before : `//${before}`) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return { path: unescaped(path), query, problem: problemOfHost(host, scheme.toLowerCase()) ?? badEscape(path) };
}

function problemOfHost(host: string, scheme: string): string | undefined {
  const bracket = host.lastIndexOf('[');
  const close = host.lastIndexOf(']');
  if (bracket > 0) return 'invalid IP-literal';
  if (bracket === 0 && close === -1) return "missing ']' in host";
  const colon = /^https?$/.test(scheme) ? host.indexOf(':') : host.lastIndexOf(':');
  const port = bracket === 0 ? host.slice(close + 1) : colon === -1 ? '' : host.slice(colon);
  if (!/^(:\d*)?$/.test(port)) return `invalid port ${quoted(port)} after host`;
  // Only what is no ASCII may be escaped in a host.
  const [odd] = /%[0-7][\da-f]|%(?![\da-f]{2}).{0,2}|[^\w!"$&'()*+,.:;<=>[\]~%\x80-\u{10ffff}-]/iu.exec(host) ?? [];
  if (odd === undefined) return undefined;
  return odd.startsWith('%') ? `invalid URL escape ${quoted(odd)}` : `invalid character ${quoted(odd)} in host name`;
}

function badEscape(text: string): string | undefined {
  const [bad] = /%(?![\da-f]{2}).{0,2}/isu.exec(text) ?? [];
  return bad === undefined ? undefined : `invalid URL escape ${quoted(bad)}`;
}

/** Text as its bytes in UTF-8, a character each, those that are escaped too. */
function unescaped(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return bytes.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

const escaped = (bytes: string, plain: RegExp) =>
  Array.from(bytes, (char) =>
    plain.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');

/** Without `.`, `..` and doubled slashes; a slash at the end stays (Go's path.Clean). */
function cleaned(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

/** By name; what is not well-formed is left out (net/url, Values.Encode). */
function encodedQuery(query: string): string {
  const pairs = query.split('&').flatMap((pair): [string, string][] => {
    if (pair === '' || pair.includes(';') || badEscape(pair) !== undefined) return [];
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
    return [[unescaped(name), unescaped(value.join('='))]];
  });
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const encoded = (text: string) => escaped(text, /[\w.~ -]/).replaceAll(' ', '+');
  return pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')}`;
}
