import type { Readiness } from '../service/ready.ts';
import type { Table, TableRow } from './table.ts';

/**
 * The table of Services with a column READY before AGE: `2/3`, `-` where there can be no endpoints, `?` where they could
 * not be looked at.
 * @param readiness by `NAMESPACE/NAME`; undefined where the slices could not be read
 */
export function withReady(table: Table, readiness: ReadonlyMap<string, Readiness> | undefined): Table {
  const at = (name: string) => table.columnDefinitions.findIndex((column) => column.name === name);
  const age = at('Age');
  const before = age === -1 ? table.columnDefinitions.length : age;
  const type = at('Type');
  const selector = at('Selector');
  const cell = ({ cells, object }: TableRow) => {
    if (cells[type] === 'ExternalName') return '-';
    if (readiness === undefined) return '?';
    const { namespace = '', name = '' } = object?.metadata ?? {};
    const found = readiness.get(`${namespace}/${name}`);
    if (found === undefined) return cells[selector] === '<none>' ? '-' : '0/0';
    return `${found.ready}/${found.all}`;
  };
  const column = { name: 'Ready', type: 'string', priority: 0 };
  return {
    columnDefinitions: inserted(table.columnDefinitions, before, column),
    rows: table.rows.map((row) => ({ ...row, cells: inserted(row.cells, before, cell(row)) })),
  };
}

const inserted = <T>(list: readonly T[], at: number, item: T): T[] => [...list.slice(0, at), item, ...list.slice(at)];

/** A printed table with `0/3` in red. Done to the text, because a column must not count the colour as width. */
export function reddened(text: string): string {
  return text.replaceAll(/^(.*? {2})(0\/\d+)(?= {2})/gm, '$1\x1b[31m$2\x1b[0m');
}
