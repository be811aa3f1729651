import type { Context } from '../cli/context.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { CliError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { snapshot } from '../probe/snapshot.ts';
import type { Service } from '../service/types.ts';

/** Why a Service is not yet as wished, from what the API shows; undefined where that may not be looked at, or says nothing. */
export async function whyNot(
  kube: KubeClient,
  { metadata }: Service,
  what: 'endpoints' | 'address',
  { now }: Pick<Context, 'now'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const namespace = metadata.namespace ?? kube.namespace;
    const facts = await snapshot({ ...kube, namespace }, metadata.name, { now: now(), signal });
    const via = what === 'address' ? ['lb'] : undefined;
    const { findings } = diagnose(facts, { namespace, labels: {}, via });
    const ofBalancer = (id: string) => /^L\d/.test(id);
    return findings.find(({ id, severity }) =>
      what === 'address' ? ofBalancer(id) : severity === 'error' && !ofBalancer(id),
    )?.message;
  } catch (error) {
    if (error instanceof CliError || signal.aborted) return undefined; // no reason to fail: it is a reason that is missing
    throw error;
  }
}
