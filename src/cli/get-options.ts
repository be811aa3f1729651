import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import { FlagError, UsageError } from '../errors.ts';
import { commaSeparated } from './csv.ts';
import type { ManifestFlags } from './manifests.ts';
import { readInTurn } from './pflag.ts';
import type { PrintFlags } from './print.ts';
import { wholeNumber } from './whole-number.ts';

/** The flags of `get`, as commander answers them. */
export interface GetFlags extends PrintFlags, ManifestFlags {
  allNamespaces?: true | undefined;
  chunkSize: number;
  fieldSelector?: string | undefined;
  ignoreNotFound?: true | undefined;
  labelColumns: string[];
  /** False with `--no-headers`. */
  headers: boolean;
  outputWatchEvents?: true | undefined;
  raw?: string | undefined;
  ready?: boolean | undefined;
  selector?: string | undefined;
  serverPrint: boolean;
  showKind?: true | undefined;
  showLabels?: true | undefined;
  sortBy?: string | undefined;
  subresource?: string | undefined;
  watch?: true | undefined;
  watchOnly?: true | undefined;
}

/** The command with kubectl's flags of `get`, and `--ready`. */
export function withGetOptions<Args extends unknown[], Options extends OptionValues, Global extends OptionValues>(
  command: Command<Args, Options, Global>,
) {
  return command
    .option(
      '-A, --all-namespaces',
      'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.',
    )
    .addOption(
      readInTurn(
        new Option('--chunk-size <number>', 'Return large lists in chunks rather than all at once. Pass 0 to disable.')
          .argParser(parseChunkSize)
          .default(500),
        parseChunkSize,
      ),
    )
    .option(
      '--field-selector <selector>',
      "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type.",
    )
    .option(
      '--ignore-not-found',
      'If set to true, suppresses NotFound error for specific objects that do not exist. Using this flag with commands that query for collections of resources has no effect when no resources are found.',
    )
    .addOption(
      new Option(
        '-L, --label-columns <labels>',
        'Accepts a comma separated list of labels that are going to be presented as columns. Names are case-sensitive. You can also use multiple flag options like -L label1 -L label2...',
      )
        .argParser((text: string, before: string[]) => [...before, ...commaSeparated('--label-columns', text)])
        .default([] as string[], '[]'),
    )
    .addOption(
      new Option(
        '--no-headers',
        "When using the default or custom-column output format, don't print headers (default print headers).",
      ),
    )
    .option(
      '--output-watch-events',
      'Output watch event objects when --watch or --watch-only is used. Existing objects are output as initial ADDED events.',
    )
    .option('--raw <path>', 'Raw URI to request from the server.  Uses the transport specified by the kubeconfig file.')
    .option(
      '-l, --selector <selector>',
      "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints.",
    )
    .addOption(
      new Option(
        '--server-print [print]',
        'If true, have the server return the appropriate table output. Supports extension APIs and CRDs.',
      )
        .preset('true')
        .argParser((text: string): boolean => text === 'true')
        .default(true, 'true'),
    )
    .option('--show-kind', 'If present, list the resource type for the requested object(s).')
    .option('--show-labels', 'When printing, show all labels as the last column (default hide labels column)')
    .option(
      '--sort-by <expression>',
      "If non-empty, sort list types using this field specification.  The field specification is expressed as a JSONPath expression (e.g. '{.metadata.name}'). The field in the API resource specified by this JSONPath expression must be an integer or a string.",
    )
    .option('--subresource <name>', 'If specified, gets the subresource of the requested object.')
    .option('-w, --watch', 'After listing/getting the requested object, watch for changes.')
    .option('--watch-only', 'Watch for changes to the requested object(s), without listing/getting first.')
    .option('--ready', 'Show how many endpoints of each Service are ready; on a terminal this needs no flag.')
    .addOption(new Option('--no-ready', 'Never show the column READY.').default(undefined, 'false'));
}

function parseChunkSize(text: string): number {
  const size = wholeNumber(text);
  if (size !== undefined) return size;
  throw new FlagError(
    `invalid argument ${JSON.stringify(text)} for "--chunk-size" flag: expected a whole number`,
    'kubesvc get',
  );
}

/** What cannot be asked for together, in kubectl's order and words (kubectl/pkg/cmd/get/get.go, Complete and Validate). */
export async function refuseContradictions(flags: GetFlags, words: readonly string[]): Promise<void> {
  const output = flags.output ?? '';
  if (flags.raw) (await import('./raw.ts')).refuseBesideRaw(flags, words);
  if (flags.showLabels && output !== '' && output !== 'wide') {
    throw new UsageError(`--show-labels option cannot be used with ${output} printer`);
  }
  if (flags.labelColumns.length > 0 && output.startsWith('custom-columns')) {
    throw new UsageError(`--label-columns option cannot be used with ${output} printer`);
  }
  if (flags.outputWatchEvents && !flags.watch && !flags.watchOnly) {
    throw new UsageError('--output-watch-events option can only be used with --watch or --watch-only');
  }
  if (flags.ready && output !== '' && output !== 'wide') {
    throw new UsageError(`--ready option cannot be used with ${output} printer`);
  }
  if (flags.ready && (flags.watch || flags.watchOnly)) {
    throw new UsageError('--ready cannot be used with --watch: endpoints change without the Service changing');
  }
}
