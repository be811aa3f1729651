import { Command, Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { lostAt } from '../cli/lost.ts';
import { connectionFlags, dryRunOption } from '../cli/options.ts';
import { parseClusterIp, parseTcp } from '../cli/parse.ts';
import { pathOf } from '../cli/pflag.ts';
import { changePrinter, withPrintOptions } from '../cli/print.ts';
import { UsageError } from '../errors.ts';
import { outcomePrinter } from '../output/printer.ts';
import { clusterIpService } from '../service/create.ts';
import { kinds } from '../service/kinds.ts';

const description = `Create a ClusterIP service with the specified name.

Examples:
  # A Service of the pods app=web on port 5678, which leads to their port 8080
  kubesvc create service clusterip web --tcp=5678:8080

  # A headless one
  kubesvc create service clusterip web --clusterip="None"`;

export function createCommand(context: Context) {
  const service = new Command('service')
    .alias('svc')
    .summary('Create a service using a specified subcommand')
    .description('Create a service using a specified subcommand.')
    .addCommand(clusterIpCommand(context))
    .argument('[word]')
    .allowExcessArguments()
    .action((word, _flags, self) => {
      throw lostAt(self, word);
    });
  return new Command('create')
    .summary('Create a service')
    .description('Create a service.')
    .addCommand(service)
    .argument('[word]')
    .allowExcessArguments()
    .action((word, _flags, self) => {
      throw lostAt(self, word);
    });
}

function clusterIpCommand(context: Context) {
  return withPrintOptions(new Command('clusterip'))
    .summary('Create a ClusterIP service')
    .description(description)
    .usage('NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]')
    .argument('[names...]')
    .addOption(
      new Option('--tcp <ports>', "Port pairs can be specified as '<port>:<targetPort>'.")
        .argParser(parseTcp)
        .default([], '[]'),
    )
    .addOption(
      new Option(
        '--clusterip <address>',
        "Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing).",
      ).argParser(parseClusterIp),
    )
    .addOption(dryRunOption())
    .action(async (names, flags, self) => {
      const [name, ...more] = names;
      if (name === undefined || more.length > 0) {
        const path = pathOf(self);
        throw new UsageError(
          `exactly one NAME is required, got ${names.length}\nSee '${path} -h' for help and examples`,
        );
      }
      const print = await changePrinter(flags, outcomePrinter('created', flags.dryRun), context);
      const connection = connectionFlags(self);
      const service = clusterIpService({
        name,
        namespace: connection.namespace,
        ports: flags.tcp,
        clusterIP: flags.clusterip,
      });
      if (flags.dryRun === 'client') {
        context.stdout.write(print(service));
        return;
      }

      const kube = await context.connect(connection);
      const created = await kube.create(kinds.Service, kube.namespace, service, {
        fieldManager: 'kubesvc-create',
        fieldValidation: 'Strict',
        dryRun: flags.dryRun,
      });
      context.stdout.write(print(created));
    });
}
