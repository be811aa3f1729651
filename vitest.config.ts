import { readFile } from 'node:fs/promises';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The shells' scripts as text, as build.mjs has them. */
const scriptsAsText: NonNullable<ViteUserConfig['plugins']> = [
  {
    name: 'scripts-as-text',
    enforce: 'pre',
    load: async (file) =>
      /\/completions\/[^/]+$/.test(file) ? `export default ${JSON.stringify(await readFile(file, 'utf8'))}` : undefined,
  },
];

/**
 * Four grounds. `unit` needs nothing; `api` and `conformance` start a real kube-apiserver with etcd; `cluster` is one whole
 * cluster. test/support/{api,full}-cluster.ts choose the cluster and say what is missing.
 */
export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    projects: [
      {
        plugins: scriptsAsText,
        test: {
          name: 'unit',
          testTimeout: 60_000, // a busy machine is no fault of theirs
          hookTimeout: 60_000,
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/api/**',
            'test/e2e/**',
            'test/conformance/**',
            'test/faults/**',
            'test/docs/documents.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'api',
          include: ['test/api/**/*.test.ts'],
          globalSetup: ['test/support/api-cluster.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          globalSetup: ['test/support/api-cluster.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each test starts two programs; more of them at once than this only wait for one another.
          maxConcurrency: 4,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/e2e/**/*.test.ts', 'test/faults/**/*.test.ts', 'test/docs/documents.test.ts'],
          globalSetup: ['test/support/full-cluster.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A packet, a pull or a lease may come late where two cores carry a whole cluster; a real fault comes twice.
          retry: 1,
          // Two cores carry the cluster and its pods: tests beside each other would only wait for one another.
          fileParallelism: false,
        },
      },
    ],
  },
});
