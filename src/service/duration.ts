const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** What Go keeps a duration in: nanoseconds in 64 bits. */
const longest = 2 ** 63 / 1e6;

/** Nothing in it can be read in two ways: a long text takes no longer than its length. */
const part = '(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)';
const duration = new RegExp(`^(?:${part})+$`);

/**
 * Whole seconds, or a Go duration such as 1m30s or -1.5h, in milliseconds; undefined for any other text and for more than 292
 * years (Go's time.ParseDuration).
 */
export function milliseconds(text: string): number | undefined {
  if (/^(\+?\d+|-0+)$/.test(text) && Number(text) < 2 ** 63) {
    const whole = Math.abs(Number(text)) * 1000;
    // More nanoseconds than 64 bits hold start anew from below, as Go has it.
    return whole < longest ? whole : Number(BigInt.asIntN(64, BigInt(text) * 1_000_000_000n)) / 1e6;
  }
  const [, sign, rest = ''] = /^([-+]?)(.+)$/.exec(text) ?? [];
  if (!duration.test(rest)) return undefined;
  const parts = [...rest.matchAll(new RegExp(part, 'g'))];
  const sum = parts.reduce((total, [, count, unit]) => total + Number(count) * (units[unit ?? ''] ?? 0), 0);
  if (sum >= longest) return undefined;
  return sign === '-' ? -sum : sum;
}

/** Milliseconds as Go writes a duration: 1m30s, 1h0m0s, 1.5s, 250ms. */
export function goDuration(given: number): string {
  const sign = given < 0 ? '-' : '';
  const rest = Math.abs(given);
  if (rest < 1e-3) return `${sign}${Math.round(rest * 1e6)}ns`;
  if (rest < 1) return `${sign}${round(rest * 1000)}µs`;
  if (rest < 1000) return `${sign}${round(rest)}ms`;
  const hours = Math.floor(rest / 3_600_000);
  const minutes = Math.floor(rest / 60_000) % 60;
  const seconds = `${round((rest % 60_000) / 1000)}s`;
  return sign + (hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '') + seconds;
}

const round = (value: number) => Number(value.toFixed(9));
