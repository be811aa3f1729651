import type { Paint } from '../../output/paint.ts';

/** How the text is to look. */
export interface TextWishes {
  /** Of the terminal. */
  columns: number;
  paint: Paint;
  /** Every check in a line of its own. */
  wide: boolean;
  /** With the tools' own words. */
  raw: boolean;
  /** Verdicts alone. */
  quiet: boolean;
}

/** What a verdict is painted with. */
export const colours = {
  reachable: 'good',
  degraded: 'warn',
  unreachable: 'bad',
  inconclusive: 'warn',
  skipped: 'dim',
} as const;
