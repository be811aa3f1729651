import { Command, Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { type Manifest, readManifests } from '../cli/manifests.ts';
import { connectionFlags, dryRunOption, outputOption } from '../cli/options.ts';
import { parsePorts, parseProtocol, parseTargetPort, parseType } from '../cli/parse.ts';
import { parseTargets } from '../cli/targets.ts';
import { CliError, ManyErrors, UsageError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { formatNames, joined, outcomePrinter, printerFor, withoutManagedFields } from '../output/printer.ts';
import { serviceFor } from '../service/expose.ts';
import { kinds } from '../service/kinds.ts';
import { inStructOrder } from '../service/struct-order.ts';
import type { KubeObject } from '../service/types.ts';

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
  return new Command('expose')
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
    .addOption(outputOption(formatNames))
    .action(async (words, flags, command) => {
      const print = flags.output ? await printerFor(flags.output) : outcomePrinter('exposed', flags.dryRun);
      const connection = connectionFlags(command);
      const offline = flags.filename !== undefined && flags.dryRun === 'client';
      const kube = offline ? undefined : await context.connect(connection);

      const documents: string[] = [];
      const errors: CliError[] = [];
      for await (const source of sourcesOf(words, flags.filename, kube, connection.namespace, context)) {
        try {
          const { object, given } = source();
          // As kubectl, a client-side dry run names the namespace only where the user or the manifest has.
          const namespace = given ?? connection.namespace;
          const { service, notes } = serviceFor(object, { ...flags, namespace });
          for (const note of notes) context.stderr.write(`${service.metadata.name}: ${note}\n`);
          documents.push(print(kube && flags.dryRun !== 'client' ? await create(kube, service) : service));
        } catch (error) {
          if (!(error instanceof CliError)) throw error;
          errors.push(error);
        }
      }
      context.stdout.write(joined(flags.output ?? '', documents));
      if (errors.length === 1 && errors[0]) throw errors[0];
      if (errors.length > 1) throw new ManyErrors(errors);

      async function create(client: KubeClient, service: KubeObject): Promise<KubeObject> {
        const { dryRun } = flags;
        const namespace = service.metadata.namespace ?? client.namespace;
        const options = { fieldManager: 'kubesvc-expose', dryRun: dryRun === 'server' ? dryRun : undefined };
        return inStructOrder(withoutManagedFields(await client.create(kinds.Service, namespace, service, options)));
      }
    });
}

/** One object to expose; `given` is the namespace its manifest names. Throws what keeps this object from being read. */
type Source = () => { object: KubeObject; given?: string | undefined };

async function* sourcesOf(
  words: readonly string[],
  files: readonly string[] | undefined,
  kube: KubeClient | undefined,
  namespace: string | undefined,
  context: Context,
): AsyncGenerator<Source> {
  if (files) {
    if (words.length > 0) {
      throw new UsageError(
        'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
      );
    }
    for (const manifest of await readManifests(files, context)) yield () => fromFile(manifest, namespace);
    return;
  }
  for (const { kind, name } of parseTargets(words, nothingNamed)) {
    if (!kube) return;
    const read = await kube.read(kind, { namespace: kube.namespace, name }).catch((error: unknown) => error);
    yield () => {
      if (read instanceof Error) throw read;
      return { object: read as KubeObject };
    };
  }
}

function fromFile({ object }: Manifest, namespace: string | undefined) {
  const own = object.metadata.namespace;
  if (own && namespace && own !== namespace) {
    throw new UsageError(
      `the namespace from the provided object "${own}" does not match the namespace "${namespace}". You must pass '--namespace=${own}' to perform this operation.`,
    );
  }
  return { object, given: own };
}

const nothingNamed = new UsageError(
  "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
);
