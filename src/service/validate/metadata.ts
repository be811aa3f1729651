import type { ObjectMeta, Service } from '../types.ts';
import { cidrRule } from './addresses.ts';
import { type Fault, fault } from './fault.ts';
import { dnsLabelRule, labelValueRule, qualifiedNameRule } from './text.ts';

/** 256 KiB of keys and values (apimachinery pkg/api/validation/objectmeta.go). */
const annotationBytes = 256 * 1024;

/** Name, labels and annotations. */
export function metadataFaults({ metadata, spec }: Service): Fault[] {
  const { annotations = {} } = metadata;
  return [
    ...nameFaults(metadata),
    ...labelFaults('metadata.labels', metadata.labels),
    ...Object.keys(annotations).flatMap((key) =>
      fault('metadata.annotations', key, qualifiedNameRule(key.toLowerCase())),
    ),
    ...sizeFaults(annotations),
    ...topologyFaults(annotations),
    ...rangeFaults(annotations, spec),
  ];
}

function nameFaults({ name, generateName }: ObjectMeta): Fault[] {
  if (name === '' || name === undefined)
    return generateName === undefined ? [{ path: 'metadata.name', value: '', rule: 'a name is required' }] : [];
  return fault('metadata.name', name, dnsLabelRule(name));
}

/** Labels, and a Service's selector, which is written the same way. */
export function labelFaults(path: string, labels: Record<string, string> = {}): Fault[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...fault(path, key, keyRule(key)),
    ...fault(`${path}[${key}]`, value, labelValueRule(value)),
  ]);
}

function keyRule(key: string): string | undefined {
  const rule = qualifiedNameRule(key);
  return rule === undefined ? undefined : `a label's key ${rule}`.replace('key the', 'key: the');
}

function sizeFaults(annotations: Record<string, string>): Fault[] {
  const bytes = new TextEncoder().encode(Object.entries(annotations).flat().join('')).length;
  if (bytes <= annotationBytes) return [];
  return [
    { path: 'metadata.annotations', rule: `keys and values must be no more than ${annotationBytes} bytes together` },
  ];
}

const topologyMode = 'service.kubernetes.io/topology-mode';
const topologyHints = 'service.kubernetes.io/topology-aware-hints';

function topologyFaults(annotations: Record<string, string>): Fault[] {
  const [mode, hints] = [annotations[topologyMode], annotations[topologyHints]];
  if (mode === undefined || hints === undefined || mode === hints) return [];
  const rule = `must match annotations[${topologyHints}] when both are specified`;
  return [{ path: `metadata.annotations[${topologyMode}]`, value: mode, rule }];
}

const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** The annotation that loadBalancerSourceRanges had before it was a field; the field hides it. */
function rangeFaults(annotations: Record<string, string>, spec: Service['spec']): Fault[] {
  const ranges = annotations[sourceRanges];
  if (ranges === undefined || (spec.loadBalancerSourceRanges ?? []).length > 0) return [];
  const path = `metadata.annotations[${sourceRanges}]`;
  if (spec.type !== 'LoadBalancer') return [{ path, value: ranges, rule: 'may only be used with type LoadBalancer' }];
  if (ranges.trim() === '') return [];
  return ranges.split(',').flatMap((range) => fault(path, range, cidrRule(range.trim())));
}
