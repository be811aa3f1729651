import { namespaceOf } from '../diagnosis/facts.ts';
import { within } from '../deadline.ts';
import { CliError, ServerError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Examined } from './examined.ts';
import { loopbackKey } from './judge/loopback.ts';
import type { Loopback } from './judge/seen.ts';
import { refusedAtOnce } from './judge/verdict.ts';
import type { View } from './view.ts';

export interface SecondLook {
  loopback: Loopback;
  skipped: { check: string; right: string }[];
}

/** Pods that are asked, and milliseconds for all of them. */
const mostPods = 3;
const limit = 5000;

/**
 * A pod that refuses at its own address may listen on 127.0.0.1: port-forward goes there. Whatever goes wrong with it
 * leaves the finding less sure, and nothing else.
 */
export async function secondLook(
  kube: KubeClient,
  examined: readonly Examined[],
  views: readonly View[],
  end: AbortSignal,
): Promise<SecondLook> {
  const names = new Map(
    examined.map(({ facts }) => [
      `${namespaceOf(facts.service)}/${facts.service.metadata.name}`,
      namespaceOf(facts.service),
    ]),
  );
  const refusing = views
    .flatMap(({ checks }) => checks)
    .filter((check) => check.via === 'endpoints' && refusedAtOnce(check) && check.servicePort?.protocol !== 'UDP');
  const doors = new Map(
    refusing.flatMap(({ endpoint, port, service = '' }) => {
      const namespace = names.get(service);
      return endpoint?.pod === undefined || namespace === undefined
        ? []
        : [[loopbackKey(namespace, endpoint.pod, port), { namespace, name: endpoint.pod, port }] as const];
    }),
  );
  const signal = within(limit, end);
  const found = new Map<string, 'open' | 'refused'>();
  const skipped: SecondLook['skipped'] = [];
  await Promise.all(
    [...doors].slice(0, mostPods).map(async ([key, { namespace, name, port }]) => {
      try {
        found.set(key, await kube.dial({ namespace, name }, port, signal));
      } catch (error) {
        if (!(error instanceof CliError) && !signal.aborted) throw error;
        if (error instanceof ServerError && error.code === 403)
          skipped.push({
            check: 'listeners on the loopback',
            right: `get and create pods/portforward in namespace ${namespace}`,
          });
      }
    }),
  );
  return { loopback: found, skipped: skipped.slice(0, 1) };
}
