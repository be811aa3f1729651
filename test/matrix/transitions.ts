/** Every source to every form, plainly and with the options that bear on that pair. */
import { type Form, forms } from '../../src/service/change-type/form.ts';
import { type Source, sources } from './sources.ts';

export interface Transition {
  source: Source;
  to: Form;
  options: string[];
  /** What somebody would send who knows only the field of the type. */
  naive: Record<string, unknown>;
}

const name = '--external-name=new.example.com';

function optionsFor({ from, variant, spec }: Source, to: Form): string[][] {
  const hasPorts = spec.ports !== undefined;
  const turns = (from === 'headless') !== (to === 'headless') && from !== 'ExternalName' && to !== 'ExternalName';
  const plain: string[] = [...(to === 'ExternalName' && from !== to ? [name] : []), ...(turns ? ['--recreate'] : [])];
  const lists: string[][] = [plain];
  if (turns && ['plain', 'no ports'].includes(variant)) lists.push([]);
  if (to === 'ExternalName' && variant === 'plain' && from !== to) lists.push([]);
  if (!hasPorts && ['ClusterIP', 'NodePort', 'LoadBalancer'].includes(to))
    lists.push([...plain, '--port=http=80:8080']);
  const leavesNodePorts = ['NodePort', 'LoadBalancer'].includes(from) && !['NodePort', 'LoadBalancer'].includes(to);
  if (leavesNodePorts) lists.push([...plain, '--keep-node-ports']);
  if (['NodePort', 'LoadBalancer'].includes(to) && hasPorts) {
    if (variant === 'plain') lists.push([...plain, '--node-port=30061'], [...plain, '--external-traffic-policy=Local']);
    if (variant === 'TCP and UDP on one number') lists.push([...plain, '--node-port=53=30062']);
    if (variant === 'node ports noted') lists.push([...plain, '--keep-node-ports=false']);
  }
  if (
    to === 'LoadBalancer' &&
    [
      'plain',
      'a class',
      'source ranges',
      'source ranges in the annotation',
      'has an address',
      'external traffic Local',
      'without node ports',
    ].includes(variant) &&
    hasPorts
  ) {
    const classed = '--load-balancer-class=example.com/two';
    lists.push([...plain, classed]);
    if (from === to) lists.push([...plain, classed, '--recreate']);
  }
  if (to === 'ClusterIP' && variant === 'external IPs') lists.push([...plain, '--external-traffic-policy=Local']);
  return lists;
}

function naive(from: Form, to: Form, options: readonly string[]): Record<string, unknown> {
  const type = to === 'headless' ? 'ClusterIP' : to;
  const loadBalancerClass = options.find((one) => one.startsWith('--load-balancer-class='))?.split('=')[1];
  return {
    type,
    ...(to === 'headless' && { clusterIP: 'None' }),
    ...(from === 'headless' && to !== 'ExternalName' && { clusterIP: null }),
    ...(loadBalancerClass && { loadBalancerClass }),
  };
}

export const transitions: Transition[] = sources.flatMap((source) =>
  forms.flatMap((to) =>
    optionsFor(source, to).map((options) => ({ source, to, options, naive: naive(source.from, to, options) })),
  ),
);
