import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type https from 'node:https';
import { ConnectionError } from '../errors.ts';
import type { Credentials } from './credentials.ts';
import type { UserEntry } from './kubeconfig.ts';

/**
 * Lets client-node log in through an auth provider (OIDC, and the clouds' own of old). Loaded only where a kubeconfig asks
 * for one, because it is most of a command's start.
 */
export async function providerCredentials(provider: NonNullable<UserEntry['auth-provider']>): Promise<Credentials> {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'cluster', server: 'https://unused.invalid', skipTLSVerify: false }],
    users: [{ name: 'user', authProvider: provider }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  const options: https.RequestOptions & { headers?: Record<string, string> } = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const why = error instanceof Error ? error.message.trim() : String(error);
    throw new ConnectionError(
      `Unable to connect to the server: getting credentials: the auth provider ${provider.name ?? ''} failed: ${why || 'it said nothing'}`,
    );
  }
  const authorization = options.headers?.['Authorization'];
  if (authorization !== undefined) return { headers: { authorization } };
  throw new ConnectionError(
    `Unable to connect to the server: getting credentials: no auth provider "${provider.name ?? ''}" is known, or its config holds no token`,
  );
}
