import type { Sorter } from '../output/sort.ts';
import type { TableStyle } from '../output/table.ts';
import type { Printer } from '../output/printer.ts';
import type { Context } from './context.ts';
import type { GetFlags } from './get-options.ts';
import { readPrinter } from './print.ts';

/** How `get` shows what it reads. */
export interface View {
  /** Of a format; undefined for the table. */
  print?: Printer | undefined;
  style: TableStyle;
  sorter?: Sorter | undefined;
  /** With the column READY. */
  ready: boolean;
  /** Colours are welcome. */
  colour: boolean;
}

/** @throws UsageError for everything that is wrong with formats and expressions, before anything is sent */
export async function viewOf(flags: GetFlags, context: Context): Promise<View> {
  const watching = flags.watch === true || flags.watchOnly === true;
  const print = await readPrinter({ ...flags, watching, ...(!flags.headers && { noHeaders: true }) }, context);
  const sorter = flags.sortBy ? (await import('../output/sort.ts')).sorterOf(flags.sortBy) : undefined;
  if (sorter && watching) {
    const [flag, what] = flags.watch ? ['--watch', ' for watch events received'] : ['--watch-only', ''];
    context.stderr.write(`warning: ${flag} requested, --sort-by will be ignored${what}\n`);
  }
  return {
    print,
    sorter,
    style: {
      wide: flags.output === 'wide',
      noHeaders: !flags.headers,
      withNamespace: flags.allNamespaces === true,
      kind: flags.showKind ? 'service' : undefined,
      columnLabels: flags.labelColumns,
      showLabels: flags.showLabels === true,
    },
    ready: print === undefined && !watching && (flags.ready ?? (context.stdout.isTTY && flags.serverPrint)),
    colour: context.stdout.isTTY && context.env.NO_COLOR === undefined && context.env.TERM !== 'dumb',
  };
}

/** What a request for rows has to bring with them. */
export function rowsCarry({ style, sorter, ready }: View): 'Object' | 'None' | undefined {
  if (sorter) return 'Object';
  const metadata = ready || style.withNamespace || style.showLabels || (style.columnLabels ?? []).length > 0;
  return metadata ? undefined : 'None';
}
