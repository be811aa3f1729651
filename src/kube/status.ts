import { ServerError, type Status } from '../errors.ts';
import type { Answer } from './exchange.ts';

type Head = Pick<Answer, 'status' | 'headers'>;

/**
 * An answer that is not 2xx, as the error it is: a Status where the server sent one, else one made from the code, with what the
 * server said where it said it as text (client-go rest/request.go, transformResponse).
 */
export function serverError(
  { status, headers }: Head,
  text: string,
  asked: { method: string; path: string },
): ServerError {
  const type = headers['content-type'];
  const said = type === undefined || /^text\//i.test(String(type)) ? text.slice(0, 2048).trim() : 'unknown';
  return new ServerError((isDecodable(type) ? parseStatus(text) : undefined) ?? genericStatus(status, said, asked));
}

/** Something that client-go reads; what else a proxy sends is passed over, its warnings too. */
export const isDecodable = (type: Head['headers'][string]) =>
  type === undefined || /^application\/json\s*(;|$)/i.test(String(type));

/** In how many seconds the server wants to be asked again; undefined where it does not. */
export function retryAfter({ status, headers }: Head): number | undefined {
  const text = String(headers['retry-after']);
  return (status === 429 || status >= 500) && /^[-+]?\d+$/.test(text) ? Math.max(0, Number(text)) : undefined;
}

/** What is said of a 2xx answer that is a failure all the same. */
export function failureIn(value: object): ServerError | undefined {
  return isFailure(value) ? new ServerError(value) : undefined;
}

const isFailure = (value: object): value is Status =>
  'kind' in value && value.kind === 'Status' && !('status' in value && value.status === 'Success');

function parseStatus(text: string): Status | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const known =
      typeof value === 'object' && value !== null && (!('apiVersion' in value) || value.apiVersion === 'v1');
    return known && isFailure(value) ? value : undefined;
  } catch {
    return undefined; // cut off, for one
  }
}

/** What a bare code stands for, in the words of apimachinery (`api/errors`, NewGenericServerResponse). */
function genericStatus(code: number, said: string, asked: { method: string; path: string }): Status {
  const { reason, message = said } = reasons[code] ?? (code >= 500 ? internal(said) : unknown(code));
  const { resource, group, name } = subjectOf(asked.path);
  const qualified = group === '' ? resource : `${resource}.${group}`;
  const subject = resource === '' ? '' : ` (${asked.method.toLowerCase()} ${qualified}${name && ` ${name}`})`;
  return {
    kind: 'Status',
    code,
    reason: code === 409 && asked.method === 'POST' ? 'AlreadyExists' : reason,
    message: (code === 406 && ['', 'unknown'].includes(said) ? noSuchType : message) + subject,
    details: { group, kind: resource, name, causes: [{ message: said }] },
  };
}

/** What a path names; nothing where it names no resource. */
function subjectOf(path: string): { resource: string; group: string; name: string } {
  const [plain = ''] = path.split('?');
  const [, group = '', namespaced, cluster] =
    /^\/(?:api|apis\/([^/]+))\/[^/]+\/(?:namespaces\/[^/]+\/([^/]+(?:\/[^/]+)?)|([^/]+(?:\/[^/]+)?))/.exec(plain) ?? [];
  const [resource = '', name = ''] = (namespaced ?? cluster ?? '').split('/');
  return { resource, group, name: decodeURIComponent(name) };
}

const internal = (said: string) => ({
  reason: 'InternalError',
  message: `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding`,
});

const unknown = (code: number) => ({
  reason: '',
  message: `the server responded with the status code ${code} but did not return more information`,
});

const noSuchType = 'the server was unable to respond with a content type that the client supports';

/** Without a message where the server's own is told. */
const reasons: Record<number, { reason: string; message?: string }> = {
  400: { reason: 'BadRequest', message: 'the server rejected our request for an unknown reason' },
  401: { reason: 'Unauthorized', message: 'the server has asked for the client to provide credentials' },
  403: { reason: 'Forbidden' },
  404: { reason: 'NotFound', message: 'the server could not find the requested resource' },
  405: { reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' },
  406: { reason: 'NotAcceptable' },
  409: { reason: 'Conflict', message: 'the server reported a conflict' },
  415: { reason: 'UnsupportedMediaType' },
  422: { reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
  429: {
    reason: 'TooManyRequests',
    message: 'the server has received too many requests and has asked us to try again later',
  },
  503: { reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' },
  504: {
    reason: 'Timeout',
    message: 'the server was unable to return a response in the time allotted, but may still be processing the request',
  },
};
