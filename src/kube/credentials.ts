import { readFileSync } from 'node:fs';
import { PlainError, UsageError } from '../errors.ts';
import type { UserEntry } from './kubeconfig.ts';

type Headers = Record<string, string | string[]>;

/** What says who asks: an Authorization header, a client certificate with its key (PEM), or both. Never printed. */
export interface Credentials {
  headers: Headers;
  cert?: string;
  key?: string;
}

/** Credentials that stand in the kubeconfig, in its files or on the command line. */
export async function ownCredentials(user: UserEntry, name: string): Promise<Credentials> {
  const [cert, key] = await bothOf(
    pemOf(user['client-certificate-data'], user['client-certificate'], 'client-cert', name),
    pemOf(user['client-key-data'], user['client-key'], 'client-key', name),
  );
  return {
    headers: await authorization(user, name),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

/** Two answers, or what is wrong with both of them under kubectl's one head. */
async function bothOf<T>(...asked: [Promise<T>, Promise<T>]): Promise<[T, T]> {
  const faults = (await Promise.allSettled(asked)).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (faults.length < 2) return Promise.all(asked);
  throw new PlainError(`Error in configuration: \n${faults.map(({ message }: Error) => `* ${message}`).join('\n')}`);
}

/** An inline value, which is base64, or the text of a file; undefined where neither is given. */
export async function pemOf(
  data: string | undefined,
  file: string | undefined,
  what: string,
  entry: string,
): Promise<string | undefined> {
  const text = data ? Buffer.from(data, 'base64').toString('utf8') : file ? await textOf(file, what, entry) : undefined;
  if (text === undefined || text.includes('-----BEGIN ')) return text;
  throw new UsageError(
    `${what} of ${entry || 'the command line'} is not PEM: it has no line -----BEGIN …-----${file && !data ? ` (${file})` : ''}`,
  );
}

async function textOf(file: string, what: string, entry: string): Promise<string> {
  try {
    return readFileSync(file, 'utf8'); // at once: there is nothing to do meanwhile
  } catch (error) {
    throw new UsageError(`unable to read ${what} ${file} for ${entry} due to open ${file}: ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return { ENOENT: 'no such file or directory', EACCES: 'permission denied' }[code] ?? code;
}

async function authorization(user: UserEntry, name: string): Promise<Headers> {
  // The file outranks the text beside it, as client-go has it (rest/config.go): it is the one that is renewed.
  if (user.tokenFile) {
    const token = (await textOf(user.tokenFile, 'tokenFile', name)).trim();
    if (token === '') throw new UsageError(`read empty token from file "${user.tokenFile}"`);
    return { authorization: `Bearer ${token}` };
  }
  if (user.token) return { authorization: `Bearer ${user.token}` };
  if (user.username || user.password) {
    const pair = Buffer.from(`${user.username ?? ''}:${user.password ?? ''}`).toString('base64');
    return { authorization: `Basic ${pair}` };
  }
  return {};
}

/** As whom the request is to be taken. */
export function impersonation(user: UserEntry): Headers {
  if (!user.as) return {};
  const groups = user['as-groups'] ?? [];
  const extra = Object.entries(user['as-user-extra'] ?? {});
  return {
    'impersonate-user': user.as,
    ...(groups.length > 0 && { 'impersonate-group': groups }),
    ...(user['as-uid'] && { 'impersonate-uid': user['as-uid'] }),
    ...Object.fromEntries(extra.map(([key, values]) => [`impersonate-extra-${headerSafe(key)}`, values])),
  };
}

/** A key as a header can spell it; the server turns it back (client-go transport/round_trippers.go, headerKeyEscape). */
const headerSafe = (key: string) =>
  encodeURIComponent(key).replaceAll(/[()]/g, (character) => (character === '(' ? '%28' : '%29'));
