import { OpenIDConnectAuth } from '@kubernetes/client-node/dist/oidc_auth.js';
import { readFile } from 'node:fs/promises';
import { ConnectionError, UsageError } from '../errors.ts';
import { refreshed, tokenEndpoint, type Issuer } from './oidc-issuer.ts';

/** `users[].user.auth-provider.config` of the provider `oidc`. Everything in it is text. */
export type OidcConfig = Readonly<Record<string, string | undefined>>;

/** Milliseconds before its end at which a token is taken for expired: clocks differ (client-go's oidc.go, expiryDelta). */
const leeway = 10_000;

/**
 * A valid id token: the config's own, or one that its refresh token fetches (client-go plugin/pkg/client/auth/oidc/oidc.go,
 * whose sentences these are).
 * @returns with `renewed`, the config to be kept, where it has been fetched
 */
export async function idTokenOf(
  config: OidcConfig,
  env: Issuer['env'],
): Promise<{ idToken: string; renewed?: OidcConfig }> {
  const url = config['idp-issuer-url'];
  if (!url) throw new UsageError('Must provide idp-issuer-url');
  const clientId = config['client-id'];
  if (!clientId) throw new UsageError('Must provide client-id');
  const issuer: Issuer = { url, ca: await authorityOf(config), env };

  const { 'id-token': idToken, 'refresh-token': refreshToken } = config;
  if (idToken && isValid(idToken)) return { idToken };
  if (!refreshToken) throw failed('No valid id-token, and cannot refresh without refresh-token');
  const endpoint = await tokenEndpoint(issuer);
  const client = { id: clientId, secret: config['client-secret'] ?? '' };
  const answer = await refreshed(endpoint, issuer, client, refreshToken);
  if (answer.idToken === undefined) {
    throw failed(
      'token response did not contain an id_token, either the scope "openid" wasn\'t requested upon login, or the provider doesn\'t support id_tokens as part of the refresh response',
    );
  }
  return {
    idToken: answer.idToken,
    renewed: {
      ...config,
      'id-token': answer.idToken,
      ...(answer.refreshToken && { 'refresh-token': answer.refreshToken }),
    },
  };
}

const failed = (why: string) => new ConnectionError(`Unable to connect to the server: ${why}`);

function isValid(idToken: string): boolean {
  let expiry: unknown;
  try {
    const { exp } = (OpenIDConnectAuth.decodeJWT(idToken)?.payload ?? {}) as { exp?: unknown };
    expiry = exp ?? 0;
  } catch {
    expiry = undefined;
  }
  if (typeof expiry !== 'number' || idToken.split('.').length !== 3) throw failed('ID Token is not a valid JWT');
  return Date.now() + leeway < Math.trunc(expiry) * 1000;
}

/** PEM of the authority that vouches for the issuer; undefined is those that the system trusts. */
async function authorityOf(config: OidcConfig): Promise<string | undefined> {
  const data = config['idp-certificate-authority-data'];
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  const file = config['idp-certificate-authority'];
  if (!file) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const why = { ENOENT: 'no such file or directory', EACCES: 'permission denied' }[code] ?? code;
    throw new UsageError(`open ${file}: ${why}`);
  }
}
