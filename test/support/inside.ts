import { join } from 'node:path';
import { inject } from 'vitest';
import { written } from '../cluster/named.ts';
import { finish, type Outcome, program } from './built.ts';

/** The API server's own address, in the network of an own cluster's first node. */
const server = 'https://10.200.0.2:6443';

/** Runs the built kubesvc in the network of node 1 of the tests' own cluster: there the addresses of nodes lead somewhere. */
export function kubesvcInside(args: readonly string[], env: Record<string, string>): Promise<Outcome> {
  const dir = inject('clusterDir');
  const cluster = written(dir);
  if (cluster === undefined) throw new Error('it takes a cluster of our own');
  const line = [...program, '--server', server, ...args];
  return finish(join(cluster.Bin, 'cluster'), ['exec', '-dir', dir, '--', ...line], env);
}
