import type { TestProject } from 'vitest/node';
import { provideCluster } from './provide.ts';

/** The API server tests: a kube-apiserver with its etcd, for as long as they run. */
export default (project: TestProject) => provideCluster(project, 'api');
