import { UsageError } from '../errors.ts';
import { quoted } from './quote.ts';
import type { Service, ServiceType } from './types.ts';

/** PreferClose is the old word for PreferSameZone (1.34). */
export const distributions = ['PreferSameZone', 'PreferSameNode', 'PreferClose'] as const;

/** What a user may ask of a new Service beside its ports and its selector; whatever is left out is the server's to choose. */
export interface SpecWishes {
  type?: ServiceType | undefined;
  /** An address, or `None` for a headless Service. */
  clusterIP?: string | undefined;
  headless?: boolean | undefined;
  externalIPs?: readonly string[] | undefined;
  loadBalancerIP?: string | undefined;
  loadBalancerClass?: string | undefined;
  loadBalancerSourceRanges?: readonly string[] | undefined;
  allocateLoadBalancerNodePorts?: boolean | undefined;
  sessionAffinity?: 'None' | 'ClientIP' | undefined;
  /** Seconds. */
  sessionAffinityTimeout?: number | undefined;
  externalTrafficPolicy?: 'Cluster' | 'Local' | undefined;
  internalTrafficPolicy?: 'Cluster' | 'Local' | undefined;
  trafficDistribution?: (typeof distributions)[number] | undefined;
  publishNotReadyAddresses?: boolean | undefined;
  ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack' | undefined;
  ipFamilies?: readonly ('IPv4' | 'IPv6')[] | undefined;
}

/**
 * The wishes as fields of `spec`. What two wishes make of each other is the server's rule and stands in validate/; here is
 * refused only what would be dropped without a word.
 * @throws UsageError
 */
export function specOf(wishes: SpecWishes): Partial<Service['spec']> {
  const { type, loadBalancerIP, sessionAffinityTimeout: timeoutSeconds } = wishes;
  if (loadBalancerIP !== undefined && type !== 'LoadBalancer') {
    throw new UsageError(
      `invalid --load-balancer-ip ${quoted(loadBalancerIP)}: only a load balancer has one; add --type=LoadBalancer`,
    );
  }
  if (timeoutSeconds !== undefined && wishes.sessionAffinity === 'None') {
    throw new UsageError(
      'invalid --session-affinity-timeout: with --session-affinity=None there is nothing to time out',
    );
  }
  const affinity = wishes.sessionAffinity ?? (timeoutSeconds === undefined ? undefined : 'ClientIP');
  return {
    ...given('clusterIP', clusterIpOf(wishes)),
    ...given('type', type),
    ...given('externalIPs', wishes.externalIPs && [...wishes.externalIPs]),
    ...given('sessionAffinity', affinity),
    ...given('loadBalancerIP', loadBalancerIP),
    ...given('loadBalancerSourceRanges', wishes.loadBalancerSourceRanges && [...wishes.loadBalancerSourceRanges]),
    ...given('externalTrafficPolicy', wishes.externalTrafficPolicy),
    ...given('publishNotReadyAddresses', wishes.publishNotReadyAddresses || undefined), // false is what Go leaves out
    ...given('sessionAffinityConfig', timeoutSeconds === undefined ? undefined : { clientIP: { timeoutSeconds } }),
    ...given('ipFamilies', wishes.ipFamilies && [...wishes.ipFamilies]),
    ...given('ipFamilyPolicy', wishes.ipFamilyPolicy),
    ...given('allocateLoadBalancerNodePorts', wishes.allocateLoadBalancerNodePorts),
    ...given('loadBalancerClass', wishes.loadBalancerClass),
    ...given('internalTrafficPolicy', wishes.internalTrafficPolicy),
    ...given('trafficDistribution', wishes.trafficDistribution),
  };
}

/** `None`, an address, or nothing. */
export function clusterIpOf({ clusterIP, headless }: SpecWishes): string | undefined {
  if (!headless) return clusterIP;
  if (clusterIP !== undefined && clusterIP !== 'None') {
    throw new UsageError(`invalid --headless: a headless Service has no cluster IP, and ${clusterIP} is asked for`);
  }
  return 'None';
}

const given = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as Partial<Record<Key, Value>>;
