import type { Service } from '../../src/service/types.ts';

/** A Service that every server takes. */
export const sound = (): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'sound' },
  spec: { selector: { app: 'sound' }, ports: [{ port: 80 }] },
});

type Change = (service: Service) => Service;

const named =
  (name: string): Change =>
  (service) => ({ ...service, metadata: { name } });
const labelled =
  (labels: Record<string, string>): Change =>
  (service) => ({ ...service, metadata: { ...service.metadata, labels } });
const annotated =
  (annotations: Record<string, string>, spec = {}): Change =>
  (service) => ({
    ...service,
    metadata: { ...service.metadata, annotations },
    spec: { ...service.spec, ...spec },
  });
const spec =
  (change: Record<string, unknown>): Change =>
  (service) => ({ ...service, spec: { ...service.spec, ...change } });
const port = (change: Record<string, unknown>): Change => spec({ ports: [{ port: 80, ...change }] });
const balanced = (change: Record<string, unknown>): Change => spec({ type: 'LoadBalancer', ...change });

const label =
  "must consist of lower case letters, digits and '-', and must start and end with a letter or digit (e.g. 'my-name', or '123-abc')";
const key =
  "must consist of letters, digits, '-', '_' and '.', and must start and end with a letter or digit (e.g. 'MyName', 'my.name' or '123-abc')";
const value =
  "must be empty or consist of letters, digits, '-', '_' and '.', and must start and end with a letter or digit (e.g. 'MyValue', 'my_value' or '12345')";
const range = 'must be between 1 and 65535, inclusive';
const onlyBalanced = 'may only be used with type LoadBalancer';
const address = 'must be a valid IP address (e.g. 10.9.8.7 or 2001:db8::ffff)';
const cidr = 'must be a valid CIDR value (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** One row a rule: what is changed, the path and the rule of the one fault that comes of it. The server refuses each of them. */
export const faulty: [title: string, change: Change, path: string, rule: string][] = [
  ['no name', named(''), 'metadata.name', 'a name is required'],
  ['an upper case name', named('Web'), 'metadata.name', label],
  ['a name with a dot', named('a.b'), 'metadata.name', 'must not contain dots'],
  ['a long name', named('a'.repeat(64)), 'metadata.name', 'must be no more than 63 characters'],
  ['a name in another script', named('сеть'), 'metadata.name', label],
  ['a key of a label', labelled({ 'a b': 'c' }), 'metadata.labels', `a label's key ${key}`],
  ['an empty key', labelled({ '': 'c' }), 'metadata.labels', "a label's key: the name must not be empty"],
  [
    'a long key',
    labelled({ ['k'.repeat(64)]: '' }),
    'metadata.labels',
    "a label's key: the name must be no more than 63 characters",
  ],
  [
    'two slashes in a key',
    labelled({ 'a/b/c': '' }),
    'metadata.labels',
    "a label's key must be NAME or PREFIX/NAME, with one '/' at most (e.g. 'example.com/my-name')",
  ],
  [
    'no prefix before the slash',
    labelled({ '/a': '' }),
    'metadata.labels',
    "a label's key: the prefix before '/' must not be empty",
  ],
  [
    'a prefix in upper case',
    labelled({ 'UP/a': '' }),
    'metadata.labels',
    "a label's key: the prefix must consist of lower case letters, digits, '-' and '.', and must start and end with a letter or digit (e.g. 'example.com')",
  ],
  ['a value of a label', labelled({ a: 'b c' }), 'metadata.labels[a]', value],
  ['a long value', labelled({ a: 'v'.repeat(64) }), 'metadata.labels[a]', 'must be no more than 63 characters'],
  ['a key of an annotation', annotated({ 'a!': '' }), 'metadata.annotations', key],
  [
    'annotations of more than 256 KiB',
    annotated({ a: 'x'.repeat(256 * 1024) }),
    'metadata.annotations',
    'keys and values must be no more than 262144 bytes together',
  ],
  [
    'topology annotations that differ',
    annotated({ 'service.kubernetes.io/topology-mode': 'auto', 'service.kubernetes.io/topology-aware-hints': 'x' }),
    'metadata.annotations[service.kubernetes.io/topology-mode]',
    'must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified',
  ],
  [
    'the annotation of source ranges on another type',
    annotated({ 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8' }),
    'metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]',
    onlyBalanced,
  ],
  [
    'the annotation of source ranges with none',
    annotated({ 'service.beta.kubernetes.io/load-balancer-source-ranges': 'x' }, { type: 'LoadBalancer' }),
    'metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]',
    cidr,
  ],
  ['a key of the selector', spec({ selector: { 'a!': 'b' } }), 'spec.selector', `a label's key ${key}`],
  ['a value of the selector', spec({ selector: { a: '-' } }), 'spec.selector[a]', value],
  ['no ports', spec({ ports: [] }), 'spec.ports', 'at least one port is required'],
  ['port 0', port({ port: 0, targetPort: 1 }), 'spec.ports[0].port', range],
  ['port 65536', port({ port: 65536, targetPort: 1 }), 'spec.ports[0].port', range],
  ['a negative target', port({ targetPort: -1 }), 'spec.ports[0].targetPort', range],
  [
    'a target in upper case',
    port({ targetPort: 'HTTP1a' }),
    'spec.ports[0].targetPort',
    'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
  ],
  [
    'a target without letters',
    port({ targetPort: '1-2' }),
    'spec.ports[0].targetPort',
    'must contain at least one letter (a-z)',
  ],
  [
    'a long target',
    port({ targetPort: 'sixteen-letters-x' }),
    'spec.ports[0].targetPort',
    'must be no more than 15 characters',
  ],
  ['a protocol that is none', port({ protocol: 'udp' }), 'spec.ports[0].protocol', 'must be SCTP, TCP or UDP'],
  ['appProtocol', port({ appProtocol: 'a b' }), 'spec.ports[0].appProtocol', key],
  ['an empty appProtocol', port({ appProtocol: '' }), 'spec.ports[0].appProtocol', 'the name must not be empty'],
  ['a name of a port', port({ name: 'a.b' }), 'spec.ports[0].name', 'must not contain dots'],
  [
    'one of two ports has no name',
    spec({ ports: [{ name: 'a', port: 80 }, { port: 81 }] }),
    'spec.ports[1].name',
    'every one of several ports needs a name',
  ],
  [
    'two ports of one name',
    spec({
      ports: [
        { name: 'a', port: 80 },
        { name: 'a', port: 81 },
      ],
    }),
    'spec.ports[1].name',
    'every port needs a name of its own',
  ],
  [
    'one port twice',
    spec({
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 80, protocol: 'TCP' },
      ],
    }),
    'spec.ports[1]',
    'each number and protocol may be there once',
  ],
  [
    'a node port on ClusterIP',
    port({ nodePort: 30080 }),
    'spec.ports[0].nodePort',
    'may not be used with type ClusterIP',
  ],
  [
    'node port 65536',
    spec({ type: 'NodePort', ports: [{ port: 80, nodePort: 65536 }] }),
    'spec.ports[0].nodePort',
    range,
  ],
  [
    'one node port for two ports',
    spec({
      type: 'NodePort',
      ports: [
        { name: 'a', port: 80, nodePort: 30080 },
        { name: 'b', port: 81, protocol: 'UDP', nodePort: 30080 },
      ],
    }),
    'spec.ports[1].nodePort',
    'one node port cannot lead to two ports',
  ],
  [
    'a type that is none',
    spec({ type: 'nodeport' }),
    'spec.type',
    'must be ClusterIP, NodePort, LoadBalancer or ExternalName',
  ],
  [
    'a headless NodePort',
    spec({ type: 'NodePort', clusterIP: 'None' }),
    'spec.clusterIP',
    "may not be 'None' with type NodePort",
  ],
  [
    'a headless LoadBalancer',
    balanced({ clusterIP: 'None' }),
    'spec.clusterIP',
    "may not be 'None' with type LoadBalancer",
  ],
  ['a cluster IP that is none', spec({ clusterIP: 'none' }), 'spec.clusterIP', address],
  [
    'leading zeros',
    spec({ clusterIP: '010.96.0.7' }),
    'spec.clusterIP',
    'must not have leading 0s, and no number above 255',
  ],
  [
    'IPv4 within IPv6',
    spec({ externalIPs: ['::ffff:1.2.3.4'] }),
    'spec.externalIPs[0]',
    'must not be an IPv4-mapped IPv6 address',
  ],
  [
    'clusterIPs without clusterIP',
    spec({ clusterIPs: ['10.96.9.9'] }),
    'spec.clusterIPs',
    'the first must be the same as clusterIP',
  ],
  [
    'three cluster IPs',
    spec({
      clusterIP: '10.96.9.9',
      clusterIPs: ['10.96.9.9', 'fd00:10:96::9', 'fd00:10:96::8'],
      ipFamilyPolicy: 'PreferDualStack',
    }),
    'spec.clusterIPs',
    'may only hold up to 2 values',
  ],
  [
    'two cluster IPs of one family',
    spec({ clusterIP: '10.96.9.9', clusterIPs: ['10.96.9.9', '10.96.9.8'], ipFamilyPolicy: 'PreferDualStack' }),
    'spec.clusterIPs',
    'may hold one address of each IP family',
  ],
  [
    'None and an address',
    spec({ clusterIP: 'None', clusterIPs: ['None', '10.96.9.8'] }),
    'spec.clusterIPs',
    "'None' must be the first and only value",
  ],
  [
    'an address of the other family',
    spec({ clusterIP: '10.96.9.9', ipFamilies: ['IPv6'] }),
    'spec.clusterIP',
    'must be an IPv6 address, as ipFamilies says',
  ],
  ['a family that is none', spec({ ipFamilies: ['ipv4'] }), 'spec.ipFamilies[0]', 'must be IPv4 or IPv6'],
  [
    'a family twice',
    spec({ ipFamilies: ['IPv4', 'IPv4'], ipFamilyPolicy: 'PreferDualStack' }),
    'spec.ipFamilies[1]',
    'each family may be there once',
  ],
  [
    'two families, single stack',
    spec({ ipFamilies: ['IPv4', 'IPv6'] }),
    'spec.ipFamilyPolicy',
    'must be PreferDualStack or RequireDualStack where there are two IP families',
  ],
  [
    'a policy that is none',
    spec({ ipFamilyPolicy: 'Dual' }),
    'spec.ipFamilyPolicy',
    'must be SingleStack, PreferDualStack or RequireDualStack',
  ],
  ['an external IP that is none', spec({ externalIPs: ['1.2.3'] }), 'spec.externalIPs[0]', address],
  ['no address at all', spec({ externalIPs: ['0.0.0.0'] }), 'spec.externalIPs[0]', 'may not be unspecified (0.0.0.0)'],
  [
    'the loopback',
    spec({ externalIPs: ['::1'] }),
    'spec.externalIPs[0]',
    'may not be in the loopback range (127.0.0.0/8, ::1/128)',
  ],
  [
    'a link-local address',
    spec({ externalIPs: ['169.254.1.1'] }),
    'spec.externalIPs[0]',
    'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  ],
  [
    'a multicast address',
    spec({ externalIPs: ['ff02::1'] }),
    'spec.externalIPs[0]',
    'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  ],
  [
    'ExternalName without a name',
    spec({ type: 'ExternalName' }),
    'spec.externalName',
    'type ExternalName needs the DNS name that it stands for',
  ],
  [
    'an external name',
    spec({ type: 'ExternalName', externalName: 'a_b' }),
    'spec.externalName',
    "must consist of lower case letters, digits, '-' and '.', and must start and end with a letter or digit (e.g. 'example.com')",
  ],
  [
    'a long external name',
    spec({ type: 'ExternalName', externalName: 'a'.repeat(254) }),
    'spec.externalName',
    'must be no more than 253 characters',
  ],
  [
    'an external name and an address',
    spec({ type: 'ExternalName', externalName: 'a.b', clusterIP: 'None' }),
    'spec.clusterIP',
    'may not be set for type ExternalName',
  ],
  [
    'an external name and families',
    spec({ type: 'ExternalName', externalName: 'a.b', ipFamilies: ['IPv4'] }),
    'spec.ipFamilies',
    'may not be set for type ExternalName',
  ],
  [
    'an external name and their policy',
    spec({ type: 'ExternalName', externalName: 'a.b', ipFamilyPolicy: 'SingleStack' }),
    'spec.ipFamilyPolicy',
    'may not be set for type ExternalName',
  ],
  [
    'an affinity that is none',
    spec({ sessionAffinity: 'clientip' }),
    'spec.sessionAffinity',
    'must be None or ClientIP',
  ],
  [
    'an affinity without end',
    spec({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } } }),
    'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
    'must be between 1 and 86400 seconds',
  ],
  [
    'an external policy without an outside',
    spec({ externalTrafficPolicy: 'Local' }),
    'spec.externalTrafficPolicy',
    'may only be set for type NodePort, type LoadBalancer or with external IPs',
  ],
  [
    'an external policy that is none',
    balanced({ externalTrafficPolicy: 'local' }),
    'spec.externalTrafficPolicy',
    'must be Cluster or Local',
  ],
  [
    'an internal policy that is none',
    spec({ internalTrafficPolicy: 'local' }),
    'spec.internalTrafficPolicy',
    'must be Cluster or Local',
  ],
  [
    'a distribution that is none',
    spec({ trafficDistribution: 'Near' }),
    'spec.trafficDistribution',
    'must be PreferSameZone, PreferSameNode or PreferClose',
  ],
  [
    'a health check port',
    balanced({ healthCheckNodePort: 31999 }),
    'spec.healthCheckNodePort',
    'may only be set for type LoadBalancer with externalTrafficPolicy Local',
  ],
  [
    'source ranges on another type',
    spec({ loadBalancerSourceRanges: ['10.0.0.0/8'] }),
    'spec.loadBalancerSourceRanges',
    onlyBalanced,
  ],
  [
    'a source range that is none',
    balanced({ loadBalancerSourceRanges: ['10.0.0.0'] }),
    'spec.loadBalancerSourceRanges[0]',
    cidr,
  ],
  [
    'bits beyond the prefix',
    balanced({ loadBalancerSourceRanges: ['10.0.0.1/8'] }),
    'spec.loadBalancerSourceRanges[0]',
    'must not have bits set beyond the prefix length',
  ],
  [
    'a prefix length with a zero before it',
    balanced({ loadBalancerSourceRanges: ['10.0.0.0/08'] }),
    'spec.loadBalancerSourceRanges[0]',
    'must not have leading 0s in IP or prefix length',
  ],
  [
    'a range of IPv4 within IPv6',
    balanced({ loadBalancerSourceRanges: ['::ffff:10.0.0.0/104'] }),
    'spec.loadBalancerSourceRanges[0]',
    'must not have an IPv4-mapped IPv6 address',
  ],
  ['a class on another type', spec({ loadBalancerClass: 'a/b' }), 'spec.loadBalancerClass', onlyBalanced],
  ['a class that is no name', balanced({ loadBalancerClass: 'a b' }), 'spec.loadBalancerClass', key],
  [
    'an allocation on another type',
    spec({ allocateLoadBalancerNodePorts: false }),
    'spec.allocateLoadBalancerNodePorts',
    onlyBalanced,
  ],
];
