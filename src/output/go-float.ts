/**
 * A number as Go's strconv writes a float64 in its shortest `%g` form: `0.5`, `1e+06`, `1.5e-07`.
 * Between 1e-4 and 1e6 that is JavaScript's own text; outside, an exponent of two digits at least.
 */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const [digits, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 6)) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
