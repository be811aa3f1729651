import type { Option } from '@commander-js/extra-typings';
import { type Kind, kinds } from '../service/kinds.ts';
import * as ask from './asks.ts';
import { listOf, nothing, type Source, words } from './source.ts';

/**
 * What can stand behind each flag, whichever command it belongs to. A flag of the tree that takes a value and is not
 * here, not in `freeText`, and does not list its values in its help (`One of: (json, yaml)`) fails a test.
 */

const serviceAccount: Kind = {
  group: '',
  version: 'v1',
  namespaced: true,
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
};

export const serviceTypes = {
  ClusterIP: 'an address inside the cluster',
  NodePort: 'also a port on every node',
  LoadBalancer: 'also an address from a load balancer',
  ExternalName: 'an alias for a DNS name',
};
const policies = words({ Cluster: 'to every endpoint', Local: 'to endpoints on the same node only' });
const anyFile: Source = { files: [] };
const manifests: Source = { files: ['json', 'yaml', 'yml'] };

const byFlag: Readonly<Record<string, Source>> = {
  '--namespace': { ask: ask.names(kinds.Namespace) },
  '--context': { ask: ask.contexts },
  '--cluster': { ask: ask.clusters },
  '--user': { ask: ask.users },
  '--kubeconfig': anyFile,
  '--certificate-authority': anyFile,
  '--client-certificate': anyFile,
  '--client-key': anyFile,
  '--cache-dir': anyFile,
  '--kuberc': anyFile,
  '--profile-output': anyFile,
  '--filename': manifests,
  '--kustomize': anyFile,
  '--template': anyFile,
  '--type': words(serviceTypes),
  '--protocol': words({ TCP: '', UDP: '', SCTP: '' }),
  '--session-affinity': words({ None: 'any endpoint for every connection', ClientIP: 'one endpoint for one client' }),
  '--dry-run': words({
    none: 'do it',
    client: 'only print what would be sent',
    server: 'let the server check it without keeping it',
  }),
  '--override-type': words({
    json: 'JSON patch (RFC 6902)',
    merge: 'JSON merge patch (RFC 7386)',
    strategic: 'strategic merge patch',
  }),
  '--target-port': { ask: ask.targetPorts },
  '--cluster-ip': words({ None: 'headless' }),
  '--clusterip': words({ None: 'headless' }),
  '--ip-family-policy': words({
    SingleStack: 'one address',
    PreferDualStack: 'two addresses where the cluster has both families',
    RequireDualStack: 'two addresses, or an error',
  }),
  '--ip-families': listOf(words({ IPv4: '', IPv6: '' })),
  '--internal-traffic-policy': policies,
  '--external-traffic-policy': policies,
  '--traffic-distribution': words({
    PreferClose: 'endpoints in the same zone first',
    PreferSameZone: 'endpoints in the same zone first',
    PreferSameNode: 'endpoints on the same node first',
  }),
  '--app-protocol': words({
    http: '',
    https: '',
    'kubernetes.io/h2c': 'HTTP/2 without TLS',
    'kubernetes.io/ws': 'WebSocket',
    'kubernetes.io/wss': 'WebSocket over TLS',
  }),
  '--if-exists': words({
    error: 'fail, as kubectl does',
    skip: 'leave it as it is',
    update: 'apply what differs',
    replace: 'delete it and create it anew',
  }),
  '--label-columns': listOf({ ask: ask.labelKeys(kinds.Service) }),
  '--sort-by': words({
    '.metadata.name': '',
    '.metadata.creationTimestamp': '',
    '.spec.type': '',
    '.spec.clusterIP': '',
  }),
  '--field-selector': listOf(
    words({ 'metadata.name=': '', 'metadata.namespace=': '', 'spec.clusterIP=': '', 'spec.type=': '' }),
  ),
  '--subresource': words({ status: '' }),
  '--v': words({ 0: 'nothing', 6: 'one line for each request', 7: 'also headers', 8: 'also bodies, cut', 10: 'all' }),
  '--node': { ask: ask.names(kinds.Node) },
  '--node-selector': listOf({ ask: ask.labelPairs(kinds.Node) }),
  '--from-namespace': { ask: ask.names(kinds.Namespace) },
  '--from-labels': listOf({ ask: ask.labelPairs(kinds.Pod, '--from-namespace') }),
  '--from-service-account': { ask: ask.names(serviceAccount, '--from-namespace') },
  '--explain': { ask: ask.findings },
  '--suppress': { ask: ask.findings },
  '--via': listOf(
    words({
      clusterip: 'the cluster IP',
      dns: 'the DNS name',
      endpoints: 'every endpoint by itself',
      nodeport: 'the port on every node',
      lb: 'the load balancer',
      externalip: 'external IPs',
      externalname: 'what an ExternalName stands for',
      local: 'from this machine',
    }),
  ),
  '--ip-family': words({ 4: '', 6: '', both: '' }),
  '--scheme': words({ auto: 'from the port', http: '', https: '', h2c: '', tcp: '', udp: '' }),
  '--runner': words({ job: '', pod: '' }),
  '--image-pull-policy': words({ Always: '', IfNotPresent: '', Never: '' }),
  '--fail-on': words({ unreachable: '', degraded: '', warning: '', never: '' }),
  '--expect': words({ unreachable: 'it is right that nobody gets through' }),
  '--color': words({ auto: '', always: '', never: '' }),
  '--validate': words({ strict: '', warn: '', ignore: '' }),
};

/** Where the same flag means something else for another command. */
const byCommand: Readonly<Record<string, (path: string) => Source>> = {
  '--port': (path) =>
    path === 'expose'
      ? listOf({ ask: ask.workloadPorts })
      : path.startsWith('create')
        ? nothing
        : { ask: ask.servicePorts },
  '--wait': (path) =>
    path === 'probe'
      ? nothing
      : words({
          endpoints: 'until a pod is ready behind it',
          address: 'until it has its external address',
          reachable: 'until a probe gets through',
        }),
  // `version` alone names its formats in words.
  '--output': (path) => (path === 'version' ? words({ json: '', yaml: '' }) : nothing),
  '--selector': (path) => listOf({ ask: ask.labelPairs(/^(expose|create)/.test(path) ? kinds.Pod : kinds.Service) }),
};

/** Flags whose values nobody can know beforehand. */
const freeText = new Set([
  '--as',
  '--as-group',
  '--as-uid',
  '--as-user-extra',
  '--request-timeout',
  '--server',
  '--tls-server-name',
  '--token',
  '--proxy-url',
  '--username',
  '--password',
  '--log-flush-frequency',
  '--profile',
  '--vmodule',
  '--name',
  '--labels',
  '--annotations',
  '--external-ip',
  '--external-name',
  '--load-balancer-ip',
  '--load-balancer-class',
  '--load-balancer-source-ranges',
  '--generator',
  '--overrides',
  '--field-manager',
  '--session-affinity-timeout',
  '--tcp',
  '--udp',
  '--sctp',
  '--node-port',
  '--timeout',
  '--timeout-total',
  '--chunk-size',
  '--raw',
  '--image',
  '--image-pull-secret',
  '--path',
  '--host-header',
  '--expect-status',
  '--expect-body',
  '--udp-payload',
  '--retries',
  '--count',
  '--rate',
  '--older-than',
  '--bundle',
]);

/** What can stand behind a flag, for the command at `path`; undefined where nobody has said. */
export function valuesOf(option: Option, path: string): Source | undefined {
  const name = option.long ?? '';
  const choices = option.argChoices ?? listedInHelp(option.description);
  if (choices) return { words: choices.map((text) => ({ text })) };
  if (option.isBoolean() || option.presetArg === 'true') return words({ true: '', false: '' });
  return byCommand[name]?.(path) ?? byFlag[name] ?? (freeText.has(name) ? nothing : undefined);
}

function listedInHelp(description: string): string[] | undefined {
  return /One of: \(([^)]+)\)/.exec(description)?.[1]?.split(/[,|]\s*/);
}
