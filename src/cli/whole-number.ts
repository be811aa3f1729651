/**
 * A whole number as Go's strconv.ParseInt with base 0 reads it, which kubectl's integer flags do: `2`, `-1`, `0x10`, `0b10`,
 * `010` (8), `1_000`; undefined for any other text, and for numbers that are not exact here.
 */
export function wholeNumber(text: string): number | undefined {
  const [, sign = '', digits] =
    /^([+-]?)(0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|0|[1-9](?:_?\d)*)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const size = Number(digits.replaceAll('_', '').replace(/^0(?=\d)/, '0o'));
  if (!Number.isSafeInteger(size)) return undefined;
  return sign === '-' && size !== 0 ? -size : size;
}
