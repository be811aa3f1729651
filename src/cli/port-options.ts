import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import type { Context } from './context.ts';
import { commaSeparated } from './csv.ts';
import { parseValidation } from './parse.ts';
import { parseSelector } from './parse-labels.ts';
import { parsePairs, parsePorts } from './parse-ports.ts';
import { readInTurn } from './pflag.ts';
import { withCreateOptions } from './service-options.ts';
import { withWaitOptions } from './wait-options.ts';

/** What `create service` has for every type: ports, selector, and how it is sent and printed. */
export function withPortOptions<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
  context: Context,
) {
  return withWaitOptions(withCreateOptions(command, 'kubesvc-create', context))
    .addOption(
      readInTurn(
        new Option('--tcp <ports>', "Port pairs can be specified as '<port>:<targetPort>'.")
          .argParser(parsePairs('--tcp', 'TCP'))
          .default([], '[]'),
        (text) => commaSeparated('--tcp', text),
      ),
    )
    .addOption(new Option('--udp <ports>', 'The same for UDP.').argParser(parsePairs('--udp', 'UDP')).default([], '[]'))
    .addOption(
      new Option('--sctp <ports>', 'The same for SCTP.').argParser(parsePairs('--sctp', 'SCTP')).default([], '[]'),
    )
    .addOption(
      new Option(
        '--port <ports>',
        'Ports as [NAME=]PORT[:TARGET][/PROTOCOL][@NODEPORT]; repeatable, or several parted by commas.',
      )
        .argParser(parsePorts)
        .default(undefined, '[]'),
    )
    .addOption(
      new Option(
        '--selector <selector>',
        "Labels of the pods that the service reaches. Default is 'app=NAME'.",
      ).argParser(parseSelector),
    )
    .option('--no-selector', 'If true, the service selects no pods: somebody else keeps its endpoints.')
    .addOption(
      new Option(
        '--validate [strategy]',
        'Must be one of: strict (or true), warn, ignore (or false). What the server does with fields that it does not know: refuse, warn, or drop them without a word.',
      )
        .preset('strict')
        .argParser(parseValidation)
        .default('Strict', "'strict'"),
    );
}
