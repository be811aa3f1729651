import type { Outcome } from '../judge/classify.ts';

/**
 * What an error of a socket, of TLS or of the HTTP parser means for the target, by its code: libuv's for the first, OpenSSL's
 * and Node's for the others.
 */
export function outcomeOf({ code = '', message = '' }: { code?: string | undefined; message?: string }): Outcome {
  if (/socket hang up|other side closed/i.test(message)) return 'empty';
  const found = outcomes[code];
  if (found) return found;
  if (code.startsWith('HPE_')) return 'protocol';
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/.test(code)) return 'tls';
  return 'not-run';
}

const outcomes: Record<string, Outcome> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ABORT_ERR: 'timeout',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EACCES: 'denied',
  EPERM: 'denied',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ENODATA: 'dns',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  // What this machine cannot do says nothing of the Service.
  EAFNOSUPPORT: 'not-run',
  EADDRNOTAVAIL: 'not-run',
};
