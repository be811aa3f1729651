import { spawn } from 'node:child_process';
import { isatty } from 'node:tty';
import { ConnectionError, UsageError } from '../errors.ts';
import type { Credentials } from './credentials.ts';
import type { ClusterEntry, ExecEntry } from './kubeconfig.ts';

type Env = Readonly<Record<string, string | undefined>>;

interface ExecCredential {
  apiVersion?: string;
  kind?: string;
  status?: {
    token?: string;
    clientCertificateData?: string;
    clientKeyData?: string;
    expirationTimestamp?: string;
  };
}

const group = 'client.authentication.k8s.io';

/** @throws UsageError for a plugin that speaks no version that is known here */
export function checkPlugin({ apiVersion = '' }: ExecEntry): void {
  if ([`${group}/v1`, `${group}/v1beta1`].includes(apiVersion)) return;
  throw new UsageError(`exec plugin: invalid apiVersion ${JSON.stringify(apiVersion)}`);
}

/**
 * Runs a credential plugin as client-go does (plugin/pkg/client/auth/exec): what it is asked stands in KUBERNETES_EXEC_INFO,
 * its stderr is the user's, and it may read the terminal where its interactiveMode allows.
 */
export async function execCredentials(entry: ExecEntry, cluster: ClusterEntry, env: Env): Promise<Credentials> {
  checkPlugin(entry);
  const { command = '', apiVersion = '', interactiveMode } = entry;
  const interactive = interactiveMode !== 'Never' && isatty(0);
  if (interactiveMode === 'Always' && !interactive) {
    throw failed('exec plugin cannot support interactive mode: standard input is not a terminal');
  }
  const info = {
    kind: 'ExecCredential',
    apiVersion,
    spec: { ...(entry.provideClusterInfo && { cluster: clusterInfo(cluster) }), interactive },
  };
  const given = Object.fromEntries((entry.env ?? []).map(({ name = '', value = '' }) => [name, value]));
  const stdout = await output(entry, interactive, {
    ...env,
    ...given,
    KUBERNETES_EXEC_INFO: `${JSON.stringify(info)}\n`,
  });
  const credential = decoded(stdout, command);
  if (credential.apiVersion !== apiVersion) {
    throw failed(
      `exec plugin is configured to use API version ${apiVersion}, plugin returned version ${credential.apiVersion ?? ''}`,
    );
  }
  if (!credential.status) throw failed("exec plugin didn't return a status field");
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp: until } = credential.status;
  if (until && Number.isNaN(Date.parse(until))) {
    throw failed(
      `decoding stdout: expirationTimestamp is ${JSON.stringify(until)}, but must be a time such as 2026-01-02T03:04:05Z`,
    );
  }
  if (!token && !cert && !key) throw failed("exec plugin didn't return a token or cert/key pair");
  if (Boolean(cert) !== Boolean(key)) throw failed('exec plugin returned only certificate or key, not both');
  for (const [what, text] of Object.entries({ clientCertificateData: cert, clientKeyData: key })) {
    if (text && !text.includes('-----BEGIN ')) throw failed(`${what} is not PEM: it has no line -----BEGIN …-----`);
  }
  return {
    headers: token ? { authorization: `Bearer ${token}` } : {},
    ...(cert && { cert }),
    ...(key && { key }),
  };
}

/** What a plugin printed may be a secret, so that no message shows it. */
function decoded(stdout: string, command: string): ExecCredential {
  try {
    const credential = JSON.parse(stdout) as ExecCredential | null;
    if (credential?.kind === 'ExecCredential') return credential;
  } catch {
    // no JSON at all is no credential either
  }
  throw failed(`decoding stdout: ${command} did not print an ExecCredential as JSON`);
}

const failed = (why: string) => new ConnectionError(`Unable to connect to the server: getting credentials: ${why}`);

/** client.authentication.k8s.io Cluster: what a plugin may know of the server it logs in to. */
function clusterInfo(cluster: ClusterEntry): object {
  const extension = (cluster.extensions ?? []).find(({ name }) => name === `${group}/exec`);
  return {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
    'certificate-authority-data': cluster['certificate-authority-data'],
    'proxy-url': cluster['proxy-url'],
    'disable-compression': cluster['disable-compression'],
    config: extension?.extension ?? null,
  };
}

/** client-go's words, plugin/pkg/client/auth/exec. */
const aboutPlugins = `

It looks like you are trying to use a client-go credential plugin that is not installed.

To learn more about this feature, consult the documentation available at:
      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins`;

function output({ command = '', args, installHint }: ExecEntry, interactive: boolean, env: Env): Promise<string> {
  return new Promise((resolve, reject) => {
    const plugin = spawn(command, args ?? [], { env, stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'] });
    let text = '';
    plugin.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    plugin.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      const hint = installHint ? `\n\n${installHint}` : '';
      if (code === 'ENOENT') reject(failed(`exec: executable ${command} not found${aboutPlugins}${hint}`));
      else reject(failed(`exec: ${code === 'EACCES' ? `fork/exec ${command}: permission denied` : message}`));
    });
    plugin.on('close', (code, signal) => {
      if (code === 0) return resolve(text);
      const how = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(failed(`exec: executable ${command} ${how}`));
    });
  });
}
