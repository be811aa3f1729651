import { PlainError, UsageError } from '../errors.ts';
import type { ConnectionFlags } from './client.ts';
import { cannotOpen } from './files.ts';
import { proxyFault, withoutLogin } from './proxy.ts';
import type { ClusterEntry, ContextEntry, ExecEntry, KubeConfig, UserEntry } from './kubeconfig.ts';

/** Which entries of a kubeconfig one command line means, the flags laid over them. */
export interface Entries {
  context: ContextEntry;
  cluster: ClusterEntry;
  user: UserEntry;
  /** As the kubeconfig calls them, for messages; '' where it has none. */
  names: { cluster: string; user: string };
  /** The context names a user that is nowhere: kubectl asks as nobody then, which a server may allow. */
  userIsMissing: boolean;
}

/**
 * kubectl's choice and its sentences (clientcmd/client_config.go, overrides.go, validation.go). Where no flag says the
 * namespace, kubectl's resource builder asks the context for it, and so comes upon faults of the entries before names that lead nowhere.
 * @throws UsageError or PlainError for a name that leads nowhere, for entries that contradict themselves and for files that
 * cannot be opened
 */
export function entriesFor(config: KubeConfig, flags: ConnectionFlags): Entries {
  const contextName = flags.context || config.currentContext || '';
  const context = config.contexts.get(contextName) ?? {};
  const names = { cluster: flags.cluster || context.cluster || '', user: flags.user || context.user || '' };
  const knownCluster = config.clusters.get(names.cluster);
  const knownUser = config.users.get(names.user);
  const noSuchCluster = knownCluster === undefined && flags.cluster !== undefined && flags.cluster !== '';
  const noUserAsGiven = knownUser === undefined && flags.user !== undefined && flags.user !== '';
  const cluster = clusterWith(knownCluster ?? {}, flags);
  const user = userWith(knownUser ?? {}, flags);

  const lost = contextName !== '' && !config.contexts.has(contextName);
  const faults = [
    ...(lost ? [`context was not found for specified context: ${contextName}`] : []),
    ...(noUserAsGiven ? [] : userFaults(user, names.user)),
    ...(noSuchCluster ? [`no server found for cluster "${names.cluster}"`] : clusterFaults(cluster, names.cluster)),
  ];
  if (!flags.namespace && !flags.withoutBuilder) refuse(faults, lost);
  if (noUserAsGiven) throw noSuchUser(names.user);
  if (lost && flags.context) throw new UsageError(`context "${contextName}" does not exist`);
  if (noSuchCluster) throw new UsageError(`cluster "${names.cluster}" does not exist`);
  refuse(faults, lost || !flags.withoutBuilder);
  return { context, cluster, user, names, userIsMissing: names.user !== '' && knownUser === undefined };
}

export const isEmpty = (config: KubeConfig) =>
  config.clusters.size === 0 && config.contexts.size === 0 && config.users.size === 0;

/** Several under one head (cmd/util/helpers.go, MultilineError), which one alone does not have everywhere. */
function refuse(faults: readonly string[], headed: boolean): void {
  const [first, ...others] = faults;
  if (first === undefined) return;
  if (others.length > 0) {
    throw new PlainError(`Error in configuration: \n${faults.map((one) => `* ${one}`).join('\n')}`);
  }
  throw headed ? new PlainError(`Error in configuration: ${first}`) : new UsageError(first);
}

export const noSuchUser = (name: string) => new UsageError(`auth info "${name}" does not exist`);

function clusterWith(entry: ClusterEntry, flags: ConnectionFlags): ClusterEntry {
  const cluster = { ...entry };
  if (flags.server) {
    cluster.server = flags.server;
    delete cluster['tls-server-name']; // it was that of another server
  }
  if (flags.tlsServerName) cluster['tls-server-name'] = flags.tlsServerName;
  if (flags.insecureSkipTlsVerify || flags.certificateAuthority) {
    delete cluster['certificate-authority-data'];
    delete cluster['certificate-authority'];
    if (flags.certificateAuthority) cluster['certificate-authority'] = flags.certificateAuthority;
    cluster['insecure-skip-tls-verify'] = flags.insecureSkipTlsVerify === true;
  }
  if (flags.proxyUrl) cluster['proxy-url'] = flags.proxyUrl;
  if (flags.disableCompression) cluster['disable-compression'] = true;
  return cluster;
}

/** A credential given as a flag replaces the entry's of its sort. */
function userWith(entry: UserEntry, flags: ConnectionFlags): UserEntry {
  const user = { ...entry };
  if (flags.token) {
    user.token = flags.token;
    delete user.tokenFile;
  }
  if (flags.username) user.username = flags.username;
  if (flags.password) user.password = flags.password;
  if (flags.clientCertificate) {
    user['client-certificate'] = flags.clientCertificate;
    delete user['client-certificate-data'];
  }
  if (flags.clientKey) {
    user['client-key'] = flags.clientKey;
    delete user['client-key-data'];
  }
  if (flags.as) user.as = flags.as;
  if (flags.asUid) user['as-uid'] = flags.asUid;
  if (flags.asGroup && flags.asGroup.length > 0) user['as-groups'] = flags.asGroup;
  if (flags.asUserExtra && flags.asUserExtra.length > 0) user['as-user-extra'] = extraOf(flags.asUserExtra);
  return user;
}

/** `--as-user-extra=reason=late --as-user-extra=scopes=a,b`: a key's values are all that were given for it. What is no pair is passed over. */
function extraOf(pairs: readonly string[]): Record<string, string[]> {
  const extra: Record<string, string[]> = {};
  for (const pair of pairs) {
    const [key = '', ...rest] = pair.split('=');
    if (rest.length > 0) (extra[key] ??= []).push(rest.join('='));
  }
  return extra;
}

function clusterFaults(cluster: ClusterEntry, name: string): string[] {
  const { 'certificate-authority': file, 'certificate-authority-data': data, 'proxy-url': proxy } = cluster;
  const badProxy = proxy && proxyFault(proxy);
  return [
    ...(badProxy
      ? [`invalid 'proxy-url' ${JSON.stringify(withoutLogin(proxy))} for cluster "${name}": ${badProxy}`]
      : []),
    ...(file && data
      ? [
          `certificate-authority-data and certificate-authority are both specified for ${name}. certificate-authority-data will override.`,
        ]
      : []),
    ...unreadable('certificate-authority', file, name),
  ];
}

/** A file that cannot be opened; what stands in it is looked at when it is needed. */
function unreadable(what: string, file: string | undefined, name: string): string[] {
  const why = file && cannotOpen(file);
  return why ? [`unable to read ${what} ${file} for ${name} due to ${why}`] : [];
}

function userFaults(user: UserEntry, name: string): string[] {
  const methods = [...(user.token ? ['token'] : []), ...(user.username || user.password ? ['basicAuth'] : [])];
  const both = (what: string, end: string) => `${what}-data and ${what} are both specified for ${name}${end}`;
  const cert = user['client-certificate'] ?? '';
  const certData = user['client-certificate-data'] ?? '';
  const key = user['client-key'] ?? '';
  const keyData = user['client-key-data'] ?? '';
  const hasCert = cert !== '' || certData !== '';
  return [
    ...(cert && certData ? [both('client-cert', '. client-cert-data will override.')] : []),
    ...(hasCert && key && keyData ? [both('client-key', '; client-key-data will override')] : []),
    ...(hasCert && !key && !keyData
      ? [`client-key-data or client-key must be specified for ${name} to use the clientCert authentication method.`]
      : []),
    ...unreadable('client-cert', cert, name),
    ...(hasCert ? unreadable('client-key', key, name) : []),
    ...(user.exec ? execFaults(user.exec, name, Boolean(user['auth-provider'])) : []),
    ...(methods.length > 1
      ? [`more than one authentication method found for ${name}; found [${methods.join(' ')}], only one is allowed`]
      : []),
    ...(!user.as && (user['as-uid'] || user['as-groups']?.length || Object.keys(user['as-user-extra'] ?? {}).length)
      ? [`requesting uid, groups or user-extra for ${name} without impersonating a user`]
      : []),
  ];
}

function execFaults({ command, apiVersion, env, interactiveMode }: ExecEntry, name: string, both: boolean): string[] {
  const purpose = `for ${name} to use exec authentication plugin`;
  // The beta API let it be left out (clientcmd/api/v1/defaults.go).
  const mode = interactiveMode || (/\/v1(alpha|beta)1$/.test(apiVersion ?? '') ? 'IfAvailable' : '');
  return [
    ...(both ? [`authProvider cannot be provided in combination with an exec plugin for ${name}`] : []),
    ...(command ? [] : [`command must be specified ${purpose}`]),
    ...(apiVersion ? [] : [`apiVersion must be specified ${purpose}`]),
    ...(env ?? []).filter((variable) => !variable.name).map(() => `env variable name must be specified ${purpose}`),
    ...(mode === '' ? [`interactiveMode must be specified ${purpose}`] : []),
    ...(['', 'Never', 'IfAvailable', 'Always'].includes(mode)
      ? []
      : [`invalid interactiveMode for ${name}: ${JSON.stringify(mode)}`]),
  ];
}
