import type { Check } from './checks.ts';

/** What was seen, a line a check. */
export const lines = (checks: readonly Check[]): string[] =>
  checks
    .filter(({ layer }) => layer !== 'l7')
    .slice(0, 4)
    .map(
      ({ host, port, outcome, took, layer, insisted }) =>
        `${layer === 'dns' ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`} ${outcomeWords(outcome)}${took === undefined ? '' : ` after ${timeText(took)}`}${insisted === undefined || outcome === 'ok' ? '' : `, and so for ${timeText(insisted)}`}`,
    );

const outcomeText: Partial<Record<Check['outcome'], string>> = {
  refused: 'connection refused',
  timeout: 'timed out',
  unreachable: 'host or network unreachable',
  dns: 'does not resolve',
  reset: 'connection reset',
  empty: 'closed without an answer',
  protocol: 'does not answer HTTP',
  tls: 'TLS failed',
  'no-answer': 'no answer',
  'not-run': 'not tried',
};

const outcomeWords = (outcome: Check['outcome']): string => outcomeText[outcome] ?? outcome;

const timeText = (took: number): string =>
  took >= 1000 ? `${(took / 1000).toFixed(1)} s` : `${Math.max(1, Math.round(took))} ms`;

/** A tool's own words, without the ends of lines behind them. */
export const toolWords = (raw: string): string => raw.replace(/[\s|]+$/, '').trim();
