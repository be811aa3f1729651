import type { Check } from './checks.ts';
import type { Via } from '../pod/targets.ts';

export type Word = 'reachable' | 'degraded' | 'unreachable' | 'inconclusive';

export type Shape =
  | 'CLIENT ISOLATED'
  | 'DNS'
  | 'NAME'
  | 'SERVICE PATH'
  | 'NOT LISTENING'
  | 'NO ENDPOINTS'
  | 'BLOCKED'
  | 'CROSS-NODE'
  | 'PART'
  | 'PROTOCOL'
  | 'HTTP'
  | 'EXTERNAL'
  | 'OUTSIDE';

export interface Verdict {
  word: Word;
  /** The shape of what is broken, where something is. */
  shape?: Shape | undefined;
  /** One sentence. */
  sentence: string;
  /** The checks that decided it. */
  failed: readonly Check[];
}

/**
 * An RST comes back in milliseconds, because something at the address says no; an ICMP reject reaches the client only
 * with its first retransmission, after a second (measured: 2-52 ms against 1.0-1.9 s).
 */
export const rstWithin = 700;

/** A pod that is there, and nobody who listens. */
export const refusedAtOnce = ({ layer: at, outcome, took = 0 }: Check): boolean =>
  at === 'l4' && outcome === 'refused' && took < rstWithin;

export const isOk = ({ outcome }: Check): boolean => outcome === 'ok';
export const by = (checks: readonly Check[], ...ways: Via[]): Check[] => checks.filter(({ via }) => ways.includes(via));
export const ran = (checks: readonly Check[]) => checks.filter(({ outcome }) => outcome !== 'not-run');
export const layer = (checks: readonly Check[], which: Check['layer']) =>
  checks.filter((check) => check.layer === which);

export const verdict = (word: Word, sentence: string, failed: readonly Check[] = [], shape?: Shape): Verdict => ({
  word,
  sentence,
  failed,
  ...(shape && { shape }),
});

/** What a way is called in reports. */
export const titles: Record<Via, string> = {
  control: 'control',
  dns: 'dns',
  'cluster-ip': 'cluster-ip',
  name: 'by name',
  'pod-name': 'pod names',
  endpoints: 'endpoints',
  'other-port': 'other ports',
  'node-port': 'node-port',
  'load-balancer': 'load-balancer',
  'external-ip': 'external-ip',
  'external-name': 'external-name',
};

/** Badness of each word, for a summary: unreachable outweighs what could not be told. */
const order: Word[] = ['reachable', 'degraded', 'inconclusive', 'unreachable'];

/** The worst of several; reachable for none. */
export const worst = (words: readonly Word[]): Word =>
  words.reduce((bad, word) => (order.indexOf(word) > order.indexOf(bad) ? word : bad), 'reachable');
