import { Option } from '@commander-js/extra-typings';

/** Which cluster, as whom: kubectl's connection flags, as given on the command line. */
export interface ConnectionFlags {
  namespace?: string | undefined;
  context?: string | undefined;
  cluster?: string | undefined;
  user?: string | undefined;
  kubeconfig?: string | undefined;
  server?: string | undefined;
  token?: string | undefined;
  as?: string | undefined;
  asGroup?: string[] | undefined;
  asUid?: string | undefined;
  certificateAuthority?: string | undefined;
  clientCertificate?: string | undefined;
  clientKey?: string | undefined;
  tlsServerName?: string | undefined;
  insecureSkipTlsVerify?: boolean | undefined;
  /** Seconds, or a duration such as 1m30s; 0 is none. */
  requestTimeout?: string | undefined;
}

export type DryRun = 'none' | 'client' | 'server';

export const dryRunOption = () => new Option('--dry-run <strategy>', 'placeholder');
