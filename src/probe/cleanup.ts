import type { KubeClient } from '../kube/client.ts';
import { visible } from '../output/visible.ts';
import { titleOf } from '../output/printer.ts';
import { leftovers, sweep } from './pod/sweep.ts';

export interface CleanUp {
  everywhere: boolean;
  now: Date;
  /** Milliseconds. */
  olderThan: number | undefined;
}

/** Removes what earlier runs have left, and says so, a line each. */
export async function cleanUp(
  kube: KubeClient,
  { everywhere, now, olderThan }: CleanUp,
  signal: AbortSignal,
): Promise<{ text: string; clean: boolean }> {
  const namespace = everywhere ? undefined : kube.namespace;
  const objects = await leftovers(kube, { namespace, now, olderThan }, signal);
  const done = await sweep(kube, objects);
  const lines = done.map(({ object, gone }) => {
    const where = everywhere ? ` in ${object.metadata.namespace}` : '';
    return visible(`${titleOf(object)} ${gone ? 'deleted' : 'could not be removed'}${where}`);
  });
  const text = lines.length > 0 ? lines.join('\n') : `Nothing to clean up${everywhere ? '' : ` in ${kube.namespace}`}.`;
  return { text: `${text}\n`, clean: done.every(({ gone }) => gone) };
}
