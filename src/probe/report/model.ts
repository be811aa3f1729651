import type { Finding } from '../../diagnosis/finding.ts';
import type { Outcome } from '../judge/classify.ts';
import type { Detected } from '../judge/detect.ts';
import type { Word } from '../judge/verdict.ts';

/**
 * What a probe came to: the one thing that every output is made from, and what `-o json` prints. Its schema is
 * docs/probe.v1.schema.json. Fields are only ever added; readers must take words that they do not know.
 */
export interface ProbeReport {
  apiVersion: 'kubesvc/v1';
  kind: 'ProbeReport';
  /** RFC 3339. */
  startedAt: string;
  durationMs: number;
  cluster: { domain?: string };
  summary: Summary;
  /** Empty where the API alone decided. */
  vantages: ReportVantage[];
  /** A port each; of a Service without ports, or one that is not there, a single one. */
  results: Result[];
  /** What could not be looked at, with the right that it takes. */
  skipped: { check: string; right: string }[];
}

export interface Summary {
  verdict: Word;
  reachable: number;
  degraded: number;
  unreachable: number;
  inconclusive: number;
  skipped: number;
  exitCode: ExitCode;
}

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 124 | 129 | 130 | 143;

export interface ReportVantage {
  id: string;
  /** `local` is the machine that runs kubesvc, which has neither a namespace nor anything to remove. */
  kind: 'job' | 'pod' | 'apiserver' | 'local';
  namespace?: string | undefined;
  pod?: string | undefined;
  node?: string | undefined;
  podIPs?: string[] | undefined;
  labels?: Record<string, string> | undefined;
  image?: string | undefined;
  imageID?: string | undefined;
  mesh?: 'in' | 'out' | 'none' | undefined;
  resolvConf?: { nameservers: string[]; search: string[]; options: string[] } | undefined;
  /** From the request to make it until its container ran. */
  startupMs?: number | undefined;
  controls: ReportCheck[];
  cleanup?: 'deleted' | 'ttl' | 'kept' | 'failed' | undefined;
  /** Why it did not run. */
  finding?: Finding | undefined;
}

export interface ReportCheck {
  id: string;
  vantage: string;
  via:
    | 'control'
    | 'dns'
    | 'clusterIP'
    | 'endpoint'
    | 'nodePort'
    | 'loadBalancer'
    | 'externalIP'
    | 'externalName'
    | 'podName'
    | 'apiserverProxy';
  /** `10.96.0.9:80`, or a name that was looked up. */
  target: string;
  endpoint?: { address: string; port: number; ready: boolean; pod?: string; node?: string } | undefined;
  layer: 'dns' | 'l4' | 'l7';
  /** With what, on layer 7. */
  scheme?: string | undefined;
  outcome: Outcome;
  httpStatus?: number | undefined;
  latencyMs?: number | undefined;
  samples?: ReportSamples | undefined;
  attempts?: number | undefined;
  /** From the first attempt until it answered, or was given up: where something had changed just before. */
  insistedMs?: number | undefined;
  exitCode?: number | undefined;
  /** The tool's own words, at most 240 characters. */
  raw?: string | undefined;
}

export interface ReportSamples {
  n: number;
  ok: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  /** How often each answer came, the most frequent first; absent where no body was asked for. */
  answers?: number[] | undefined;
}

export interface Result {
  service: {
    namespace: string;
    name: string;
    uid?: string | undefined;
    type?: string | undefined;
    resourceVersion?: string | undefined;
    /** Its addresses, or the name that it stands for; empty where it is headless. */
    addresses?: string[] | undefined;
    headless?: boolean | undefined;
  };
  /** null for a Service without ports. */
  port: {
    name?: string | undefined;
    port: number;
    protocol: string;
    targetPort?: number | string | undefined;
    detected: Detected;
  } | null;
  /** Of this port; absent where they may not be listed or there are none by nature. */
  endpoints?: { ready: number; total: number; nodes: number } | undefined;
  verdict: Word | 'skipped';
  shape: string | null;
  /** Id of the top finding of severity error or warning. */
  cause: string | null;
  /** One sentence. */
  message: string;
  checks: ReportCheck[];
  findings: Finding[];
  /** The first 2 KiB of what it answered, with `--show-response`. */
  response?: string | undefined;
}
