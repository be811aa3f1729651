import { UsageError } from '../errors.ts';
import type { Service } from './types.ts';

/** What one may wait for who has made or changed a Service. `usual`: what matters most for its type. */
export type Awaited = 'usual' | 'endpoints' | 'address' | 'reachable';

export interface WaitFlags {
  wait?: Awaited | undefined;
  /** Milliseconds. */
  timeout: number;
  probe?: true | undefined;
}

/**
 * What is to be waited for with a Service of this type.
 * @throws UsageError for what can never come
 */
export function stateAwaited(
  { wait }: Pick<WaitFlags, 'wait'>,
  { metadata, spec }: Pick<Service, 'metadata' | 'spec'>,
): Exclude<Awaited, 'usual'> | undefined {
  if (wait === undefined) return undefined;
  if (wait === 'usual') {
    if (spec.type === 'ExternalName') return undefined;
    return spec.type === 'LoadBalancer' ? 'address' : 'endpoints';
  }
  if (wait === 'address' && spec.type !== 'LoadBalancer') {
    throw new UsageError(
      `service "${metadata.name}" is a ${spec.type ?? 'ClusterIP'}: only a LoadBalancer gets an external address`,
    );
  }
  if (wait === 'endpoints' && spec.type === 'ExternalName') {
    throw new UsageError(`service "${metadata.name}" is an ExternalName, which has no endpoints`);
  }
  return wait === 'reachable' && spec.type === 'ExternalName' ? undefined : wait;
}
