import type { KubeObject } from '../service/types.ts';
import { formatValue } from './go-format.ts';
import { bytesOf, TabWriter } from './tabwriter.ts';
import { escaped } from './terminal.ts';

/** A meta.k8s.io/v1 Table, as the server computed it. */
export interface Table {
  columnDefinitions: readonly ColumnDefinition[];
  rows: readonly TableRow[];
}

export interface ColumnDefinition {
  name: string;
  type: string;
  format?: string;
  /** 0 for the columns that are always shown. */
  priority: number;
}

export interface TableRow {
  cells: readonly unknown[];
  /** Metadata alone, unless the request asked for the whole object. */
  object?: Pick<KubeObject, 'metadata'> | null;
}

export interface TableStyle {
  /** With the columns of priority 1 (`-o wide`). */
  wide?: boolean;
  noHeaders?: boolean;
  /** NAMESPACE first (`-A`). */
  withNamespace?: boolean;
  /** `service`: what to write before each name (`--show-kind`). */
  kind?: string | undefined;
  /** `-L`: a column for each of these label keys. */
  columnLabels?: readonly string[];
  /** `--show-labels`: LABELS last. */
  showLabels?: boolean;
}

/** Every so many rows kubectl writes what it has; from then on widths only grow (cli-runtime tableprinter.go). */
const rowsPerFlush = 100;

/**
 * kubectl's human table of the server's own rows (cli-runtime/pkg/printers/tableprinter.go): `add` the pages of a list, the
 * tables of several names, or the events of a watch, and write what `add` and `flush` answer. The head comes once, and not
 * for a table without rows; widths stay from one flush to the next.
 */
export class TablePrinter {
  readonly #style: TableStyle;
  readonly #writer = new TabWriter();
  #columns: readonly ColumnDefinition[] = [];
  #headed = false;

  constructor(style: TableStyle) {
    this.#style = style;
  }

  /**
   * @param table events of a watch leave its columns out: they are those of the table before
   * @param event ADDED, MODIFIED or DELETED, for a column EVENT (`--output-watch-events`)
   */
  add(table: Table, event?: string): string {
    const { columnDefinitions } = table;
    const known = columnDefinitions.length === 0 || same(columnDefinitions, this.#columns);
    const noHeaders = this.#style.noHeaders === true || (this.#headed && known);
    if (!known) this.#columns = columnDefinitions;
    if (table.rows.length > 0) this.#headed = true;
    else if (!known) this.#headed = false;
    const columns = shownColumns(this.#columns, this.#style, event);
    return this.#print(
      columns.map(({ head }) => head),
      table.rows.map((row) => columns.map(({ cell }) => cell(row))),
      noHeaders,
    );
  }

  flush(): string {
    return this.#writer.flush();
  }

  /** The first line is as wide as the widest cell, so that widths hold beyond the first flush; kubectl measures it in bytes. */
  #print(heads: readonly string[], rows: readonly (readonly string[])[], noHeaders: boolean): string {
    if (rows.length === 0) return '';
    const widest = heads.map((_, column) =>
      rows.reduce((width, cells) => Math.max(width, bytesOf(cells[column] ?? '')), 0),
    );
    const padded = (cells: readonly string[]) =>
      cells.map((cell, column) => {
        const missing = column === cells.length - 1 ? 0 : (widest[column] ?? 0) - bytesOf(cell);
        return { cell, blanks: ' '.repeat(Math.max(missing, 0)) };
      });
    let text = '';
    const line = (cells: readonly { cell: string; blanks: string }[]) => {
      text += this.#writer.write(`${cells.map(({ cell, blanks }) => cellText(cell) + blanks).join('\t')}\n`);
    };
    if (!noHeaders)
      text += this.#writer.write(
        `${padded(heads)
          .map(({ cell, blanks }) => cell + blanks)
          .join('\t')}\n`,
      );
    for (const [index, cells] of rows.entries()) {
      line(noHeaders && index === 0 ? padded(cells) : cells.map((cell) => ({ cell, blanks: '' })));
      if ((index + 1) % rowsPerFlush === 0) text += this.#writer.flush();
    }
    return text;
  }
}

/** The whole of one or several tables. */
export function tableText(tables: readonly Table[], style: TableStyle): string {
  const printer = new TablePrinter(style);
  return tables.map((table) => printer.add(table)).join('') + printer.flush();
}

interface ShownColumn {
  head: string;
  cell: (row: TableRow) => string;
}

function shownColumns(definitions: readonly ColumnDefinition[], style: TableStyle, event?: string): ShownColumn[] {
  const columns: ShownColumn[] = [];
  if (event !== undefined) columns.push({ head: 'EVENT', cell: () => event.padEnd(8) });
  if (style.withNamespace) {
    columns.push({ head: 'NAMESPACE', cell: ({ object }) => object?.metadata.namespace ?? '' });
  }
  const nameAt = definitions.findIndex(({ type, format }) => type === 'string' && format === 'name');
  for (const [index, { name, priority }] of definitions.entries()) {
    if (priority !== 0 && !style.wide) continue;
    const kind = style.kind !== undefined && index === nameAt ? `${style.kind}/` : '';
    columns.push({ head: name.toUpperCase(), cell: ({ cells }) => kind + plain(cells[index]) });
  }
  for (const label of style.columnLabels ?? []) {
    const head = (label.split('/').at(-1) ?? '').toUpperCase();
    columns.push({ head, cell: ({ object }) => labelOf(object, label) });
  }
  if (style.showLabels) columns.push({ head: 'LABELS', cell: ({ object }) => (object ? labelsOf(object) : '') });
  return columns;
}

/** A label may be called as an object's own methods are: `constructor`. */
function labelOf(object: TableRow['object'], label: string): string {
  const { labels } = object?.metadata ?? {};
  return labels && Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
}

/** `app=web,tier=front`, as apimachinery's labels.FormatLabels. */
function labelsOf({ metadata: { labels = {} } }: Pick<KubeObject, 'metadata'>): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

function plain(cell: unknown): string {
  return cell === null || cell === undefined ? '' : typeof cell === 'string' ? cell : formatValue(cell);
}

/** A cell is printed up to its first line break, and says that there was more. */
function cellText(text: string): string {
  if (!/[\f\n\r\x1b]/.test(text)) return text;
  const end = text.search(/[\f\n\r]/);
  return end === -1 ? escaped(text) : `${escaped(text.slice(0, end))}...`;
}

function same(a: readonly ColumnDefinition[], b: readonly ColumnDefinition[]): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
