import { access, readFile } from 'node:fs/promises';
import type { KubeConfig } from './kubeconfig.ts';

type Env = Readonly<Record<string, string | undefined>>;

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The service account of the pod this runs in as a kubeconfig; undefined where there is none (rest.InClusterConfig). */
export async function inClusterConfig(env: Env, folder = serviceAccount): Promise<KubeConfig | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (!host || !port || !(await isThere(`${folder}/token`))) return undefined;
  const namespace = env.POD_NAMESPACE || (await readFile(`${folder}/namespace`, 'utf8').catch(() => ''));
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
    contexts: new Map([[name, { cluster: name, user: name, namespace: namespace.trim() }]]),
    currentContext: name,
    files: [],
  };
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
