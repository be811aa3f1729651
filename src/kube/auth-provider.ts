import { ConnectionError, UsageError } from '../errors.ts';
import type { Credentials } from './credentials.ts';
import { saveProviderConfig } from './kubeconfig-file.ts';
import type { UserEntry } from './kubeconfig.ts';
import { idTokenOf, type OidcConfig } from './oidc.ts';

export interface ProviderSurroundings {
  /** The entry's name, for messages and for what is written back. */
  user: string;
  /** The kubeconfig files of this run, in the order in which they are looked at. */
  files: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}

/** What kubectl says of the providers that it once had (client-go plugin/pkg/client/auth/{gcp,azure}). */
const removed: Readonly<Record<string, string>> = {
  gcp: `The gcp auth plugin has been removed.
Please use the "gke-gcloud-auth-plugin" kubectl/client-go credential plugin instead.
See https://cloud.google.com/blog/products/containers-kubernetes/kubectl-auth-changes-in-gke for further details`,
  azure: `The azure auth plugin has been removed.
Please use the https://github.com/Azure/kubelogin kubectl/client-go credential plugin instead.
See https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins for further details`,
};

/**
 * How one logs in through a kubeconfig's auth-provider. There is one left, OIDC; new tokens are written back into the kubeconfig.
 * @throws UsageError for a provider that is not there, and later for a config that says too little; ConnectionError where no
 * valid token can be had
 */
export function loginThrough(
  provider: NonNullable<UserEntry['auth-provider']>,
  { user, files, env }: ProviderSurroundings,
): () => Promise<Pick<Credentials, 'headers'>> {
  const { name = '' } = provider;
  if (name !== 'oidc') {
    throw new UsageError(removed[name] ?? `no Auth Provider found for name ${JSON.stringify(name)}`);
  }
  return async () => {
    const { idToken, renewed } = await idTokenOf(provider.config ?? {}, env);
    if (renewed) {
      await saved(renewed, user, files);
      provider.config = renewed; // a long watch logs in again
    }
    return { headers: { authorization: `Bearer ${idToken}` } };
  };
}

/** The old refresh token may be worthless by now: who cannot keep the new one must hear of it. */
async function saved(config: OidcConfig, user: string, files: readonly string[]): Promise<void> {
  try {
    await saveProviderConfig(files, user, config);
  } catch (error) {
    throw new ConnectionError(
      `Unable to connect to the server: could not persist new tokens: ${(error as Error).message}`,
    );
  }
}
