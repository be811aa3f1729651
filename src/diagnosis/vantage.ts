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
  /** `ok`, `refused`, `timeout`, `unreachable`, `not-run`, … */
  outcome: string;
  /** Milliseconds. */
  took?: number | undefined;
}
