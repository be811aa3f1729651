/** `10`, `500m`, `2Gi`, `1e3`, and, as in Kubernetes, a suffix alone (apimachinery/pkg/api/resource/quantity.go). */
const quantity = /^([-+]?)(\d*)(?:\.(\d*))?(|n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][-+]?\d+)$/;

const decimal: Record<string, number> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

/** The text of a quantity in billionths, for comparisons; undefined where it is none. */
export function quantityOf(text: string): bigint | undefined {
  const match = text === '' ? null : quantity.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', part = '', suffix = ''] = match;
  const digits = BigInt(`0${whole}${part}`) << (binary[suffix] ?? 0n);
  const exponent = decimal[suffix] ?? (/^[eE][-+]?\d/.test(suffix) ? Number(suffix.slice(1)) : 0);
  const power = Math.max(-1000, Math.min(1000, exponent)) + 9 - part.length;
  const size = power >= 0 ? digits * 10n ** BigInt(power) : roundedUp(digits, 10n ** BigInt(-power));
  return sign === '-' ? -size : size;
}

/** Less than a billionth counts as one. */
const roundedUp = (digits: bigint, divisor: bigint) => (digits + divisor - 1n) / divisor;
