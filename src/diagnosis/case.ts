import type { ServicePort } from '../service/types.ts';
import type { Facts } from './facts.ts';
import type { Sight, Vantage } from './vantage.ts';

/** A question about one Service, which every rule answers for itself. */
export interface Case {
  facts: Facts;
  vantage: Vantage;
  /** The ports that are asked for. */
  ports: readonly ServicePort[];
  /** What packets did; empty before any was sent. */
  seen: readonly Sight[];
}
