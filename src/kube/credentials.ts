import { UsageError } from '../errors.ts';
import { bytesOf, fileFault } from './files.ts';
import type { UserEntry } from './kubeconfig.ts';

type Headers = Record<string, string | string[]>;

/** What says who asks: an Authorization header, a client certificate with its key (PEM), or both. Never printed. */
export interface Credentials {
  headers: Headers;
  cert?: string;
  key?: string;
}

/** Credentials that stand in the kubeconfig, in its files or on the command line. */
export function ownCredentials(user: UserEntry, name: string): Credentials {
  const headers = authorization(user);
  const { 'client-certificate-data': certData, 'client-certificate': certFile } = user;
  if (!certData && !certFile) return { headers }; // a key alone is none
  const cert = pemOf(certData, certFile, 'client-cert', name);
  const key = pemOf(user['client-key-data'], user['client-key'], 'client-key', name);
  return { headers, ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}

/** An inline value, which is base64, or the text of a file; undefined where neither is given. */
export function pemOf(
  data: string | undefined,
  file: string | undefined,
  what: string,
  entry: string,
): string | undefined {
  const text = data ? Buffer.from(data, 'base64').toString('utf8') : file ? textOf(file) : undefined;
  if (text === undefined || text.includes('-----BEGIN ')) return text;
  throw new UsageError(
    `${what} of ${entry || 'the command line'} is not PEM: it has no line -----BEGIN …-----${file && !data ? ` (${file})` : ''}`,
  );
}

function textOf(file: string): string {
  try {
    return bytesOf(file).toString('utf8');
  } catch (error) {
    throw new UsageError(fileFault(error, file));
  }
}

function authorization({ token, tokenFile, username, password }: UserEntry): Headers {
  const given = token || tokenFile;
  if (given && username) throw new UsageError('username/password or bearer token may be set, but not both');
  if (tokenFile) return { authorization: `Bearer ${renewedToken(tokenFile, token)}` };
  if (token) return { authorization: `Bearer ${token}` };
  if (!username) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}

/** The file outranks the text beside it, which stands in where the file holds none (transport/round_trippers.go): it is the one that is renewed. */
function renewedToken(file: string, instead: string | undefined): string {
  try {
    const token = textOf(file).trim();
    if (token !== '') return token;
  } catch (error) {
    if (!instead) throw error;
  }
  if (instead) return instead;
  throw new UsageError(`read empty token from file "${file}"`);
}

/** As whom the request is to be taken. */
export function impersonation(user: UserEntry): Headers {
  if (!user.as) return {};
  const groups = user['as-groups'] ?? [];
  const extra = Object.entries(user['as-user-extra'] ?? {});
  return {
    'impersonate-user': inBytes(user.as),
    ...(groups.length > 0 && { 'impersonate-group': groups.map(inBytes) }),
    ...(user['as-uid'] && { 'impersonate-uid': inBytes(user['as-uid']) }),
    ...Object.fromEntries(extra.map(([key, values]) => [`impersonate-extra-${headerSafe(key)}`, values.map(inBytes)])),
  };
}

/** Headers are bytes; here too text goes as UTF-8. */
const inBytes = (text: string) => Buffer.from(text).toString('latin1');

/** A key as a header can spell it; the server turns it back (client-go transport/round_trippers.go, headerKeyEscape). */
const headerSafe = (key: string) =>
  encodeURIComponent(key).replaceAll(/[()]/g, (character) => (character === '(' ? '%28' : '%29'));
