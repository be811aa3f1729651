import { access, readFile } from 'node:fs/promises';
import type { KubeConfig } from './kubeconfig.ts';

type Env = Readonly<Record<string, string | undefined>>;

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The service account of the pod this runs in as a kubeconfig; undefined where there is none (rest.InClusterConfig). */
export async function inClusterConfig(env: Env, folder = serviceAccount): Promise<KubeConfig | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (!host || !port || !(await isThere(`${folder}/token`))) return undefined;
  const ca = `${folder}/ca.crt`;
  const name = 'in-cluster';
  return {
    clusters: new Map([
      [
        name,
        {
          server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
          ...((await isThere(ca)) && { 'certificate-authority': ca }),
        },
      ],
    ]),
    users: new Map([[name, { tokenFile: `${folder}/token` }]]),
    contexts: new Map([[name, { cluster: name, user: name }]]),
    currentContext: name,
    files: [],
  };
}

/** The namespace of the pod this runs in; undefined outside of one. */
export async function ownNamespace(env: Env, folder = serviceAccount): Promise<string | undefined> {
  if (!(await isThere(`${folder}/token`))) return undefined;
  return env.POD_NAMESPACE || (await readFile(`${folder}/namespace`, 'utf8').catch(() => '')).trim() || undefined;
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
