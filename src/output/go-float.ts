/**
 * Numbers with a fraction as Go's strconv writes them.
 */

/** A float64 in its shortest `%g` form: `0.5`, `1e+06`, `1.5e-07`. */
export function formatFloat(value: number): string {
  return floatText(value, 'g', undefined);
}

/**
 * strconv.FormatFloat with the verbs e, f and g.
 * @param precision digits behind the point, for g in all; undefined for as many as the number needs
 */
export function floatText(value: number, verb: 'e' | 'f' | 'g', precision: number | undefined): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (verb === 'e') {
    const decimal = precision === undefined ? shortest(size) : significant(size, precision + 1);
    return sign + scientific(decimal, precision ?? Math.max(decimal.digits.length - 1, 0));
  }
  if (verb === 'f') {
    const decimal = precision === undefined ? shortest(size) : toPlace(size, precision);
    return sign + positional(decimal, precision ?? Math.max(decimal.digits.length - decimal.point, 0));
  }
  const wanted = precision === 0 ? 1 : precision;
  const decimal = wanted === undefined ? shortest(size) : significant(size, wanted);
  const { length } = decimal.digits;
  const power = decimal.point - 1;
  const limit = wanted === undefined ? 6 : wanted > length && length >= decimal.point ? length : wanted;
  if (power < -4 || power >= limit)
    return sign + scientific(decimal, Math.max(Math.min(wanted ?? length, length) - 1, 0));
  return sign + positional(decimal, Math.max(length - decimal.point, 0));
}

/** The verb b: mantissa and power of two, `4503599627370496p-52`. */
export function binaryText(value: number): string {
  if (!Number.isFinite(value)) return floatText(value, 'g', undefined);
  const { sign, mantissa, shift } = parts(value);
  return `${sign}${mantissa}p${shift < 0 ? '-' : '+'}${Math.abs(shift)}`;
}

/**
 * The verb x: `0x1.8p+00`.
 * @param precision hexadecimal digits behind the point; undefined for as many as the number needs
 */
export function hexText(value: number, precision: number | undefined): string {
  if (!Number.isFinite(value)) return floatText(value, 'g', undefined);
  const { sign, mantissa, shift } = parts(value);
  const bits = mantissa.toString(2).length;
  // One bit before the point, 52 behind it.
  let fixed = mantissa << BigInt(53 - bits);
  let power = mantissa === 0n ? 0 : shift + bits - 1;
  if (precision !== undefined && precision < 13) {
    const unit = 1n << BigInt(52 - 4 * precision);
    const rest = fixed % unit;
    fixed -= rest;
    if (rest * 2n > unit || (rest * 2n === unit && (fixed / unit) % 2n === 1n)) fixed += unit;
    if (fixed >> 53n) {
      fixed >>= 1n;
      power++;
    }
  }
  const digits = (fixed & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
  const fraction =
    precision === undefined ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0');
  const exponent = String(Math.abs(power)).padStart(2, '0');
  return `${sign}0x${fixed >> 52n}${fraction === '' ? '' : `.${fraction}`}p${power < 0 ? '-' : '+'}${exponent}`;
}

/** A number as its mantissa, a whole number, times two to the power of `shift`. */
function parts(value: number): { sign: '-' | ''; mantissa: bigint; shift: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const word = view.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & ((1n << 52n) - 1n);
  return {
    sign: word >> 63n ? '-' : '',
    mantissa: biased === 0 ? fraction : fraction | (1n << 52n),
    shift: Math.max(biased, 1) - 1075,
  };
}

/** 0.DIGITS times ten to the power of `point`; no digits for zero, none of them a zero at the end. */
interface Decimal {
  digits: string;
  point: number;
}

function shortest(size: number): Decimal {
  if (size === 0) return { digits: '', point: 0 };
  const [digits = '', power] = size.toExponential().split('e');
  return { digits: digits.replace('.', ''), point: Number(power) + 1 };
}

/** All digits that the number has in binary, so that halves are seen for what they are. */
function exact(size: number): Decimal {
  if (size === 0) return { digits: '', point: 0 };
  const { mantissa, shift } = parts(size);
  const scaled = shift >= 0 ? mantissa << BigInt(shift) : mantissa * 5n ** BigInt(-shift);
  const text = String(scaled);
  return { digits: text.replace(/0+$/, ''), point: text.length + Math.min(shift, 0) };
}

const significant = (size: number, count: number) => rounded(exact(size), count);

function toPlace(size: number, places: number): Decimal {
  const decimal = exact(size);
  return rounded(decimal, decimal.point + places);
}

/** To so many digits, a half to the even neighbour. */
function rounded({ digits, point }: Decimal, count: number): Decimal {
  if (count < 0) return { digits: '', point: 0 };
  if (count >= digits.length) return { digits, point };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const odd = /[13579]$/.test(kept);
  const up = rest.startsWith('5') && rest.length === 1 ? odd : rest.charAt(0) >= '5';
  const whole = String(BigInt(`0${kept}`) + (up ? 1n : 0n)).padStart(count, '0');
  const carried = whole.length > count && up ? 1 : 0;
  const left = whole.replace(/0+$/, '');
  return left === '' ? { digits: '', point: 0 } : { digits: left, point: point + (count === 0 ? 1 : carried) };
}

function scientific({ digits, point }: Decimal, places: number): string {
  const fraction = digits.slice(1, 1 + places).padEnd(places, '0');
  const power = digits === '' ? 0 : point - 1;
  const exponent = `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return `${digits.charAt(0) || '0'}${places > 0 ? `.${fraction}` : ''}e${exponent}`;
}

function positional({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  return places > 0 ? `${whole}.${fraction.slice(0, places).padEnd(places, '0')}` : whole;
}
