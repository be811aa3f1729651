import { spawn } from 'node:child_process';
import { isatty } from 'node:tty';
import { ConnectionError, UsageError } from '../errors.ts';
import type { Credentials } from './credentials.ts';
import { bytesOf } from './files.ts';
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
  const credential = await decoded(stdout, command);
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
  for (const [field, value] of Object.entries({ token, clientCertificateData: cert, clientKeyData: key })) {
    const known = ['string', 'undefined'].includes(typeof value) || value === null;
    if (!known) throw failed(`decoding stdout: status.${field} is a ${typeof value}, but must be text`);
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
async function decoded(stdout: string, command: string): Promise<ExecCredential> {
  const credential = await parsed(stdout);
  // A kind that is left out is meant.
  if (
    typeof credential === 'object' &&
    credential !== null &&
    (!('kind' in credential) || credential.kind === 'ExecCredential')
  ) {
    return credential;
  }
  throw failed(`decoding stdout: ${command} did not print an ExecCredential as JSON`);
}

async function parsed(stdout: string): Promise<unknown> {
  try {
    return JSON.parse(stdout);
  } catch {
    const { decodeYaml } = await import('../yaml/decode.ts');
    const { YamlError } = await import('../yaml/parse.ts');
    try {
      return decodeYaml(stdout); // client-go reads that, too
    } catch (error) {
      if (error instanceof YamlError) return undefined;
      throw error;
    }
  }
}

const failed = (why: string) => new ConnectionError(`Unable to connect to the server: getting credentials: ${why}`);

/** client.authentication.k8s.io Cluster: what a plugin may know of the server it logs in to. */
function clusterInfo(cluster: ClusterEntry): object {
  const extension = (cluster.extensions ?? []).find(({ name }) => name === `${group}/exec`);
  const { 'certificate-authority-data': data, 'certificate-authority': file } = cluster;
  return {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'] || undefined,
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] || undefined,
    'certificate-authority-data': data || (file ? bytesOf(file).toString('base64') : undefined),
    'proxy-url': cluster['proxy-url'] || undefined,
    'disable-compression': cluster['disable-compression'] || undefined,
    config: inOrder(extension?.extension ?? null),
  };
}

/** Maps by their keys, as Go writes them. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, held]) => [key, inOrder(held)]));
}

/** client-go's words, plugin/pkg/client/auth/exec. */
const aboutPlugins = `

It looks like you are trying to use a client-go credential plugin that is not installed.

To learn more about this feature, consult the documentation available at:
      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins`;

/** What could put a terminal into an odd state, spelt out (clientcmd/client_config.go, cleanANSIEscapeCodes). */
const withoutEscapes = (text: string) =>
  text.replaceAll(
    /[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}\t-\r]/gu,
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );

function output({ command = '', args, installHint }: ExecEntry, interactive: boolean, env: Env): Promise<string> {
  return new Promise((resolve, reject) => {
    const plugin = spawn(command, args ?? [], { env, stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'] });
    let text = '';
    plugin.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    plugin.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      const hint = installHint ? `\n\n${withoutEscapes(installHint).replace(/\n$/, '')}` : '';
      const word = { ENOENT: 'no such file or directory', EACCES: 'permission denied' }[code ?? ''];
      // What is looked for on PATH may not be installed; what is not, is not there.
      if (code === 'ENOENT' && !/[\\/]/.test(command))
        reject(failed(`exec: executable ${command} not found${aboutPlugins}${hint}`));
      else reject(failed(`exec: ${word === undefined ? message : `fork/exec ${command}: ${word}`}`));
    });
    plugin.on('close', (code) => {
      if (code === 0) return resolve(text);
      reject(failed(`exec: executable ${command} failed with exit code ${code ?? -1}`));
    });
  });
}
