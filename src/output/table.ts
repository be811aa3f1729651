import { columns } from './columns.ts';

/** A meta.k8s.io/v1 Table, as the server computed it. */
interface Table {
  columnDefinitions: { name: string; priority: number }[];
  rows: { cells: Cell[]; object?: { metadata: { namespace?: string } } }[];
}

type Cell = string | number | boolean | null | undefined;

interface Shown {
  /** With the columns of priority 1. */
  wide: boolean;
  /** With NAMESPACE first, from each row's object. */
  withNamespace: boolean;
}

/** kubectl's human table of the server's own rows; nothing for no rows, not even a head. */
export function tableText({ columnDefinitions, rows }: Table, { wide, withNamespace }: Shown): string {
  if (rows.length === 0) return '';
  const shown = columnDefinitions.flatMap(({ priority }, index) => (wide || priority === 0 ? [index] : []));
  const head = shown.map((index) => (columnDefinitions[index]?.name ?? '').toUpperCase());
  const lines = rows.map(({ cells, object }) => [
    ...(withNamespace ? [object?.metadata.namespace ?? ''] : []),
    ...shown.map((index) => cellText(cells[index])),
  ]);
  return columns([[...(withNamespace ? ['NAMESPACE'] : []), ...head], ...lines]);
}

/**
 * kubectl prints a cell up to its first line break and says that there was more; other control characters are made visible
 * (cli-runtime/pkg/printers/tableprinter.go, printRows).
 */
function cellText(value: Cell): string {
  const text = value === null || value === undefined ? '<none>' : String(value);
  const end = text.search(/[\f\n\r]/);
  return escaped(end === -1 ? text : `${text.slice(0, end)}...`);
}

function escaped(text: string): string {
  return text.replaceAll(/\x1b/g, '^['); // cli-runtime/pkg/printers/terminal.go, WriteEscaped
}
