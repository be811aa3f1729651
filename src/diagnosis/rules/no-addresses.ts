import { type Facts, namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';

/** E01: a Service without a selector lives from slices that somebody writes, and there are none for it. */
export function noSlices({ service, slices }: Facts): Finding[] {
  const { selector, type } = service.spec;
  if (type === 'ExternalName' || !slices || (selector && Object.keys(selector).length > 0) || slices.length > 0)
    return [];
  const { name } = service.metadata;
  return [
    {
      id: 'E01',
      severity: 'error',
      confidence: 'certain',
      reason: 'no-slice',
      message: 'the Service has no selector, and no EndpointSlice names it',
      evidence: [
        `no EndpointSlice in namespace ${namespaceOf(service)} has the label kubernetes.io/service-name=${name}`,
      ],
      fix: [
        {
          command: `kubectl -n ${namespaceOf(service)} label endpointslice SLICE kubernetes.io/service-name=${name}`,
          why: 'if the slice is there and only its label is missing',
        },
      ],
    },
  ];
}

/** S07: a named targetPort that no matching pod has, or has for another protocol only. */
export function namedPortMissing(facts: Facts): Finding[] {
  const { service } = facts;
  const pods = facts.selected;
  return (service.spec.ports ?? []).flatMap((port): Finding[] => {
    const { targetPort } = port;
    if (typeof targetPort !== 'string' || pods.length === 0) return [];
    const without = pods.filter(
      ({ spec }) =>
        !containerPorts(spec).some(
          ({ name, protocol = 'TCP' }) => name === targetPort && protocol === (port.protocol ?? 'TCP'),
        ),
    );
    if (without.length === 0) return [];
    const declared = [
      ...new Set(
        pods
          .flatMap(({ spec }) => containerPorts(spec))
          .map(({ name, containerPort, protocol = 'TCP' }) => `${name ?? '(no name)'} ${containerPort}/${protocol}`),
      ),
    ];
    return [
      {
        id: 'S07',
        severity: without.length === pods.length ? 'error' : 'warning',
        confidence: 'certain',
        reason: declared.some((text) => text.startsWith(`${targetPort} `)) ? 'protocol' : 'missing',
        message: `targetPort "${targetPort}" (${port.protocol ?? 'TCP'}) is a port of ${pods.length - without.length} of ${pods.length} matching pods`,
        evidence: [`the pods declare: ${declared.join(', ') || 'no ports'}`],
        fix: [
          {
            command: `kubectl -n ${namespaceOf(service)} edit svc ${service.metadata.name}`,
            why: 'name a port that the pods declare, or its number',
          },
        ],
      },
    ];
  });
}

const containerPorts = ({
  containers,
}: {
  containers: { ports?: { name?: string; containerPort: number; protocol?: string }[] }[];
}) => containers.flatMap(({ ports = [] }) => ports);
