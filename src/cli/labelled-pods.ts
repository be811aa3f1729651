import { UsageError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import { type Labels, labelText } from '../service/labels.ts';
import { asOnePod } from '../service/pods.ts';
import type { KubeObject } from '../service/types.ts';
import { builtIn } from './targets.ts';

/** `expose pods --selector …` names no pod: the labels are what is exposed. */
export function namesLabelsAlone(words: readonly string[], selector: Labels | undefined): selector is Labels {
  const [type = '', ...names] = words;
  return selector !== undefined && names.length === 0 && !type.includes('/') && builtIn(type) === kinds.Pod;
}

/**
 * What the pods of these labels declare, as one pod; none need exist.
 * @throws UsageError where no name is given, which labels do not have
 */
export function labelledPods(labels: Labels, name: string | undefined, stderr: { write(text: string): unknown }) {
  if (name === undefined) throw new UsageError('labels alone have no name to take: name must be specified with --name');
  return async (cluster: () => Promise<KubeClient>): Promise<KubeObject> => {
    const kube = await cluster();
    const { items } = await kube.list(kinds.Pod, { namespace: kube.namespace, labelSelector: labelText(labels) });
    const { object, notes } = asOnePod(items, labels);
    for (const note of notes) stderr.write(`${name}: ${note}\n`);
    return object;
  };
}
