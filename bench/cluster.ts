import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from '../src/kube/connect.ts';
import { loadKubeConfig } from '../src/kube/kubeconfig.ts';
import type { KubeObject } from '../src/service/types.ts';
import { kinds } from '../src/service/kinds.ts';
import { namespaceOf, workload } from './commands.ts';
import { decodeYaml } from '../src/yaml/decode.ts';

const atOnce = 40;

/** Namespaces of so many Services each; that of none has a Deployment to expose. */
export async function fill(kubeconfig: string, counts: readonly number[]): Promise<void> {
  const kube = await connect({ kubeconfig }, { env: {}, userAgent: 'kubesvc-bench', warn: () => {} });
  for (const size of counts) {
    await kube.create(kinds.Namespace, '', named('v1', 'Namespace', namespaceOf(size)), {});
    await inParts(size, (index) => kube.create(kinds.Service, namespaceOf(size), service(index), {}));
  }
  if (counts.includes(0)) await kube.create(kinds.Deployment, namespaceOf(0), decodeYaml(workload) as KubeObject, {});
}

/** What bench/floor.cjs asks for, and with whose certificate. */
export async function describeConnection(kubeconfig: string, path: string): Promise<void> {
  const { clusters, users } = await loadKubeConfig(kubeconfig, {});
  const [cluster] = clusters.values();
  const [user] = users.values();
  const text = (data: string | undefined, file: string | undefined) =>
    data === undefined ? readFileSync(file ?? '', 'utf8') : Buffer.from(data, 'base64').toString();
  const connection = {
    url: `${cluster?.server}/api/v1/namespaces/${namespaceOf(1)}/services/s0`,
    ca: text(cluster?.['certificate-authority-data'], cluster?.['certificate-authority']),
    cert: text(user?.['client-certificate-data'], user?.['client-certificate']),
    key: text(user?.['client-key-data'], user?.['client-key']),
  };
  writeFileSync(path, JSON.stringify(connection), { mode: 0o600 });
}

async function inParts(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

const named = (apiVersion: string, kind: string, name: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name },
});

function service(index: number): KubeObject {
  const name = `s${index}`;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name, tier: index % 2 ? 'front' : 'back' } },
    spec: {
      selector: { app: name },
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'metrics', port: 9090 },
      ],
    },
  };
}
