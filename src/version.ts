import manifest from '../package.json' with { type: 'json' };

export const version: string = manifest.version;

/** What the API server's audit log sees. */
export const userAgent = `kubesvc/${version}`;
