import { type Ground, must } from './cluster.ts';

/** A token of a service account that may do everything in the ground's namespace, and in `others`. */
export async function ownerToken({ kubectl, namespace }: Ground, ...others: string[]): Promise<string> {
  await must(kubectl('create', 'serviceaccount', 'owner'));
  const role = ['--clusterrole=cluster-admin', `--serviceaccount=${namespace}:owner`];
  for (const place of [namespace, ...others]) {
    await must(kubectl('create', 'rolebinding', `${namespace}-owner`, ...role, '-n', place));
  }
  return (await must(kubectl('create', 'token', 'owner'))).stdout.trim();
}

/** Takes the account's rights in `others` away; those in its own namespace go with it. */
export async function forgetOwner({ kubectl, namespace }: Ground, ...others: string[]): Promise<void> {
  for (const place of others) await must(kubectl('delete', 'rolebinding', `${namespace}-owner`, '-n', place));
}

/** The cluster of the current context, as the kubeconfig has it. */
export async function clusterEntry({ kubectl }: Ground): Promise<Record<string, string>> {
  const { stdout } = await must(kubectl('config', 'view', '--raw', '--minify', '-o', 'json'));
  return (JSON.parse(stdout) as { clusters: { cluster: Record<string, string> }[] }).clusters[0]?.cluster ?? {};
}
