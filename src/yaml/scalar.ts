/**
 * What a plain scalar means to kubectl, which reads YAML with go-yaml v2 (resolve.go): version 1.1 with its many
 * booleans and its octal numbers, but no numbers to base 60, and dates stay text.
 */

const words = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const decimal = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

export function plainScalar(text: string): string | number | boolean | null {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (text.startsWith('.')) return (decimal.test(text) ? finite(Number(text)) : undefined) ?? text;
  if (!/^[-+0-9]/.test(text)) return text;
  const plain = text.replaceAll('_', '');
  return integer(plain) ?? (decimal.test(plain) ? finite(Number(plain)) : undefined) ?? text;
}

const largest = 2n ** 64n - 1n;

/** As Go's strconv with base 0: `0x1F`, `0b11`, `0o17`, and `017` too is octal. */
function integer(text: string): number | undefined {
  const [, sign, digits = ''] = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  if (sign === '-' ? value > 2n ** 63n : value > largest) return undefined;
  return Number(sign === '-' ? -value : value);
}

const finite = (value: number) => (Number.isFinite(value) ? value : undefined);

/** A key as text: JSON knows no other keys. Numbers are written as Go writes a float32. */
export function keyText(key: string | number | boolean): string {
  if (typeof key !== 'number' || Number.isInteger(key)) return String(key);
  if (!Number.isFinite(key)) return Number.isNaN(key) ? '.nan' : key > 0 ? '.inf' : '-.inf';
  const single = Math.fround(key);
  for (let digits = 1; digits < 9; digits++) {
    const shortest = Number(single.toPrecision(digits));
    if (Math.fround(shortest) === single) return String(shortest);
  }
  return String(Number(single.toPrecision(9)));
}
