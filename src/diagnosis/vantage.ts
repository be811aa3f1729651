import { portKey } from './finding.ts';
import type { ServicePort } from '../service/types.ts';
import type { Endpoint } from './endpoints.ts';

/** From where the Service is to be reached: the pod that asks, which may not run yet. */
export interface Vantage {
  namespace: string;
  /** All labels of the pod. */
  labels: Readonly<Record<string, string>>;
  /** The node it was asked to run on, or runs on; undefined while the scheduler may choose any. */
  node?: string | undefined;
  /** Its own addresses, once it has some. */
  addresses?: readonly string[] | undefined;
  /** It uses its node's network. */
  hostNetwork?: boolean | undefined;
  /** It is no pod, but a machine outside the cluster, of whose addresses nothing is known. */
  outside?: boolean | undefined;
  /** Only these ports are asked for; absent: all. */
  ports?: readonly ServicePort[] | undefined;
  /** The ways that were asked for by name (`nodeport`, `lb`); absent: those that the type has. */
  via?: readonly string[] | undefined;
}

/** What came of one packet, as far as a rule builds on it. The probe's checks have this shape. */
export interface Sight {
  /** `endpoints`, `cluster-ip`, `name`, `control`, …: the probe's word for the way. */
  via: string;
  host: string;
  port: number;
  servicePort?: ServicePort | undefined;
  endpoint?: Endpoint | undefined;
  /** `l4`: a connection was tried; `l7`: something was asked over it. */
  layer?: string | undefined;
  /** `ok`, `refused`, `timeout`, `unreachable`, `not-run`, … */
  outcome: string;
  /** Milliseconds. */
  took?: number | undefined;
}

const connections = (seen: readonly Sight[], port: ServicePort, ...ways: string[]): Sight[] =>
  seen.filter(
    ({ via, layer = 'l4', servicePort }) =>
      ways.includes(via) && layer === 'l4' && servicePort && portKey(servicePort) === portKey(port),
  );

/** What came of the tries at the endpoints of one port. */
export const triesOf = (seen: readonly Sight[], port: ServicePort): Sight[] => connections(seen, port, 'endpoints');

/** What came of the tries at the Service itself: its cluster IPs, or its name. */
export const frontsOf = (seen: readonly Sight[], port: ServicePort): Sight[] =>
  connections(seen, port, 'cluster-ip', 'name');

/** What came of the tries at other ports of pods that have refused this one. */
export const elsewhereOf = (seen: readonly Sight[], port: ServicePort): Sight[] =>
  connections(seen, port, 'other-port');

export const passed = ({ outcome }: Sight): boolean => outcome === 'ok';
/** A name was found: by itself, or on the way to a connection. */
export const resolved = (seen: readonly Sight[]): boolean =>
  seen.some((sight) => (sight.via === 'dns' || sight.via === 'name') && passed(sight));
/** It was answered with a no, or not at all. */
export const failed = ({ outcome }: Sight): boolean => ['refused', 'timeout', 'unreachable'].includes(outcome);
export const lost = ({ outcome }: Sight): boolean => outcome === 'timeout' || outcome === 'unreachable';

/**
 * Refused by the pod itself: an RST comes back in milliseconds; an ICMP reject of a proxy or firewall reaches the
 * client with its first retransmission, after a second (measured: 2-52 ms against 1.0-1.9 s).
 */
export const refusedByPod = ({ outcome, took = 0 }: Sight): boolean => outcome === 'refused' && took < 700;
