import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { withPortOptions } from '../cli/port-options.ts';
import { type IfExists, makeService } from '../cli/if-exists.ts';
import { groupCommand } from '../cli/group.ts';
import { connectionFlags } from '../cli/options.ts';
import { type DryRun, parseClusterIp, parseExternalName, withoutEmpty } from '../cli/parse.ts';
import { parseNodePort, portsWished, readNodePort } from '../cli/parse-ports.ts';
import { readInTurn, takingOneName } from '../cli/pflag.ts';
import { changePrinter, type PrintFlags } from '../cli/print.ts';
import { withAddressOptions, withBalancingOptions, withLoadBalancerOptions } from '../cli/service-options.ts';
import { outcomePrinter, type Printer } from '../output/printer.ts';
import { stateAwaited, type WaitFlags } from '../service/awaited.ts';
import type { Labels } from '../service/labels.ts';
import type { PortWish } from '../service/ports.ts';
import type { SpecWishes } from '../service/spec.ts';
import type { Service, ServicePort } from '../service/types.ts';

export function createCommand(context: Context) {
  const service = groupCommand('service', 'Create a service using a specified subcommand.', [
    clusterIpCommand(context),
    externalNameCommand(context),
    headlessCommand(context),
    loadBalancerCommand(context),
    nodePortCommand(context),
  ]);
  return groupCommand('create', 'Create a service.', [
    service.alias('svc').summary('Create a service using a specified subcommand'),
  ]);
}

function clusterIpCommand(context: Context) {
  const command = named('clusterip', 'Create a ClusterIP service')
    .description(
      `Create a ClusterIP service with the specified name.

Examples:
  # A Service of the pods app=web on port 5678, which leads to their port 8080
  kubesvc create service clusterip web --tcp=5678:8080

  # A headless one
  kubesvc create service clusterip web --clusterip="None"

  # DNS over TCP and UDP, for the pods of another label
  kubesvc create service clusterip dns --tcp=53 --udp=53 --selector=k8s-app=dns`,
    )
    .usage('NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]')
    .addOption(
      new Option(
        '--clusterip <address>',
        "Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing).",
      ).argParser(parseClusterIp),
    );
  return withBalancingOptions(withAddressOptions(withPortOptions(command, context))).action((names, flags, self) =>
    create(names, { ...flags, type: 'ClusterIP', clusterIP: flags.clusterip }, self, context),
  );
}

function nodePortCommand(context: Context) {
  const command = named('nodeport', 'Create a NodePort service')
    .description(
      `Create a NodePort service with the specified name.

Examples:
  # A Service of the pods app=web, reached through a port of every node that the cluster chooses
  kubesvc create service nodeport web --tcp=80:8080

  # The same, through port 30080
  kubesvc create service nodeport web --tcp=80:8080 --node-port=30080`,
    )
    .usage('NAME [--tcp=port:targetPort] [--dry-run=server|client|none]')
    .addOption(
      readInTurn(
        new Option('--node-port <port>', 'Port used to expose the service on each node in a cluster.')
          .argParser(parseNodePort)
          .default(undefined, '0'),
        readNodePort,
      ),
    );
  return withBalancingOptions(withAddressOptions(withPortOptions(command, context))).action((names, flags, self) =>
    create(names, { ...flags, type: 'NodePort' }, self, context),
  );
}

function loadBalancerCommand(context: Context) {
  const command = named('loadbalancer', 'Create a LoadBalancer service')
    .description(
      `Create a LoadBalancer service with the specified name.

Examples:
  # A Service of the pods app=web, with an address that the cluster's load balancer gives it
  kubesvc create service loadbalancer web --tcp=443:8443

  # Only for clients from 10.0.0.0/8, whose addresses the pods see
  kubesvc create service loadbalancer web --tcp=443 --load-balancer-source-ranges=10.0.0.0/8 --external-traffic-policy=Local`,
    )
    .usage('NAME [--tcp=port:targetPort] [--dry-run=server|client|none]');
  return withLoadBalancerOptions(withBalancingOptions(withAddressOptions(withPortOptions(command, context)))).action(
    (names, flags, self) => create(names, { ...flags, type: 'LoadBalancer' }, self, context),
  );
}

function externalNameCommand(context: Context) {
  const command = named('externalname', 'Create an ExternalName service')
    .description(
      `Create an ExternalName service with the specified name.

An ExternalName service is a name in the cluster's DNS for a host elsewhere: it has no address, no pods and no proxy.

Examples:
  # database is another name of db.example.com in this namespace
  kubesvc create service externalname database --external-name=db.example.com`,
    )
    .usage('NAME --external-name external.name [--dry-run=server|client|none]')
    .addOption(
      new Option('--external-name <name>', 'External name of service')
        .argParser(parseExternalName)
        .makeOptionMandatory(),
    );
  return withPortOptions(command, context).action((names, flags, self) =>
    create(names, { ...flags, type: 'ExternalName' }, self, context),
  );
}

function headlessCommand(context: Context) {
  const command = named('headless', 'Create a headless service')
    .description(
      `Create a headless service with the specified name: its DNS name stands for the addresses of its pods.

Examples:
  # A name for each pod of a StatefulSet whose serviceName is db
  kubesvc create service headless db --tcp=5432

  # Without ports, for DNS alone
  kubesvc create service headless peers --publish-not-ready-addresses`,
    )
    .usage('NAME [--tcp=port:targetPort] [--dry-run=server|client|none]');
  return withAddressOptions(withPortOptions(command, context)).action((names, flags, self) =>
    create(names, { ...flags, type: 'ClusterIP', headless: true }, self, context),
  );
}

function named(name: string, summary: string) {
  const command = new Command(name).summary(summary).argument('[names...]');
  takingOneName.add(command);
  return command;
}

interface Flags extends SpecWishes, PrintFlags, WaitFlags {
  ifExists: IfExists;
  forceConflicts?: true | undefined;
  dryRun: DryRun;
  fieldManager: string;
  validate: 'Strict' | 'Warn' | 'Ignore';
  saveConfig?: true | undefined;
  tcp: readonly ServicePort[];
  udp: readonly ServicePort[];
  sctp: readonly ServicePort[];
  port?: PortWish[] | undefined;
  selector?: Labels | boolean | undefined;
  labels?: Labels | undefined;
  annotations?: Labels | undefined;
  appProtocol?: string | undefined;
  nodePort?: number | undefined;
  externalName?: string | undefined;
  externalIp?: string[] | undefined;
  loadBalancerIp?: string | undefined;
}

async function create(names: string[], given: Flags, self: CommandUnknownOpts, context: Context): Promise<void> {
  const flags = withoutEmpty(given);
  const [name = ''] = names; // one, and only one, is there: takingOneName
  let verb: string = 'created';
  const outcome: Printer = (object) => outcomePrinter(verb, flags.dryRun)(object);
  const print = await changePrinter(given, outcome, context);
  const connection = { ...connectionFlags(self), withoutBuilder: true as const };
  // As kubectl, first: what it would be asked of is wrong whatever is asked.
  const { dryRun } = flags;
  const sent = dryRun === 'client' ? undefined : { kube: await context.connect(connection), dryRun };
  if (!sent) await context.checkConnection(connection);
  const { createdService } = await import('../service/create.ts');
  const { refuseFaulty } = await import('../cli/faults.ts');
  const built = createdService({
    ...flags,
    name,
    namespace: connection.namespace,
    ports: [...flags.tcp, ...flags.udp, ...flags.sctp, ...portsWished(flags.port)],
    selector: typeof flags.selector === 'object' ? flags.selector : flags.selector === false ? 'none' : undefined,
    externalIPs: flags.externalIp,
    loadBalancerIP: flags.loadBalancerIp,
  });
  refuseFaulty(built, self, { places: { 'metadata.name': 'NAME' } });
  stateAwaited(flags, built); // what can never come is refused while nothing is made
  const service = flags.saveConfig ? await withConfig(built) : built;
  if (!sent) {
    context.stdout.write(print(service));
    return;
  }

  const { fieldManager, validate: fieldValidation } = flags;
  const write = { fieldManager, fieldValidation, dryRun: sent.dryRun };
  const made = await makeService(sent.kube, service, { ...flags, write }, context);
  verb = made.verb ?? 'created';
  context.stdout.write(print(made.object));
  if (dryRun !== 'none' || (!flags.wait && !flags.probe)) return;
  const { waitAndProbe } = await import('../wait/wait.ts');
  await waitAndProbe(sent.kube, [made.object], flags, context, flags.output !== undefined);
}

const withConfig = async (service: Service) => (await import('../output/last-applied.ts')).withLastApplied(service);
