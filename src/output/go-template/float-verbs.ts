import { binaryText, floatText, hexText } from '../go-float.ts';
import type { GoComplex } from '../go-value.ts';
import { type Directive, pad, padBlank, signOf } from './directive.ts';

/** The verbs that a number with a fraction has. */
export const floatVerbs = /^[vbgGxXeEfF]$/;

/** A number with a fraction by one of its verbs (fmt/format.go, fmtFloat). */
export function formatFloat(number: number, directive: Directive): string {
  const { verb, flags, width } = directive;
  const digits = digitsOf(number, directive);
  const written = (/[EGX]/.test(verb) ? digits.toUpperCase() : digits).replace(/^[-+]/, '');
  const sign = signOf(digits.startsWith('-'), flags) || (digits.startsWith('+') ? '+' : '');
  if (!Number.isFinite(number)) return padBlank(written === 'NaN' ? written : sign + written, directive);
  const unsigned = flags.includes('#') && !/[vb]/.test(verb) ? sharpened(written, directive) : written;
  const zeros = flags.includes('0') && !flags.includes('-') && width !== undefined;
  return zeros ? sign + unsigned.padStart(width - sign.length, '0') : pad(sign + unsigned, directive);
}

/** `(1+2i)`: both parts by the same verb, the second with its sign. */
export function complexText({ real, imaginary }: GoComplex, directive: Directive): string {
  const second = formatFloat(imaginary, { ...directive, flags: `${directive.flags}+` });
  return `(${formatFloat(real, directive)}${second}i)`;
}

function digitsOf(number: number, { verb, precision }: Directive): string {
  const lower = verb === 'v' ? 'g' : verb.toLowerCase();
  if (lower === 'b') return binaryText(number);
  if (lower === 'x') return hexText(number, precision);
  return floatText(number, lower as 'e' | 'f' | 'g', precision ?? (lower === 'g' ? undefined : 6));
}

/** With the flag #: a point in any case, and the zeros behind it that the verb would leave out. */
function sharpened(unsigned: string, { verb, precision = 6 }: Directive): string {
  const [, body = '', tail = ''] = (/[xX]/.test(verb) ? /^(.*?)([pP].*)?$/ : /^(.*?)([eE].*)?$/).exec(unsigned) ?? [];
  const counted = body.replace('.', '').replace(/^0+/, '').length;
  const missing = /[gGx]/.test(verb) ? precision - counted - (body === '0' ? 1 : 0) : 0;
  return `${body}${body.includes('.') ? '' : '.'}${'0'.repeat(Math.max(missing, 0))}${tail}`;
}
