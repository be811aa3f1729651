import { Command, Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { makeService } from '../cli/if-exists.ts';
import { governingName } from '../cli/governing-service.ts';
import { labelledPods, namesLabelsAlone } from '../cli/labelled-pods.ts';
import { withManifestOptions } from '../cli/manifest-options.ts';
import { noteWithoutPods } from '../cli/matching-pods.ts';
import { connectionFlags } from '../cli/options.ts';
import { parseClusterIp, parseProtocol, parseText, parseType, unlessEmpty, withoutEmpty } from '../cli/parse.ts';
import { parseSelector } from '../cli/parse-labels.ts';
import { parsePorts, parseTargetPort } from '../cli/parse-ports.ts';
import { changePrinter } from '../cli/print.ts';
import { mindRecord, withRecordOption } from '../cli/record.ts';
import {
  withAddressOptions,
  withBalancingOptions,
  withCreateOptions,
  withLoadBalancerOptions,
} from '../cli/service-options.ts';
import { throwAll } from '../cli/services.ts';
import { withWaitOptions } from '../cli/wait-options.ts';
import { workloadsNamed } from '../cli/workloads.ts';
import { CliError, ManyErrors, UsageError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { outcomePrinter, type Printer } from '../output/printer.ts';
import { stateAwaited } from '../service/awaited.ts';
import type { ExposeWishes } from '../service/expose.ts';
import type { KubeObject, Service } from '../service/types.ts';

const description = `Expose a workload as a new Kubernetes Service.

Looks up a deployment, replica set, stateful set, daemon set, job, cron job, replication controller, pod, service or any
other resource with a pod template by name, and uses its selector, its ports and its labels for a new Service.

Examples:
  # A Service for a Deployment, with the Deployment's own ports and labels
  kubesvc expose deployment web

  # Port 80 of the Service leads to port 8080 of the pods
  kubesvc expose deployment web --port=80 --target-port=8080

  # Several ports, one of them UDP
  kubesvc expose deployment dns --port=dns=53/UDP,metrics=9153

  # A headless Service for a StatefulSet
  kubesvc expose statefulset db --headless

  # From labels alone, before there is any pod
  kubesvc expose pods --selector=tier=frontend --name=my-service --port=80:9376

  # What would be made of a manifest, without a cluster
  kubesvc expose -f deployment.yaml --dry-run=client -o yaml`;

export function exposeCommand(context: Context) {
  return declared(context).action(async (words, given, command) => {
    const flags = withoutEmpty(given);
    if (flags.allNamespaces) throw new UsageError(oneNamespace);
    mindRecord(command, context.stderr);
    let verb: string = 'exposed';
    const outcome: Printer = (object) => outcomePrinter(verb, flags.dryRun)(object);
    const print = await changePrinter(given, outcome, context);
    const connection = { ...connectionFlags(command), withoutBuilder: true as const };
    let connected: Promise<KubeClient> | undefined;
    const cluster = () => (connected ??= context.connect(connection));
    const fromFile = (flags.filename ?? flags.kustomize) !== undefined;
    const sendsNothing = flags.dryRun === 'client' && fromFile;
    // As kubectl, first: what it would be asked of is wrong whatever is asked.
    await (sendsNothing ? context.checkConnection(connection) : cluster());
    const { refuseFaulty } = await import('../cli/faults.ts');
    const { serviceFor } = await import('../service/expose.ts');
    const wishes: ExposeWishes = {
      ...flags,
      ports: flags.port,
      clusterIP: flags.clusterIp,
      externalIPs: flags.externalIp,
      loadBalancerIP: flags.loadBalancerIp,
      override: await overrideOf(flags),
    };
    // What the flags alone make impossible is said before anything is read; an override may still mend it.
    if (!wishes.override) refuseFaulty(serviceFor(somePod, wishes).service, command, { remedies });
    const workloads = namesLabelsAlone(words, flags.selector)
      ? [labelledPods(flags.selector, flags.name, context.stderr)]
      : await workloadsNamed(words, flags, connection.namespace, context);
    const read = (object: KubeObject) => (fromFile ? undefined : object);

    const errors: CliError[] = [];
    const done: Service[] = [];
    for (const workload of workloads) {
      try {
        const object = await workload(cluster);
        // As kubectl, a client-side dry run names the namespace only where the user has, or the manifest.
        const namespace = object.metadata.namespace ?? connection.namespace;
        const place = { ...wishes, namespace };
        const name = flags.name ?? (await governingName(object, place, sendsNothing ? undefined : cluster));
        const { service, notes } = serviceFor(object, { ...place, name });
        refuseFaulty(service, command, { remedies });
        stateAwaited(flags, service); // what can never come is refused while nothing is made
        const made = flags.saveConfig ? await withConfig(service) : service;
        for (const note of notes) context.stderr.write(`${made.metadata.name}: ${note}\n`);
        if (flags.dryRun === 'client') {
          context.stdout.write(print(made));
          continue;
        }
        const kube = await cluster();
        // Looked for meanwhile: a list that comes after a write waits in the API server until its cache has seen it (50 ms).
        const note = flags.dryRun === 'none' ? noteWithoutPods(kube, made, read(object)) : undefined;
        const there = await makeService(kube, made, { ...flags, write: written(flags) }, context);
        verb = there.verb ?? 'exposed';
        context.stdout.write(print(there.object));
        done.push(there.object);
        const without = await note;
        if (without !== undefined) context.stderr.write(`${made.metadata.name}: ${without}\n`);
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        errors.push(...(error instanceof ManyErrors ? error.errors : [error]));
      }
    }
    throwAll(errors);
    if (flags.dryRun !== 'none' || (!flags.wait && !flags.probe)) return;
    const { waitAndProbe } = await import('../wait/wait.ts');
    await waitAndProbe(await cluster(), done, flags, context, flags.output !== undefined);
  });
}

const written = ({ dryRun, fieldManager }: { dryRun: 'none' | 'client' | 'server'; fieldManager: string }) => ({
  dryRun: dryRun === 'server' ? ('server' as const) : ('none' as const),
  fieldManager,
});

const withConfig = async (service: Service) => (await import('../output/last-applied.ts')).withLastApplied(service);

async function overrideOf({ overrides = '', overrideType = '' }: { overrides?: string; overrideType?: string }) {
  if (overrides === '') return undefined;
  const { parseOverride } = await import('../service/overrides/apply.ts');
  return (service: Service) => parseOverride(overrides, overrideType)(service); // what is wrong with it comes last, as in kubectl
}

/** Stands for the workload that is not read yet. */
const somePod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'some', labels: { some: 'pod' } },
  spec: { containers: [{ name: 'some', ports: [{ containerPort: 1 }] }] },
};

const remedies = {
  'metadata.name': '; give another with --name',
  'metadata.labels': '; give others with --labels',
  'spec.selector': '; give another with --selector',
  'spec.externalName': '; it is made with kubesvc create service externalname',
};

const oneNamespace =
  "-A, --all-namespaces cannot be used here: expose makes a Service for each object that is named, in that object's namespace; choose the namespace with -n";

function declared(context: Context) {
  const command = new Command('expose')
    .description(description)
    .usage(
      '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
    )
    .argument('[words...]')
    .addOption(new Option('--name <name>', 'The name for the newly created object.').argParser(parseText))
    .addOption(
      new Option(
        '--port <port>',
        'The port that the service should serve on, as [NAME=]PORT[:TARGET][/PROTOCOL][@NODEPORT]; repeatable, or several parted by commas. Copied from the resource being exposed, if unspecified',
      ).argParser(parsePorts),
    )
    .addOption(
      new Option(
        '--protocol <protocol>',
        "The network protocol for the service to be created. Default is 'TCP'.",
      ).argParser(unlessEmpty(parseProtocol)),
    )
    .addOption(
      new Option(
        '--target-port <port>',
        'Name or number for the port on the container that the service should direct traffic to. Optional.',
      ).argParser(unlessEmpty(parseTargetPort)),
    )
    .addOption(
      new Option(
        '--type <type>',
        "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'.",
      ).argParser(unlessEmpty(parseType)),
    )
    .addOption(
      new Option(
        '--selector <selector>',
        'A label selector to use for this service. Only equality-based selector requirements are supported. If empty (the default) infer the selector from the resource being exposed.',
      ).argParser(parseSelector),
    )
    .addOption(
      new Option(
        '--cluster-ip <address>',
        "ClusterIP to be assigned to the service. Leave empty to auto-allocate, or set to 'None' to create a headless service.",
      ).argParser(parseClusterIp),
    )
    .option('--headless', "If true, the service has no cluster IP: the same as --cluster-ip='None'.")
    .option(
      '--overrides <json>',
      'An inline JSON override for the generated object. If this is non-empty, it is used to override the generated object. Requires that the object supply a valid apiVersion field.',
    )
    .addOption(
      new Option(
        '--override-type <type>',
        'The method used to override the generated object: json, merge, or strategic.',
      ).default('merge', "'merge'"),
    )
    .addOption(new Option('-A, --all-namespaces', 'Refused: there is nothing to list.').hideHelp());
  const readable = withManifestOptions(withRecordOption(command), 'identifying the resource to expose a service');
  return withLoadBalancerOptions(
    withBalancingOptions(withAddressOptions(withWaitOptions(withCreateOptions(readable, 'kubesvc-expose', context)))),
  );
}
