import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { pid } from 'node:process';
import { logHead } from '../klog.ts';
import { maskedBody, maskedHeader } from './masked.ts';

export interface Asked {
  method: string;
  url: URL;
  headers: OutgoingHttpHeaders;
  body: string;
}

/** Shows requests as they go out and answers as they come in. */
export interface Trace {
  request(asked: Asked): void;
  response(asked: Asked, status: string, headers: IncomingHttpHeaders, milliseconds: number): void;
  body(asked: Asked, text: string): void;
}

/**
 * kubectl's `-v` in kind (client-go transport/round_trippers.go): 6 one line an answer, 7 and up the request too, 8 headers of
 * the answer and bodies of up to 1,024 characters, 9 a curl command and 10,240 characters, 10 whole bodies.
 */
export function createTrace(level: number, write: (text: string) => void): Trace {
  const say = (what: string, pairs: Record<string, unknown>) => {
    const shown = Object.entries(pairs).map(([name, value]) => `${name}=${shownValue(value)}`);
    write(`${logHead({ severity: 'I', now: new Date(), pid, place: 'kubesvc' })} "${what}" ${shown.join(' ')}\n`);
  };
  const most = level >= 10 ? Infinity : level === 9 ? 10_240 : 1024;
  const sayBody = (what: string, { url }: Asked, text: string) => {
    const body = maskedBody(url.pathname, text);
    const rest = body.length - most;
    say(what, { body: rest > 0 ? `${body.slice(0, most)} [truncated ${rest} chars]` : body });
  };
  return {
    request(asked) {
      const { method, url, headers, body } = asked;
      if (level >= 8) sayBody('Request Body', asked, body);
      if (level >= 9) say('Request', { curlCommand: curl(asked) });
      else if (level >= 7) say('Request', { verb: method, url: url.href, headers: headerLines(headers) });
    },
    response({ method, url }, status, headers, milliseconds) {
      const where = level === 6 || level >= 9 ? { verb: method, url: url.href } : {};
      say('Response', { ...where, status, ...(level >= 8 && { headers: headerLines(headers) }), milliseconds });
    },
    body(asked, text) {
      if (level >= 8) sayBody('Response Body', asked, text);
    },
  };
}

/** One line in quotes, several lines indented between `<` and `>`. */
function shownValue(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  if (!value.includes('\n')) return JSON.stringify(value);
  const lines = value.trimEnd().split('\n');
  return `<\n${lines.map((line) => `\t${visible(line)}\n`).join('')} >`;
}

/** A terminal must not obey what a server says. */
const visible = (text: string) =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

function headerLines(headers: IncomingHttpHeaders | OutgoingHttpHeaders): string {
  return masked(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

function masked(headers: IncomingHttpHeaders | OutgoingHttpHeaders): [string, string][] {
  const pairs = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
  return pairs
    .map(([name = '', value = '']): [string, string] => [titled(name), maskedHeader(name, value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const titled = (name: string) => name.replaceAll(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());

function curl({ method, url, headers }: Asked): string {
  const flags = masked(headers).map(([name, value]) => ` -H ${JSON.stringify(`${name}: ${value}`)}`);
  return `curl -v -X${method} ${flags.join('')} '${url.href}'\n`;
}
