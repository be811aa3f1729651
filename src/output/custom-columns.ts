/** `-o custom-columns` and `-o custom-columns-file` (kubectl/pkg/cmd/get/customcolumn.go). */
import { UsageError } from '../errors.ts';
import { formatValue } from './go-format.ts';
import { findResults } from './jsonpath/evaluate.ts';
import { type Node, parseJsonpath } from './jsonpath/parse.ts';
import { relaxed } from './jsonpath/relaxed.ts';
import { isEvent, isList, type Printable, type Printer } from './printer.ts';
import { TabWriter } from './tabwriter.ts';
import { escaped } from './terminal.ts';

export interface Column {
  header: string;
  /** The path as it was given, for messages. */
  path: string;
  nodes: readonly Node[];
}

/** `NAME:.metadata.name,TYPE:.spec.type`. @throws UsageError in kubectl's words */
export function columnsOfSpec(spec: string): Column[] {
  const written = spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon !== -1) return expressionOf(part.slice(0, colon), part.slice(colon + 1));
    throw new UsageError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
  });
  return written.map(parsed);
}

/** A line of headers and a line of paths, parted by blanks. @throws UsageError in kubectl's words */
export function columnsOfFile(text: string): Column[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const [headers, paths] = lines.map((line) => line.split(/\p{White_Space}+/u).filter((word) => word !== ''));
  if (!headers || !paths)
    throw new UsageError(`invalid template, missing ${headers ? 'spec' : 'header'} line. ${expected}`);
  if (headers.length !== paths.length) {
    throw new UsageError(
      `number of headers (${headers.length}) and field specifications (${paths.length}) don't match`,
    );
  }
  return headers.map((header, index) => expressionOf(header, paths[index] ?? '')).map(parsed);
}

const expected = 'Expected format is one line of space separated headers, one line of space separated column specs.';

/** A column whose path is not read yet: what is wrong with the form of any comes before. */
interface Written {
  header: string;
  path: string;
  expression: string;
}

function expressionOf(header: string, path: string): Written {
  const expression = relaxed(path);
  if (expression === undefined) {
    throw new UsageError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  }
  return { header, path, expression };
}

function parsed({ header, path, expression }: Written): Column {
  try {
    return { header, path, nodes: parseJsonpath(expression) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`error parsing the path ${path} of custom-columns: ${error.message}`);
  }
}

/**
 * The head comes once, before the first object. What one call prints is set together; later ones keep its widths. With
 * `tabbed`, the cells are left for others to set.
 */
export function customColumnsPrinter(
  columns: readonly Column[],
  style: { noHeaders: boolean; tabbed?: boolean },
): Printer {
  let headed = style.noHeaders;
  const writer = new TabWriter();
  return (printable) => {
    let text = headed ? '' : `${columns.map(({ header }) => header).join('\t')}\n`;
    headed = true;
    for (const object of isList(printable) ? printable.items : [printable]) {
      text += `${columns.map((column) => cellOf(column, object)).join('\t')}\n`;
    }
    return style.tabbed ? text : writer.write(text) + writer.flush();
  };
}

function cellOf({ path, nodes }: Column, object: Printable): string {
  const groups = found(nodes, path, isEvent(object) ? { ...object } : object);
  const values = groups.flat().map((value) => escaped(formatValue(value)));
  return (groups[0]?.length ? values : ['<none>', ...values]).join(',');
}

function found(nodes: readonly Node[], path: string, object: unknown): unknown[][] {
  try {
    return findResults(nodes, object, { allowMissingKeys: true });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`error executing the path ${path} of custom-columns: ${error.message}`);
  }
}
