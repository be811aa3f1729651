import { Command, Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { connectionFlags, dryRunOption } from '../cli/options.ts';
import { parsePorts, parseProtocol, parseTargetPort, parseType } from '../cli/parse.ts';
import { changePrinter, withPrintOptions } from '../cli/print.ts';
import { throwAll } from '../cli/services.ts';
import { workloadsNamed } from '../cli/workloads.ts';
import { CliError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { outcomePrinter } from '../output/printer.ts';
import { serviceFor } from '../service/expose.ts';
import { kinds } from '../service/kinds.ts';
import type { KubeObject, Service } from '../service/types.ts';

const description = `Expose a workload as a new Kubernetes Service.

Looks up a deployment, replica set, stateful set, daemon set, job, cron job, replication controller, pod or service
by name, and uses its selector, its ports and its labels for a new Service.

Examples:
  # A Service for a Deployment, with the Deployment's own ports and labels
  kubesvc expose deployment web

  # Port 80 of the Service leads to port 8080 of the pods
  kubesvc expose deployment web --port=80 --target-port=8080

  # Several ports, one of them UDP
  kubesvc expose deployment dns --port=dns=53/UDP,metrics=9153

  # What would be made of a manifest, without a cluster
  kubesvc expose -f deployment.yaml --dry-run=client -o yaml`;

export function exposeCommand(context: Context) {
  return withPrintOptions(new Command('expose'))
    .summary('Expose a workload as a new Kubernetes Service')
    .description(description)
    .usage(
      '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--type=type]',
    )
    .argument('[words...]')
    .addOption(
      new Option('-f, --filename <file>', 'Filename or directory to use to expose a resource').argParser(
        (file: string, before: string[] | undefined) => [...(before ?? []), file],
      ),
    )
    .option(
      '-k, --kustomize <folder>',
      "Process the kustomization directory with kubectl or kustomize. This flag can't be used together with -f or -R.",
    )
    .option(
      '-R, --recursive',
      'Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.',
    )
    .option('--name <name>', 'The name for the newly created object.')
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
      ).argParser(parseProtocol),
    )
    .addOption(
      new Option(
        '--target-port <port>',
        'Name or number for the port on the container that the service should direct traffic to. Optional.',
      ).argParser(parseTargetPort),
    )
    .addOption(
      new Option(
        '--type <type>',
        "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'.",
      ).argParser(parseType),
    )
    .addOption(dryRunOption())
    .action(async (words, flags, command) => {
      const print = await changePrinter(flags, outcomePrinter('exposed', flags.dryRun), context);
      const connection = connectionFlags(command);
      const workloads = await workloadsNamed(words, flags, connection.namespace, context);
      let kube: Promise<KubeClient> | undefined;
      const cluster = () => (kube ??= context.connect(connection));

      const documents: string[] = [];
      const errors: CliError[] = [];
      for (const workload of workloads) {
        try {
          const object = await workload(cluster);
          // As kubectl, a client-side dry run names the namespace only where the user has, or the manifest.
          const namespace = object.metadata.namespace ?? connection.namespace;
          const { service, notes } = serviceFor(object, { ...flags, namespace });
          for (const note of notes) context.stderr.write(`${service.metadata.name}: ${note}\n`);
          documents.push(
            print(flags.dryRun === 'client' ? service : await create(await cluster(), service, flags.dryRun)),
          );
        } catch (error) {
          if (!(error instanceof CliError)) throw error;
          errors.push(error);
        }
      }
      context.stdout.write(documents.join(''));
      throwAll(errors);
    });
}

function create(kube: KubeClient, service: Service, dryRun: 'none' | 'server'): Promise<KubeObject> {
  const namespace = service.metadata.namespace ?? kube.namespace;
  return kube.create(kinds.Service, namespace, service, { fieldManager: 'kubesvc-expose', dryRun });
}
