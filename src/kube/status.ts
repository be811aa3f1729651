import { ServerError, type Status } from '../errors.ts';

/** An answer that is not 2xx, as the error it is: a Status where the server sent one, else one made from the code. */
export function serverError(code: number, text: string, asked: { method: string; path: string }): ServerError {
  const status = parseStatus(text);
  if (status) return new ServerError(status);
  const message =
    text.trim().split('\n')[0]?.slice(0, 300) ||
    `the server answered ${code} to ${asked.method} ${asked.path.split('?')[0]}`;
  return new ServerError({ kind: 'Status', code, reason: reasons[code] ?? '', message });
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

/** apimachinery `api/errors`: the reason that a bare HTTP code stands for. */
const reasons: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};
