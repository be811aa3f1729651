/** `10`, `500m`, `2Gi`, `1e3`, and, as in Kubernetes, a suffix alone (apimachinery/pkg/api/resource/quantity.go). */
const quantity = /^([-+]?)(\d*)(?:\.(\d*))?(|n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][-+]?\d+)$/;

const decimal: Record<string, number> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

/** `digits` times ten to the `power`, which may be far too great a number to be written out: a commit `1e99999` is one. */
export interface Quantity {
  digits: bigint;
  power: number;
}

/** The text of a quantity as a number; undefined where it is none. */
export function quantityOf(text: string): Quantity | undefined {
  const match = text === '' ? null : quantity.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', part = '', suffix = ''] = match;
  const exponent = /^[eE][-+]?\d/.test(suffix) ? BigInt(suffix.slice(1).replace('+', '')) : undefined;
  if (exponent !== undefined && BigInt.asIntN(64, exponent) !== exponent) return undefined;
  // Go keeps 32 bits of it.
  const power = exponent === undefined ? (decimal[suffix] ?? 0) : Number(BigInt.asIntN(32, exponent));
  const shift = binary[suffix];
  const digits = BigInt(`0${whole}${part}`) << (shift ?? 0n);
  const size = roundedUp({ digits, power: power - part.length });
  const kept = shift !== undefined && isLess(most, size) ? most : size;
  return sign === '-' ? { ...kept, digits: -kept.digits } : kept;
}

/** No quantity with a binary suffix is greater. */
const most: Quantity = { digits: 2n ** 63n - 1n, power: 0 };

/** Less than a billionth counts as one. */
function roundedUp({ digits, power }: Quantity): Quantity {
  if (power >= -9 || digits === 0n) return { digits, power };
  const places = -9 - power;
  if (places >= String(digits).length) return { digits: 1n, power: -9 };
  const divisor = 10n ** BigInt(places);
  return { digits: (digits + divisor - 1n) / divisor, power: -9 };
}

export function isLess(a: Quantity, b: Quantity): boolean {
  const [sign, other] = [signOf(a), signOf(b)];
  if (sign !== other || sign === 0) return sign < other;
  const [longer, than] = [lengthOf(a), lengthOf(b)];
  if (longer !== than) return longer < than === sign > 0;
  // Of one length, so that what is appended is no longer than what was written.
  const least = Math.min(a.power, b.power);
  return a.digits * 10n ** BigInt(a.power - least) < b.digits * 10n ** BigInt(b.power - least);
}

const signOf = ({ digits }: Quantity) => (digits > 0n ? 1 : digits < 0n ? -1 : 0);

/** How many digits stand before its point. */
const lengthOf = ({ digits, power }: Quantity) => String(digits < 0n ? -digits : digits).length + power;
