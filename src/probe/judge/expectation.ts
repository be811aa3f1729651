import type { Check } from './checks.ts';

/** What `--path`, `--expect-status` and `--expect-body` want of an HTTP answer. */
export interface Expectation {
  /** Inclusive ranges. */
  statuses: [number, number][] | undefined;
  body: RegExp | undefined;
}

/** Whether a port's answers are as expected; undefined where nothing is expected. */
export function expected(
  checks: readonly Check[],
  bodies: readonly string[],
  { statuses, body }: Expectation,
): { met: boolean; text: string } | undefined {
  if (!statuses && !body) return undefined;
  const seen = answersOf(checks).flatMap(({ status }) => status ?? []);
  if (seen.length === 0) return { met: false, text: 'does not answer HTTP, of which something was expected' };
  const off = statuses && seen.find((status) => !statuses.some(([from, to]) => status >= from && status <= to));
  if (off !== undefined)
    return { met: false, text: `answers HTTP ${off}, where ${ranges(statuses ?? [])} was expected` };
  if (body && !bodies.some((text) => body.test(text)))
    return { met: false, text: `answers with what does not match /${body.source}/` };
  return { met: true, text: '' };
}

const ranges = (statuses: readonly [number, number][]) =>
  statuses.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');

/** HTTP answers; where TLS speaks, only those over TLS. */
export function answersOf(checks: readonly Check[]): Check[] {
  const secure = checks.filter(({ speaks, status }) => speaks === 'https' && status !== undefined);
  return secure.length > 0 ? secure : checks.filter(({ speaks, status }) => speaks === 'http' && status !== undefined);
}
