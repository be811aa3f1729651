/**
 * Which bare words YAML 1.1 takes for something else than text, as go-yaml reads them
 * (go.yaml.in/yaml/v2 resolve.go, encode.go). Those are written in double quotes.
 */

const words = new Set(
  ['', '~', '.nan .NaN .NAN', '.inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF']
    .concat(['y', 'yes', 'true', 'on', 'n', 'no', 'false', 'off', 'null'].map(inThreeCases))
    .flatMap((group) => group.split(' ')),
);

/** Would go-yaml read this bare text as text? */
export function readsAsText(text: string): boolean {
  if (words.has(text)) return false;
  const first = text.charAt(0);
  if (first === '.') return !isFloat(text);
  if (!/[-+\d]/.test(first)) return true;
  const digits = text.replaceAll('_', '');
  return !(isTimestamp(text) || isInteger(digits) || isFloat(digits) || base60.test(text));
}

/** `1:30` is 90 to other readers of YAML 1.1; go-yaml reads text, but quotes it for their sake. */
const base60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;

/** Out of range is no number to Go's parser, so `1e999` is text. */
function isFloat(text: string): boolean {
  return /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(text) && Number.isFinite(Number(text));
}

/** Decimal, 0x, 0o, 0b and a leading zero for octal; signed 64 bits, or unsigned ones without a sign. */
function isInteger(text: string): boolean {
  const [, sign = '', body = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const size = magnitude(body);
  if (size === undefined) return /^0b[-+][01]{1,63}$/.test(text); // 0b-101 is a number to go-yaml alone
  if (sign === '-') return size <= 2n ** 63n;
  return size < (sign === '+' ? 2n ** 63n : 2n ** 64n);
}

function magnitude(body: string): bigint | undefined {
  if (/^0[xX][\da-fA-F]+$|^0[oO][0-7]+$|^0[bB][01]+$|^[1-9]\d*$/.test(body)) return BigInt(body);
  return /^0[0-7]*$/.test(body) ? BigInt(`0o0${body}`) : undefined;
}

/** The four shapes go-yaml gives to Go's time.Parse, which wants a day that exists. */
const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+](\d\d):(\d\d)))| +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

export function isTimestamp(text: string): boolean {
  const match = timestamp.exec(text);
  if (!match) return false;
  const [year = 0, month = 0, day = 0, h1, m1, s1, zoneHours = 0, zoneMinutes = 0, h2, m2, s2] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const [hour, minute, second] = [h1 ?? h2 ?? 0, m1 ?? m2 ?? 0, s1 ?? s2 ?? 0];
  if (hour > 23 || minute > 59 || second > 59 || zoneHours > 24 || zoneMinutes > 60) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return leap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function inThreeCases(word: string): string {
  return `${word} ${word.charAt(0).toUpperCase()}${word.slice(1)} ${word.toUpperCase()}`;
}
