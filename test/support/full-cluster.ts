import type { TestProject } from 'vitest/node';
import { provideCluster } from './provide.ts';

/** The cluster and conformance tests: one whole cluster, for as long as they run. */
export default (project: TestProject) => provideCluster(project, 'full');
