import { PlainError, UsageError } from '../errors.ts';
import type { ConnectionFlags } from './client.ts';
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
 * kubectl's choice and its sentences (clientcmd/client_config.go, overrides.go, validation.go).
 * @throws UsageError for a name that leads nowhere and for entries that contradict themselves
 */
export function entriesFor(config: KubeConfig, flags: ConnectionFlags): Entries {
  const chosen = choose(config, flags);
  const entries = { ...chosen, cluster: clusterWith(chosen.cluster, flags), user: userWith(chosen.user, flags) };
  const faults = [...userFaults(entries.user, entries.names.user), ...clusterFaults(entries)];
  // kubectl lists several under one head (cmd/util/helpers.go, MultilineError).
  if (faults.length > 1)
    throw new PlainError(`Error in configuration: \n${faults.map((one) => `* ${one}`).join('\n')}`);
  if (faults[0] !== undefined) throw new UsageError(faults[0]);
  return entries;
}

export const isEmpty = (config: KubeConfig) =>
  config.clusters.size === 0 && config.contexts.size === 0 && config.users.size === 0;

function choose(config: KubeConfig, flags: ConnectionFlags): Entries {
  const contextName = flags.context || config.currentContext || '';
  const context: ContextEntry | undefined = contextName === '' ? {} : config.contexts.get(contextName);
  if (!context) {
    // Who gives the namespace is not asked for the context's, and comes upon it later and in other words.
    if (flags.namespace) throw new UsageError(`context "${contextName}" does not exist`);
    throw new PlainError(`Error in configuration: context was not found for specified context: ${contextName}`);
  }
  const clusterName = flags.cluster || context.cluster || '';
  const cluster = clusterName === '' ? {} : config.clusters.get(clusterName);
  if (!cluster) {
    throw new UsageError(
      flags.namespace ? `cluster "${clusterName}" does not exist` : `no server found for cluster "${clusterName}"`,
    );
  }
  const userName = flags.user || context.user || '';
  const user = userName === '' ? {} : config.users.get(userName);
  if (!user && flags.user) throw noSuchUser(userName);
  const names = { cluster: clusterName, user: userName };
  return { context, cluster, user: user ?? {}, names, userIsMissing: user === undefined };
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
  if (flags.token || flags.username) {
    delete user.exec; // what is given outranks a plugin
    delete user['auth-provider'];
  }
  if (flags.as) user.as = flags.as;
  if (flags.asUid) user['as-uid'] = flags.asUid;
  if (flags.asGroup && flags.asGroup.length > 0) user['as-groups'] = flags.asGroup;
  if (flags.asUserExtra && flags.asUserExtra.length > 0) user['as-user-extra'] = extraOf(flags.asUserExtra);
  return user;
}

/** `--as-user-extra=reason=late --as-user-extra=scopes=a,b`: a key's values are all that were given for it. */
function extraOf(pairs: readonly string[]): Record<string, string[]> {
  const extra: Record<string, string[]> = {};
  for (const pair of pairs) {
    const [key = '', ...rest] = pair.split('=');
    if (key === '' || rest.length === 0) {
      throw new UsageError(`invalid --as-user-extra "${pair}": expected KEY=VALUE`);
    }
    (extra[key] ??= []).push(rest.join('='));
  }
  return extra;
}

function clusterFaults({ cluster, names }: Entries): string[] {
  if (Object.keys(cluster).length > 0 && !cluster.server) {
    return [names.cluster ? `no server found for cluster "${names.cluster}"` : 'default cluster has no server defined'];
  }
  if (cluster['certificate-authority'] && cluster['certificate-authority-data']) {
    return [
      `certificate-authority-data and certificate-authority are both specified for ${names.cluster}. certificate-authority-data will override.`,
    ];
  }
  return [];
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
    ...((env ?? []).every((variable) => variable.name) ? [] : [`env variable name must be specified ${purpose}`]),
    ...(mode === '' ? [`interactiveMode must be specified ${purpose}`] : []),
    ...(['', 'Never', 'IfAvailable', 'Always'].includes(mode)
      ? []
      : [`invalid interactiveMode for ${name}: ${JSON.stringify(mode)}`]),
  ];
}
