import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { connectionFlags } from '../cli/options.ts';
import { pathOf } from '../cli/pflag.ts';
import { readFormats, readPrinter, withPrintOptions } from '../cli/print.ts';
import { missingNamespace, readEach, serviceNames, throwAll } from '../cli/services.ts';
import { UsageError } from '../errors.ts';
import type { Table } from '../kube/client.ts';
import { listOf } from '../output/list.ts';
import { tableText } from '../output/table.ts';
import { kinds } from '../service/kinds.ts';
import type { Service } from '../service/types.ts';

const description = `Display one or many Services, as the server's own table.

Examples:
  # All Services of the namespace
  kubesvc get svc

  # One of them, with its selector
  kubesvc get svc web -o wide

  # Of all namespaces
  kubesvc get svc -A

  # As the server has it
  kubesvc get svc web -o yaml`;

export function getCommand(context: Context) {
  return withPrintOptions(new Command('get'), readFormats)
    .summary('Display one or many Services')
    .description(description)
    .usage('svc [NAME...] [-A] [-o wide|yaml|json|name]')
    .argument('[words...]')
    .option('-A, --all-namespaces', 'If present, list the requested object(s) across all namespaces.')
    .action(async (words, flags, command) => {
      const names = serviceNames(words, pathOf(command));
      if (flags.allNamespaces && names.length > 0) {
        throw new UsageError('a resource cannot be retrieved by name across all namespaces');
      }
      const print = await readPrinter(flags, context);
      const wide = flags.output === 'wide';

      const kube = await context.connect(connectionFlags(command));
      const namespace = flags.allNamespaces ? undefined : kube.namespace;

      if (print) {
        const { found, errors } =
          names.length > 0
            ? await readEach(kube, names, (name) => kube.read<Service>(kinds.Service, { namespace, name }))
            : { found: (await kube.list<Service>(kinds.Service, { namespace })).items, errors: [] };
        const [only] = found;
        if (names.length === 1 && only) context.stdout.write(print(only));
        else if (found.length > 0 || errors.length === 0) context.stdout.write(print(listOf(found)));
        return throwAll(errors);
      }

      const { found, errors } = await readEach(kube, names, (name) => kube.table(kinds.Service, { namespace, name }));
      const table = names.length > 0 ? merged(found) : await kube.table(kinds.Service, { namespace });
      context.stdout.write(tableText([table], { wide, withNamespace: flags.allNamespaces === true }));
      throwAll(errors);
      if (table.rows.length > 0 || names.length > 0) return;

      context.stderr.write(
        namespace === undefined ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`,
      );
      const missing = namespace === undefined || namespace === 'default' ? undefined : await missingNamespace(kube);
      if (missing) context.stderr.write(`Warning: ${missing.message}\n`);
    });
}

/** The answers to several names as one table. */
function merged(tables: readonly Table[]): Table {
  return { columnDefinitions: tables[0]?.columnDefinitions ?? [], rows: tables.flatMap(({ rows }) => rows) };
}
