import { Option } from '@commander-js/extra-typings';
import { FlagError, UsageError } from '../errors.ts';
import { milliseconds } from '../service/duration.ts';
import type { Output } from './context.ts';

/** kubectl's global flags, for the root command: they may stand before and after any command. */
export const globalOptions = () => [...connectionOptions(), ...talkOptions(), ...otherOptions()];

const listed = (value: string, before: string[] | undefined) => [...(before ?? []), value];

const connectionOptions = () => [
  new Option(
    '--as <user>',
    'Username to impersonate for the operation. User could be a regular user or a service account in a namespace.',
  ),
  new Option(
    '--as-group <group>',
    'Group to impersonate for the operation, this flag can be repeated to specify multiple groups.',
  )
    .argParser(listed)
    .default(undefined, '[]'),
  new Option('--as-uid <uid>', 'UID to impersonate for the operation.'),
  new Option(
    '--as-user-extra <key=value>',
    'User extras to impersonate for the operation, this flag can be repeated to specify multiple values for the same key.',
  )
    .argParser(listed)
    .default(undefined, '[]'),
  new Option('--certificate-authority <file>', 'Path to a cert file for the certificate authority'),
  new Option('--client-certificate <file>', 'Path to a client certificate file for TLS'),
  new Option('--client-key <file>', 'Path to a client key file for TLS'),
  new Option('--cluster <name>', 'The name of the kubeconfig cluster to use'),
  new Option('--context <name>', 'The name of the kubeconfig context to use'),
  new Option('--disable-compression', 'If true, opt-out of response compression for all requests to the server'),
  new Option(
    '--insecure-skip-tls-verify',
    "If true, the server's certificate will not be checked for validity. This will make your HTTPS connections insecure",
  ),
  new Option('--kubeconfig <file>', 'Path to the kubeconfig file to use for CLI requests.'),
  new Option('-n, --namespace <namespace>', 'If present, the namespace scope for this CLI request'),
  new Option('--password <password>', 'Password for basic authentication to the API server'),
  new Option('--proxy-url <url>', 'Proxy URL to use for requests to the API server'),
  new Option(
    '--request-timeout <duration>',
    "The length of time to wait before giving up on a single server request. Non-zero values should contain a corresponding time unit (e.g. 1s, 2m, 3h). A value of zero means don't timeout requests.",
  ).default(undefined, "'0'"),
  new Option('-s, --server <url>', 'The address and port of the Kubernetes API server'),
  new Option(
    '--tls-server-name <name>',
    'Server name to use for server certificate validation. If it is not provided, the hostname used to contact the server is used',
  ),
  new Option('--token <token>', 'Bearer token for authentication to the API server'),
  new Option('--user <name>', 'The name of the kubeconfig user to use'),
  new Option('--username <name>', 'Username for basic authentication to the API server'),
];

const talkOptions = () => [
  new Option(
    '-v, --v <level>',
    'number for the log level verbosity: 6 shows a line for each request, 7 its headers, 8 and up its body; credentials are masked',
  )
    .argParser(parseLevel)
    .default(undefined, '0'),
  new Option(
    '--warnings-as-errors',
    'Treat warnings received from the server as errors and exit with a non-zero exit code',
  ),
];

/** Flags of kubectl that have nothing to act on here; a line that carries them still works. */
const otherOptions = () => [
  new Option('--cache-dir <folder>', 'Ignored: kubesvc keeps no cache'),
  new Option('--kuberc <file>', 'Ignored: kubesvc reads no preferences'),
  new Option('--log-flush-frequency <duration>', 'Ignored: logs are not held back'),
  new Option('--match-server-version', "Refused: kubesvc's version is not that of a Kubernetes release"),
  new Option('--profile <name>', 'Ignored: kubesvc takes no profiles').default(undefined, "'none'"),
  new Option('--profile-output <file>', 'Ignored: kubesvc takes no profiles'),
  new Option('--vmodule <patterns>', 'Ignored: there is one log level for all'),
];

function parseLevel(text: string): number {
  if (/^[+-]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31) return Number(text);
  throw new UsageError(
    `invalid argument ${JSON.stringify(text)} for "-v, --v" flag: expected a whole number such as 6`,
  );
}

interface OtherFlags {
  kuberc?: string;
  logFlushFrequency?: string;
  vmodule?: string;
  matchServerVersion?: true;
  profile?: string;
}

const profiles = new Set(['none', 'cpu', 'heap', 'goroutine', 'threadcreate', 'block', 'mutex', 'trace']);

/**
 * What has to be said of a flag that cannot do what it does in kubectl.
 *
 * @param command the path a user typed
 * @throws UsageError for a value that kubectl refuses
 */
export function minded(flags: OtherFlags, command: string, stderr: Output): void {
  const { kuberc, matchServerVersion, profile = 'none', logFlushFrequency, vmodule } = flags;
  const invalid = (flag: string, value: string, why: string) =>
    new FlagError(`invalid argument ${JSON.stringify(value)} for "${flag}" flag: ${why}`, command);
  if (logFlushFrequency !== undefined && !isGoDuration(logFlushFrequency)) {
    throw invalid('--log-flush-frequency', logFlushFrequency, 'parse error');
  }
  const badModule = vmodule && moduleFault(vmodule);
  if (badModule) throw invalid('--vmodule', vmodule, badModule);
  if (!profiles.has(profile)) throw new UsageError(`unknown profile '${profile}'`);
  if (matchServerVersion) {
    throw new UsageError(
      "--match-server-version: kubesvc's version is not that of a Kubernetes release, so there is nothing to match; kubesvc version shows both",
    );
  }
  if (kuberc) stderr.write(`--kuberc is ignored: kubesvc reads no preferences\n`);
  if (profile !== 'none') stderr.write(`--profile is ignored: kubesvc takes no profiles\n`);
}

/** A duration with its unit, which 0 needs not. */
const isGoDuration = (text: string) => !/^\+?0*[1-9]\d*$/.test(text) && milliseconds(text) !== undefined;

/** What klog says of a list of FILE=LEVEL. */
function moduleFault(list: string): string | undefined {
  for (const [, file, level = ''] of list.split(',').map((item) => /^([^=]*)=?([^]*)$/.exec(item) ?? [])) {
    if (file === '' && level === '') continue;
    if (file === '' || !/^[-+]?\d+$/.test(level)) return 'syntax error: expect comma-separated list of filename=N';
    if (Number(level) < 0) return 'negative value for vmodule level';
  }
  return undefined;
}
