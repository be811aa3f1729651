import { Option } from '@commander-js/extra-typings';
import type { ConnectionFlags } from '../kube/client.ts';
import type { Context } from './context.ts';
import { parseDryRun } from './parse.ts';

/** kubectl's flags that several commands share, with kubectl's own help texts. */

/** @param context hears that a form is deprecated */
export const dryRunOption = (context?: Pick<Context, 'stderr'>) =>
  new Option(
    '--dry-run [strategy]',
    'Must be "none", "server", or "client". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.',
  )
    .preset('unchanged')
    .argParser((text: string) => parseDryRun(text, (sentence) => context?.stderr.write(`${sentence}\n`)))
    .default('none', "'none'");

/** The connection flags of a line, wherever on it they stand. */
export function connectionFlags(command: { optsWithGlobals(): object }): ConnectionFlags {
  return command.optsWithGlobals();
}

/** The connection flags, for the root command: they may stand before and after any command. */
export const connectionOptions = () => [
  new Option(
    '--as <user>',
    'Username to impersonate for the operation. User could be a regular user or a service account in a namespace.',
  ),
  new Option(
    '--as-group <group>',
    'Group to impersonate for the operation, this flag can be repeated to specify multiple groups.',
  ).argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]),
  new Option('--as-uid <uid>', 'UID to impersonate for the operation.'),
  new Option('--certificate-authority <file>', 'Path to a cert file for the certificate authority'),
  new Option('--client-certificate <file>', 'Path to a client certificate file for TLS'),
  new Option('--client-key <file>', 'Path to a client key file for TLS'),
  new Option('--cluster <name>', 'The name of the kubeconfig cluster to use'),
  new Option('--context <name>', 'The name of the kubeconfig context to use'),
  new Option(
    '--insecure-skip-tls-verify',
    "If true, the server's certificate will not be checked for validity. This will make your HTTPS connections insecure",
  ),
  new Option('--kubeconfig <file>', 'Path to the kubeconfig file to use for CLI requests.'),
  new Option('-n, --namespace <namespace>', 'If present, the namespace scope for this CLI request'),
  new Option(
    '--request-timeout <duration>',
    "The length of time to wait before giving up on a single server request. Non-zero values should contain a corresponding time unit (e.g. 1s, 2m, 3h). A value of zero means don't timeout requests.",
  ),
  new Option('-s, --server <url>', 'The address and port of the Kubernetes API server'),
  new Option(
    '--tls-server-name <name>',
    'Server name to use for server certificate validation. If it is not provided, the hostname used to contact the server is used',
  ),
  new Option('--token <token>', 'Bearer token for authentication to the API server'),
  new Option('--user <name>', 'The name of the kubeconfig user to use'),
];
