import { onDemand } from './on-demand.ts';

/**
 * The two orders in which Go prints the keys of a map.
 *
 * A JavaScript object puts whole numbers first whatever it is told, so the order is made where keys are written,
 * never by building a sorted copy.
 */

/** encoding/json: by bytes of UTF-8, which is by code point. */
export function byCodePoint(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}

/** Half of a character beyond U+FFFF, which in UTF-16 alone sorts before U+E000. */
const isSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xe000;

/**
 * go-yaml: `port2` before `port10`, signs before letters (go.yaml.in/yaml/v2 sorter.go).
 * From the first character that differs: two letters go by code point, a letter goes behind anything else, and
 * everything else goes by the number that begins there, then by its length, then by code point.
 */
export function byNaturalOrder(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const plain = letter.test(a.charAt(at)) && letter.test(b.charAt(at));
  return plain ? a.charCodeAt(at) - b.charCodeAt(at) : byNumbersWithin(a, b);
}

const letter = /[A-Za-z]/;

function byNumbersWithin(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  const shared = Math.min(left.length, right.length);
  let at = 0;
  while (at < shared && left[at] === right[at]) at++;
  if (at === shared) return left.length - right.length;
  const [x, y] = [left[at] ?? '', right[at] ?? ''];
  const letters = [x, y].filter(isLetter).length;
  if (letters === 2) return codeOf(x) - codeOf(y);
  if (letters === 1) return isLetter(x) ? 1 : -1;
  // Behind other digits a zero counts as a digit of its own: 10 against 1a is not 0 against nothing.
  const lead = (x === '0' || y === '0') && endsInNonZero(left.slice(0, at)) ? 1n : 0n;
  const [p, q] = [numberAt(left, at, lead), numberAt(right, at, lead)];
  if (p.value !== q.value) return p.value < q.value ? -1 : 1;
  return p.end - q.end || codeOf(x) - codeOf(y);
}

const isLetter = onDemand(String.raw`\p{L}`);
const isNumeral = onDemand(String.raw`\p{Nd}`);
const isDigit = (char: string | undefined) => char !== undefined && isNumeral(char);

/** Do the digits at the end of `before` hold any but zeros? */
function endsInNonZero(before: readonly string[]): boolean {
  for (let at = before.length - 1; at >= 0 && isDigit(before[at]); at--) {
    if (before[at] !== '0') return true;
  }
  return false;
}

/** The number that begins at `at`, in Go's int64, which wraps around; a digit of another script counts by its code. */
function numberAt(chars: readonly string[], at: number, lead: bigint): { value: bigint; end: number } {
  let value = lead;
  let end = at;
  for (; isDigit(chars[end]); end++) value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(chars[end]) - 48));
  return { value, end };
}

function codeOf(char: string | undefined): number {
  return char?.codePointAt(0) ?? -1;
}
