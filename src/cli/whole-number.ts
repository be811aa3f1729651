/**
 * A whole number as Go's strconv.ParseInt with base 0 reads it, which kubectl's integer flags do: `2`, `-1`, `0x10`, `0b10`,
 * `010` (8), `1_000`; undefined for any other text, and for more than 64 bits. Those that are not exact here are the greatest that
 * is: no list is so long, no port so high that it would make a difference.
 */
export function wholeNumber(text: string): number | undefined {
  const [, sign = '', digits] =
    /^([+-]?)(0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|0|[1-9](?:_?\d)*)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const size = BigInt(digits.replaceAll('_', '').replace(/^0(?=\d)/, '0o')) * (sign === '-' ? -1n : 1n);
  if (BigInt.asIntN(64, size) !== size) return undefined;
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number(size), Number.MAX_SAFE_INTEGER));
}
