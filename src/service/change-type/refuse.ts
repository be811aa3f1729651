import { UsageError } from '../../errors.ts';
import type { Service } from '../types.ts';
import { externallyAccessible, type Form, hasClusterIp, typeOf } from './form.ts';
import type { ChangeWish } from './wish.ts';
import { quoted } from '../quote.ts';

/**
 * What the server refuses, said before it is asked, with the way out.
 * @throws UsageError
 */
export function refuse(service: Service, from: Form, wish: ChangeWish): void {
  const { name } = service.metadata;
  const { to, externalName, loadBalancerClass } = wish;
  const { loadBalancerClass: classNow } = service.spec;
  if (turnsHeadless(from, to) && !wish.recreate) {
    throw new UsageError(
      from === 'headless'
        ? `service "${name}" is headless, and the server gives such a Service no cluster IP: --recreate goes to ${to} by way of ExternalName, through which the object stays`
        : `service "${name}" has a cluster IP, and the server takes it from no ${from} that is to be headless: --recreate goes there by way of ExternalName, through which the object stays and its IPs and node ports are lost`,
    );
  }
  refuseExternalName(service, to, externalName);
  if (wish.externalTrafficPolicy !== undefined && !externallyAccessible(withType(service, to))) {
    throw new UsageError(
      `service "${name}": --external-traffic-policy is for what is reached from outside, a NodePort or LoadBalancer, or a ClusterIP with external IPs`,
    );
  }
  if (loadBalancerClass === undefined) return;
  if (to !== 'LoadBalancer') throw new UsageError(`--load-balancer-class goes with LoadBalancer, not with ${to}`);
  if (!isQualifiedName(loadBalancerClass)) {
    throw new UsageError(
      `invalid --load-balancer-class ${quoted(loadBalancerClass)}: expected a name of letters, digits, '-', '_' and '.', with a DNS name and / before it or not, as in example.com/internal`,
    );
  }
  if (changesClass(service, from, wish) && !wish.recreate) {
    throw new UsageError(
      `service "${name}" is a LoadBalancer ${classNow === undefined ? 'without a class' : `of class ${classNow}`}, which the server lets nobody change: --recreate goes by way of NodePort, which takes its external address and leaves its cluster IP and node ports`,
    );
  }
}

/** Between having IPs and being headless there is no single step. */
export const turnsHeadless = (from: Form, to: Form) =>
  (hasClusterIp(from) && to === 'headless') || (from === 'headless' && hasClusterIp(to));

export const changesClass = ({ spec }: Service, from: Form, { to, loadBalancerClass }: ChangeWish) =>
  from === 'LoadBalancer' &&
  to === 'LoadBalancer' &&
  loadBalancerClass !== undefined &&
  spec.loadBalancerClass !== loadBalancerClass;

const withType = (service: Service, to: Form): Service => ({
  ...service,
  spec: { ...service.spec, type: typeOf(to), clusterIP: to === 'headless' ? 'None' : '' },
});

function refuseExternalName({ metadata, spec }: Service, to: Form, externalName: string | undefined): void {
  if (to !== 'ExternalName') {
    if (externalName === undefined) return;
    throw new UsageError(`--external-name goes with ExternalName, not with ${to}`);
  }
  if (externalName === undefined) {
    if (spec.externalName) return;
    throw new UsageError(
      `service "${metadata.name}" needs a DNS name to become an ExternalName: give --external-name=HOST`,
    );
  }
  const host = externalName.replace(/\.$/, '');
  const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
  if (host.length > 253 || !host.split('.').every((word) => label.test(word))) {
    throw new UsageError(
      `invalid --external-name ${quoted(externalName)}: expected a DNS name of lower case letters, digits, '-' and '.', at most 253 long, each part beginning and ending with a letter or digit`,
    );
  }
}

/** k8s.io/apimachinery/pkg/util/validation IsQualifiedName. */
function isQualifiedName(text: string): boolean {
  const [last = '', prefix, ...rest] = text.split('/').reverse();
  if (rest.length > 0 || !/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(last) || last.length > 63) return false;
  if (prefix === undefined) return true;
  return prefix.length <= 253 && prefix.split('.').every((word) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(word));
}
