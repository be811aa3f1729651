import type { TestProject } from 'vitest/node';
import { voiceOf } from '../cluster/progress.ts';
import { startCluster } from '../cluster/start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the kubeconfig of the tests' cluster; '' where there is none. */
    kubeconfig: string;
    /** Path of a kubectl of the same release; '' where there is none. */
    kubectl: string;
    /** The tests' own cluster, which they may break; not one that was handed in. */
    own: boolean;
    /** What is missing for these tests, as a sentence; '' where nothing is. */
    missing: string;
    /** Work dir of an own cluster, for what reaches around the API. */
    clusterDir: string;
  }
}

/** Starts or takes the tests' cluster and hands it to the tests; in CI it must be there. */
export async function provideCluster(project: TestProject, tier: 'api' | 'full'): Promise<() => Promise<void>> {
  const cluster = await startCluster({ tier, ...voiceOf(process.stderr) });
  const missing = 'missing' in cluster ? cluster.missing : '';
  if (missing !== '' && process.env.CI === 'true') throw new Error(`In CI these tests must run: ${missing}`);
  if (missing !== '') process.stderr.write(`\nSKIPPED: all tests of the project "${project.name}": ${missing}\n\n`);
  project.provide('missing', missing);
  project.provide('kubeconfig', 'missing' in cluster ? '' : cluster.kubeconfig);
  project.provide('kubectl', 'missing' in cluster ? '' : (cluster.kubectl ?? ''));
  project.provide('own', !('missing' in cluster) && cluster.own);
  project.provide('clusterDir', 'missing' in cluster ? '' : (cluster.dir ?? ''));
  return async () => {
    if (!('missing' in cluster)) await cluster.stop();
  };
}
