import { UsageError } from '../../errors.ts';
import { isPrintable } from '../go-format.ts';

/** `html`: safe between tags and in quoted attributes. */
export function htmlEscaped(text: string): string {
  // eslint-disable-next-line no-control-regex -- NUL is one of those that HTML does not take
  return text.replaceAll(/[\0"'&<>]/g, (char) => html[char] ?? char);
}

const html: Record<string, string> = {
  '\0': '\uFFFD',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

/** `js`: safe between the quotes of a JavaScript string. */
export function jsEscaped(text: string): string {
  return Array.from(text, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (/[\\'"]/.test(char)) return `\\${char}`;
    const hex = code.toString(16).toUpperCase().padStart(4, '0');
    if (/[<>&=]/.test(char) || code < 0x20) return `\\u${hex}`;
    return code < 0x80 || isPrintable(char) ? char : `\\u${hex}`;
  }).join('');
}

/** `urlquery`: as a value in the query of an URL (net/url, QueryEscape). */
export function queryEscaped(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return Array.from(bytes, (byte) => {
    const char = String.fromCharCode(byte);
    if (char === ' ') return '+';
    return /[\w.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** `base64decode`: the standard alphabet, with its padding; line ends are passed over. */
export function base64Decoded(text: string): string {
  const plain = text.replaceAll(/[\r\n]/g, '');
  if (plain.length % 4 !== 0 || !/^[A-Za-z\d+/]*={0,2}$/.test(plain)) {
    throw new UsageError(`base64 decode failed: illegal base64 data at input byte ${illegalAt(text)}`);
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(atob(plain), (char) => char.charCodeAt(0)),
  );
}

function illegalAt(text: string): number {
  const [good = ''] = /^[A-Za-z\d+/\r\n]*/.exec(text) ?? [];
  return good.length;
}
