const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Whole seconds, or a Go duration such as 1m30s, in milliseconds; undefined for any other text (Go's time.ParseDuration). */
export function milliseconds(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== text) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}
