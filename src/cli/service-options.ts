import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import type { Context } from './context.ts';
import { parseIfExists } from './if-exists.ts';
import { dryRunOption } from './options.ts';
import {
  parseAffinity,
  parseAffinityTimeout,
  parseBoolean,
  parseDistribution,
  parseExternalPolicy,
  parseFieldManager,
  parseInternalPolicy,
  parseIpFamilies,
  parseIpFamilyPolicy,
  parseList,
  parseLists,
  parseSome,
  parseText,
} from './parse.ts';
import { parseAnnotations, parseLabelFlag } from './parse-labels.ts';
import { withPrintOptions } from './print.ts';

/** The flags that `expose` and `create service` share, in groups; what is kubectl's has kubectl's help text. */

/** How a new object is sent and printed. */
export function withCreateOptions<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
  fieldManager: string,
  context: Context,
) {
  return withPrintOptions(command)
    .addOption(dryRunOption(context))
    .addOption(
      new Option(
        '--if-exists <what>',
        'What to do where there is a Service of that name: error; skip, leaving it; update, by a server-side apply; or replace, saying what is lost.',
      )
        .argParser(parseIfExists)
        .default('error' as const, "'error'"),
    )
    .option('--force-conflicts', 'With --if-exists=update: take over fields that other managers own.')
    .addOption(
      new Option('--field-manager <name>', 'Name of the manager used to track field ownership.')
        .argParser(parseFieldManager)
        .default(fieldManager, `'${fieldManager}'`),
    )
    .option(
      '--save-config',
      'If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.',
    )
    .addOption(
      new Option('-l, --labels <labels>', 'Labels to apply to the service created by this call.').argParser(
        parseLabelFlag,
      ),
    )
    .addOption(
      new Option(
        '--annotations <annotations>',
        'Annotations of the service, as KEY=VALUE, several parted by commas; repeatable. A pair with a comma in it stands in double quotes.',
      ).argParser(parseAnnotations),
    )
    .addOption(
      new Option(
        '--app-protocol <protocol>',
        "What is spoken on every port, as 'http', 'grpc' or 'kubernetes.io/h2c'; a hint for proxies and gateways.",
      ).argParser(parseSome('--app-protocol')),
    );
}

/** Of every Service that has IP addresses. */
export function withAddressOptions<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) {
  return command
    .addOption(
      new Option(
        '--ip-families <families>',
        'IPv4, IPv6, or both parted by a comma, the first of them for the first address. Default is what the cluster has.',
      ).argParser(parseIpFamilies),
    )
    .addOption(
      new Option(
        '--ip-family-policy <policy>',
        "SingleStack, PreferDualStack or RequireDualStack. Default is 'SingleStack'.",
      ).argParser(parseIpFamilyPolicy),
    )
    .option('--publish-not-ready-addresses', 'If true, pods that are not ready are reached too.')
    .addOption(
      new Option(
        '--traffic-distribution <preference>',
        'Which endpoints are preferred: PreferSameZone, PreferSameNode, or PreferClose, an older word for PreferSameZone.',
      ).argParser(parseDistribution),
    );
}

/** Of every Service that is not headless. */
export function withBalancingOptions<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) {
  return command
    .addOption(
      new Option(
        '--external-ip <addresses>',
        'Additional external IP address (not managed by Kubernetes) to accept for the service. If this IP is routed to a node, the service can be accessed by this IP in addition to its generated service IP. Several are parted by commas.',
      ).argParser(parseList),
    )
    .addOption(
      new Option(
        '--external-traffic-policy <policy>',
        'Cluster, or Local, which keeps the address of the client and reaches pods of the node alone. For NodePort, LoadBalancer and external IPs.',
      ).argParser(parseExternalPolicy),
    )
    .addOption(
      new Option(
        '--internal-traffic-policy <policy>',
        "Cluster, or Local, which reaches pods of the client's own node alone. Default is 'Cluster'.",
      ).argParser(parseInternalPolicy),
    )
    .addOption(
      new Option(
        '--session-affinity <affinity>',
        "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'",
      ).argParser((text) => (text === '' ? undefined : parseAffinity(text))),
    )
    .addOption(
      new Option(
        '--session-affinity-timeout <duration>',
        'How long a client stays with its pod, in seconds or as 3h or 30m; asks for --session-affinity=ClientIP.',
      ).argParser(parseAffinityTimeout),
    );
}

/** Of load balancers alone. */
export function withLoadBalancerOptions<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) {
  return command
    .addOption(
      new Option(
        '--allocate-load-balancer-node-ports [allocate]',
        'If false, a load balancer that needs no node ports gets none.',
      )
        .preset('true')
        .argParser(parseBoolean('--allocate-load-balancer-node-ports'))
        .default(undefined, 'true'),
    )
    .addOption(
      new Option(
        '--load-balancer-class <class>',
        "Which load balancer is to make it, as 'example.com/internal'. Default is the cluster's.",
      ).argParser(parseSome('--load-balancer-class')),
    )
    .addOption(
      new Option(
        '--load-balancer-ip <address>',
        'IP to assign to the LoadBalancer. If empty, an ephemeral IP will be created and used (cloud-provider specific).',
      ).argParser(parseText),
    )
    .addOption(
      new Option(
        '--load-balancer-source-ranges <ranges>',
        'From where clients may come, as 10.0.0.0/8,2001:db8::/64; repeatable. Default is from anywhere.',
      ).argParser(parseLists),
    );
}
