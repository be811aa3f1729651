import type { ServicePort } from '../service/types.ts';
import type { Check } from './checks.ts';

export type Word = 'reachable' | 'degraded' | 'unreachable' | 'inconclusive';

export interface Verdict {
  word: Word;
  /** The shape of what is broken; '' where nothing is. */
  shape:
    | ''
    | 'CLIENT ISOLATED'
    | 'DNS'
    | 'NAME'
    | 'SERVICE PATH'
    | 'NOT LISTENING'
    | 'NO ENDPOINTS'
    | 'BLOCKED'
    | 'PART'
    | 'EXTERNAL';
  /** One sentence. */
  sentence: string;
}

/**
 * An RST comes back in milliseconds, because something at the address says no; an ICMP reject reaches the client only
 * with its first retransmission, after a second (measured: 2-52 ms against 1.0-1.9 s).
 */
const rstWithin = 700;

const ok = ({ outcome }: Check) => outcome === 'ok';
const via = (checks: readonly Check[], ...kinds: Check['via'][]) => checks.filter((check) => kinds.includes(check.via));
const ran = (checks: readonly Check[]) => checks.filter(({ outcome }) => outcome !== 'not-run');

/** What the packets say of one port. No verdict without a positive control: a client without a network proves nothing. */
export function judge(all: readonly Check[], port: ServicePort): Verdict {
  const checks = all.filter(({ servicePort }) => servicePort === undefined || servicePort === port);
  const [address, name] = via(checks, 'control');
  const names = ran(via(checks, 'dns'));
  const fronts = ran(via(checks, 'cluster-ip', 'external-name'));
  const byName = ran(via(checks, 'name'));
  const endpoints = ran(via(checks, 'endpoints'));
  const outside = ran(via(checks, 'node-port', 'load-balancer', 'external-ip'));
  const front = fronts.length > 0 ? fronts : byName.length > 0 ? byName : endpoints;

  if (!address || address.outcome === 'not-run' || front.length === 0) {
    return { word: 'inconclusive', shape: '', sentence: 'Too little was learned to tell: some checks did not run.' };
  }
  if (!ok(address) && !front.some(ok) && !endpoints.some(ok)) {
    return {
      word: 'inconclusive',
      shape: 'CLIENT ISOLATED',
      sentence: 'The probe pod reaches nothing, not even the API server: its own network is closed.',
    };
  }
  if (front.every(ok)) return working({ names, front, byName, endpoints, outside, dnsWorks: name?.outcome === 'ok' });
  if (front.some(ok))
    return { word: 'degraded', shape: 'PART', sentence: 'Some addresses of the Service answer, and some do not.' };
  return broken(front, endpoints);
}

interface Ways {
  names: Check[];
  front: Check[];
  byName: Check[];
  endpoints: Check[];
  outside: Check[];
  dnsWorks: boolean;
}

function working({ names, front, byName, endpoints, outside, dnsWorks }: Ways): Verdict {
  if (names.length > 0 && !names.some(ok)) {
    return dnsWorks
      ? {
          word: 'unreachable',
          shape: 'NAME',
          sentence: 'The Service answers at its address, but its name does not resolve, and clients use the name.',
        }
      : {
          word: 'unreachable',
          shape: 'DNS',
          sentence:
            'The Service answers at its address, but no name resolves in this pod: cluster DNS does not answer it.',
        };
  }
  const failed = [...names, ...byName, ...endpoints, ...outside].filter((check) => !ok(check));
  if (failed.length > 0)
    return {
      word: 'degraded',
      shape: 'PART',
      sentence: `It answers, but not by all ways: ${failed.length} of ${front.length + names.length + byName.length + endpoints.length + outside.length} checks failed.`,
    };
  return { word: 'reachable', shape: '', sentence: '' };
}

function broken(front: readonly Check[], endpoints: readonly Check[]): Verdict {
  const refused = (list: readonly Check[]) =>
    list.length > 0 && list.every(({ outcome, took = 0 }) => outcome === 'refused' && took < rstWithin);
  const lost = (list: readonly Check[]) => list.length > 0 && list.every(({ outcome }) => outcome === 'timeout');
  const verdict = (shape: Verdict['shape'], sentence: string): Verdict => ({ word: 'unreachable', shape, sentence });
  if (front.every(({ via: way }) => way === 'external-name')) {
    const unknown = front.every(({ outcome }) => outcome === 'dns');
    return verdict(
      'EXTERNAL',
      unknown ? 'The external name does not resolve.' : 'The external name does not answer at this port.',
    );
  }
  if (endpoints.length > 0 && endpoints.every(ok))
    return verdict(
      'SERVICE PATH',
      'Every endpoint answers, but not through the Service: its proxy on the node is at fault.',
    );
  if (endpoints.some(ok)) return verdict('SERVICE PATH', 'Some endpoints answer, but not through the Service.');
  if (refused(endpoints))
    return verdict('NOT LISTENING', 'The pods are there and refuse: nothing listens on their address at this port.');
  if (lost(endpoints))
    return verdict('BLOCKED', 'Packets to the Service and to its endpoints are lost without an answer.');
  return verdict('SERVICE PATH', 'Neither the Service nor its endpoints answer.');
}

const order: Word[] = ['reachable', 'degraded', 'inconclusive', 'unreachable'];

/** The worst of several ports. */
export const worst = (verdicts: readonly Verdict[]): Verdict | undefined =>
  [...verdicts].sort((a, b) => order.indexOf(b.word) - order.indexOf(a.word))[0];

/** 0 reachable, 1 not, 3 could not tell (grep and diff part "no" from "trouble" likewise). */
export const exitCodes: Record<Word, number> = { reachable: 0, degraded: 1, unreachable: 1, inconclusive: 3 };
