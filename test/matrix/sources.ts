/** The Services that the matrix starts from: every form, in every state that a change of type can meet. */
import type { Form } from '../../src/service/change-type/form.ts';

export interface Source {
  from: Form;
  variant: string;
  spec: Record<string, unknown>;
  annotations?: Record<string, string>;
  /** Written to the status, as a load-balancer controller does. */
  address?: string;
}

const one = [{ port: 80, targetPort: 8080 }];
const two = [
  { name: 'http', port: 80, targetPort: 'web' },
  { name: 'https', port: 443, appProtocol: 'https' },
];
const both = [
  { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  { name: 'dns-udp', port: 53, protocol: 'UDP' },
];
const selector = { app: 'web' };
const externalIPs = ['192.0.2.77'];
const local = { externalTrafficPolicy: 'Local' };
const sticky = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } } };
const dual = { ipFamilyPolicy: 'RequireDualStack' };
const ranges = { loadBalancerSourceRanges: ['10.0.0.0/8', '192.168.0.0/16'] };
const rangesNoted = { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8' };

const ofEveryIpType: [string, Record<string, unknown>][] = [
  ['plain', {}],
  ['two ports', { ports: two }],
  ['TCP and UDP on one number', { ports: both }],
  ['no selector', { selector: undefined }],
  ['session affinity', sticky],
  ['dual-stack', dual],
  ['internal traffic Local', { internalTrafficPolicy: 'Local' }],
  ['external IPs', { externalIPs }],
  [
    'publishes unready addresses, prefers the same zone',
    { publishNotReadyAddresses: true, trafficDistribution: 'PreferSameZone' },
  ],
  ['load-balancer IP', { loadBalancerIP: '192.0.2.10' }],
];

const ofExternallyAccessible: [string, Record<string, unknown>][] = [
  ['external traffic Local', local],
  ['external IPs, external traffic Local', { externalIPs, ...local }],
];

const source = (from: Form, variant: string, spec: Record<string, unknown>, more: Partial<Source> = {}): Source => ({
  from,
  variant,
  spec: { type: from === 'headless' ? 'ClusterIP' : from, ...(from === 'headless' && { clusterIP: 'None' }), ...spec },
  ...more,
});

const withIp = (from: Form, more: [string, Record<string, unknown>][] = []) =>
  [...ofEveryIpType, ...more].map(([variant, spec]) => source(from, variant, { selector, ports: one, ...spec }));

const balanced = (variant: string, spec: Record<string, unknown>, more: Partial<Source> = {}) =>
  source('LoadBalancer', variant, { selector, ports: one, ...spec }, more);

const host = { externalName: 'db.example.com' };

export const sources: Source[] = [
  ...withIp('ClusterIP', [
    ['external IPs, external traffic Local', { externalIPs, ...local }],
    ['an external name left over', { externalName: 'old.example.com' }],
  ]),
  source(
    'ClusterIP',
    'node ports noted',
    { selector, ports: two },
    {
      annotations: { 'kubesvc.dev/node-ports': '80/TCP=30063,443/TCP=30064', 'example.com/other': 'stays' },
    },
  ),
  ...withIp('NodePort', ofExternallyAccessible),
  ...withIp('LoadBalancer', ofExternallyAccessible),
  balanced('has an address', {}, { address: '198.51.100.7' }),
  balanced('a class', { loadBalancerClass: 'example.com/one' }),
  balanced('source ranges', ranges),
  balanced('source ranges in the annotation', {}, { annotations: rangesNoted }),
  balanced('without node ports', { allocateLoadBalancerNodePorts: false }),
  balanced('without node ports, external traffic Local', { allocateLoadBalancerNodePorts: false, ...local }),
  balanced(
    'class, source ranges, load-balancer IP, external traffic Local, without node ports, an address',
    {
      loadBalancerClass: 'example.com/one',
      loadBalancerIP: '192.0.2.10',
      allocateLoadBalancerNodePorts: false,
      ...ranges,
      ...local,
    },
    { address: '198.51.100.8' },
  ),
  source('headless', 'plain', { selector, ports: one }),
  source('headless', 'two ports', { selector, ports: two }),
  source('headless', 'no ports', { selector }),
  source('headless', 'no selector', { ports: one }),
  source('headless', 'no ports, no selector', {}),
  source('headless', 'external IPs', { selector, ports: one, externalIPs }),
  source('headless', 'session affinity', { selector, ports: one, ...sticky }),
  source('headless', 'dual-stack', { selector, ports: one, ...dual }),
  source('ExternalName', 'plain', host),
  source('ExternalName', 'a selector', { ...host, selector }),
  source('ExternalName', 'ports', { ...host, ports: one }),
  source('ExternalName', 'ports, a selector', { ...host, ports: one, selector }),
  source('ExternalName', 'TCP and UDP on one number', { ...host, ports: both, selector }),
  source('ExternalName', 'internal traffic Local, which no answer shows', {
    ...host,
    ports: one,
    selector,
    internalTrafficPolicy: 'Local',
  }),
  source('ExternalName', 'a node port that nobody allocated', {
    ...host,
    ports: [{ port: 80, nodePort: 32123 }],
    selector,
  }),
];
