import type { Facts } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Check } from './checks.ts';
import type { Detected } from './detect.ts';
import type { Verdict } from './verdict.ts';

/** What a rule about packets has before it. */
export interface Seen {
  facts: Facts;
  /** undefined for a Service without ports. */
  port: ServicePort | undefined;
  /** Of one vantage: controls, names, and those of the port. */
  checks: readonly Check[];
  verdict: Verdict;
  /** What the API alone says of this port. */
  known: readonly Finding[];
  /** Where the pod ran; '' where that is not known. */
  node: string;
  expectation?: { met: boolean; text: string } | undefined;
  /** What each of the Service's ports was found to speak, by its key. */
  spoken: ReadonlyMap<string, Detected>;
  /** What port-forward found at the loopback of pods that refuse. */
  loopback: Loopback;
}

/** What port-forward found at the loopback of pods whose own address refuses: `shop/web-1:8080` to what came. */
export type Loopback = ReadonlyMap<string, 'open' | 'refused'>;
