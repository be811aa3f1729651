import { ServerError, type Status } from '../errors.ts';

/** An answer that is not 2xx, as the error it is: a Status where the server sent one, else one made from the code. */
export function serverError(code: number, text: string, asked: { method: string; path: string }): ServerError {
  return new ServerError(parseStatus(text) ?? genericStatus(code, text.trim(), asked));
}

function parseStatus(text: string): Status | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status'
      ? (value as Status)
      : undefined;
  } catch {
    return undefined; // a proxy's HTML page, for one
  }
}

/** What a bare code stands for, in the words of apimachinery (`api/errors`, NewGenericServerResponse). */
function genericStatus(code: number, text: string, asked: { method: string; path: string }): Status {
  const said = text.split('\n')[0]?.slice(0, 300) ?? '';
  const { reason, message } = reasons[code] ?? (code >= 500 ? internal(said) : unknown(code));
  return {
    kind: 'Status',
    code,
    reason: code === 409 && asked.method === 'POST' ? 'AlreadyExists' : reason,
    message: (message || said || unknown(code).message) + subjectOf(asked),
  };
}

/** ` (get services web)`, where the path names a resource. */
function subjectOf({ method, path }: { method: string; path: string }): string {
  const [plain = ''] = path.split('?');
  const [, group, namespaced, cluster] =
    /^\/(?:api|apis\/([^/]+))\/[^/]+\/(?:namespaces\/[^/]+\/([^/]+(?:\/[^/]+)?)|([^/]+(?:\/[^/]+)?))/.exec(plain) ?? [];
  const [resource, name = ''] = (namespaced ?? cluster ?? '').split('/');
  if (!resource) return '';
  const qualified = group === undefined ? resource : `${resource}.${group}`;
  return ` (${method.toLowerCase()} ${qualified}${name && ` ${decodeURIComponent(name)}`})`;
}

const internal = (said: string) => ({
  reason: 'InternalError',
  message: `an error on the server (${JSON.stringify(said || 'unknown')}) has prevented the request from succeeding`,
});

const unknown = (code: number) => ({
  reason: '',
  message: `the server responded with the status code ${code} but did not return more information`,
});

const reasons: Record<number, { reason: string; message: string }> = {
  400: { reason: 'BadRequest', message: 'the server rejected our request for an unknown reason' },
  401: { reason: 'Unauthorized', message: 'the server has asked for the client to provide credentials' },
  403: { reason: 'Forbidden', message: '' },
  404: { reason: 'NotFound', message: 'the server could not find the requested resource' },
  405: { reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' },
  406: { reason: 'NotAcceptable', message: '' },
  409: { reason: 'Conflict', message: 'the server reported a conflict' },
  415: { reason: 'UnsupportedMediaType', message: '' },
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
