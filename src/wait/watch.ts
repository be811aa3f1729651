import { within } from '../deadline.ts';
import { ServerError, UsageError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import type { Service } from '../service/types.ts';

interface Wait {
  until: (service: Service) => boolean;
  /** Milliseconds. */
  timeout: number;
  signal: AbortSignal;
}

/**
 * Watches a Service until it is as wished, from the version in hand on; a stream that ends, or whose start the server
 * has forgotten (410 Gone), is begun anew from a fresh read.
 * Answers undefined when the time is up.
 */
export async function waitForService(
  kube: KubeClient,
  from: Service,
  { until, timeout, signal }: Wait,
): Promise<Service | undefined> {
  if (until(from)) return from;
  const { namespace, name } = from.metadata;
  const either = within(timeout, signal);
  let resourceVersion = from.metadata.resourceVersion;
  while (!either.aborted) {
    const events = kube.watch<Service>(kinds.Service, {
      namespace,
      fieldSelector: `metadata.name=${name}`,
      resourceVersion,
      signal: either,
    });
    try {
      for await (const { type, object } of events) {
        if (type === 'DELETED') throw deleted(name);
        if (until(object)) return object;
        resourceVersion = object.metadata.resourceVersion;
      }
    } catch (error) {
      if (either.aborted) break;
      if (!(error instanceof ServerError && error.code === 410)) throw error;
    }
    if (either.aborted) break;
    const now = await kube.read<Service>(kinds.Service, { namespace, name }, either);
    if (until(now)) return now;
    resourceVersion = now.metadata.resourceVersion;
  }
  if (signal.aborted) throw signal.reason;
  return undefined;
}

export const deleted = (name: string) => new UsageError(`service/${name} was deleted meanwhile`);
