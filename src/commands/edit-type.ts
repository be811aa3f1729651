import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { connectionFlags } from '../cli/options.ts';
import { parseDuration, parseType } from '../cli/parse.ts';
import { pathOf } from '../cli/pflag.ts';
import { lostAt } from '../cli/lost.ts';
import { waitForService } from '../cli/wait.ts';
import { FlagError, UsageError } from '../errors.ts';
import { outcomePrinter } from '../output/printer.ts';
import { changeType, externalAddresses, type TypeChange } from '../service/change-type.ts';
import { kinds } from '../service/kinds.ts';
import type { Service } from '../service/types.ts';

const description = `Change the type of a Service with one patch that nothing can come between.

Types: ClusterIP, NodePort, LoadBalancer, ExternalName. What a change would take away for good is said first: on a
terminal you are asked, and in a script it needs --yes.

Examples:
  # Open a port on every node
  kubesvc edit type web NodePort

  # Get an external address and wait until it is there
  kubesvc edit type web LoadBalancer --wait

  # Back to the inside, giving up the node ports
  kubesvc edit type web ClusterIP --yes`;

export function editCommand(context: Context) {
  return new Command('edit')
    .summary('Change a Service')
    .description('Change a Service.')
    .addCommand(typeCommand(context))
    .argument('[word]')
    .allowExcessArguments()
    .action((word, _flags, edit) => {
      throw lostAt(edit, word);
    });
}

function typeCommand(context: Context) {
  return new Command('type')
    .summary('Change the type of a Service')
    .description(description)
    .usage('(NAME | svc/NAME) TYPE [--wait] [--yes]')
    .argument('[words...]')
    .option('--external-name <host>', 'The DNS name that an ExternalName Service stands for.')
    .option('--wait', 'Wait until a LoadBalancer has its external address, and print it.')
    .option('--timeout <duration>', 'How long --wait may take, as in 30s or 2m.', '1m')
    .option('-y, --yes', 'Do not ask before giving up what a change takes away for good.')
    .action(async (words, flags, command) => {
      const [word, typeWord, ...rest] = words;
      if (word === undefined || typeWord === undefined || rest.length > 0) {
        throw new FlagError(`expected NAME and TYPE, got ${words.length} words`, pathOf(command));
      }
      const name = word.replace(/^(svc|service|services)\//, '');
      const to = parseType(typeWord);
      const timeout = parseDuration(flags.timeout, '--timeout');

      const kube = await context.connect(connectionFlags(command));
      const ref = { namespace: kube.namespace, name };
      const before = await kube.read<Service>(kinds.Service, ref);
      const change = changeType(before, to, flags.externalName);
      if (change && !flags.yes) await agreeToLosses(change, before, context);
      const after = change
        ? await kube.patch<Service>(kinds.Service, ref, change.patch, { fieldManager: 'kubesvc-edit' })
        : before;
      context.stdout.write(outcomePrinter(change ? 'edited' : 'unchanged', 'none')(after));

      if (!flags.wait || to !== 'LoadBalancer') return;
      const ready = await context.interruptible((signal) =>
        waitForService(kube, after, {
          until: (service) => externalAddresses(service).length > 0,
          timeout,
          signal,
          what: noAddress,
        }),
      );
      context.stdout.write(`external IP: ${externalAddresses(ready).join(',')}\n`);
    });
}

const noAddress = 'an external IP: no load-balancer controller has given it one';

async function agreeToLosses({ losses }: TypeChange, { metadata, spec }: Service, context: Context): Promise<void> {
  if (losses.length === 0) return;
  const list = losses.map((loss) => `  ${loss}\n`).join('');
  context.stderr.write(`service/${metadata.name} (${spec.type ?? 'ClusterIP'}) will lose for good:\n${list}`);
  const agreed = await context.confirm('Go on?');
  if (agreed === undefined) throw new UsageError('nothing was changed: without a terminal to ask on, --yes is needed');
  if (!agreed) throw new UsageError('nothing was changed');
}
