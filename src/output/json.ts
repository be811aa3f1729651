/** An object as kubectl's JSON: Go's encoding/json with four spaces. */
import { inStructOrder } from '../service/struct-order.ts';
import { byCodePoint } from './key-order.ts';
import { withoutManagedFields } from './managed-fields.ts';
import { refuseDeepNesting } from './nesting.ts';
import { type Held, isEvent, type ObjectEvent, type Printer } from './printer.ts';

/** `-o json`: documents one after the other; an event of a watch on one line. */
export function jsonPrinter({ held, showManagedFields }: { held: Held; showManagedFields: boolean }): Printer {
  return (printable) => {
    if (isEvent(printable)) return eventLine(printable);
    const shown = showManagedFields ? printable : withoutManagedFields(printable);
    return held === 'typed' ? toJson(inStructOrder(shown)) : toJson(shown, 'sorted');
  };
}

const eventLine = ({ type, object }: ObjectEvent) => `{"type":${compactJson(type)},"object":${compactJson(object)}}\n`;

/**
 * `struct`: fields as the builder or the server gave them, as kubectl prints its typed objects (expose, create).
 * `sorted`: by name, as kubectl prints objects it has read without a type (get, edit).
 */
type KeyOrder = 'struct' | 'sorted';

/**
 * One JSON document, with a newline at its end.
 * @throws UsageError for an object nested deeper than 1000 levels
 */
export function toJson(object: unknown, order: KeyOrder = 'struct'): string {
  refuseDeepNesting(object);
  return `${print(object, order === 'sorted', '\n')}\n`;
}

/** On one line, without blanks: Go's json.Marshal, of a map where nothing else is said. */
export function compactJson(value: unknown, order: KeyOrder = 'sorted'): string {
  return print(value, order === 'sorted', '');
}

/**
 * @param line what a new line begins with; '' for all on one line
 * A list of thousands, put together level by level, would be copied and held once for each level that it is deep.
 */
function print(value: unknown, sorted: boolean, line: string): string {
  const pages: string[] = [];
  let pieces: string[] = [];
  put(value, sorted, line, (piece) => {
    if (pieces.push(piece) < piecesOfPage) return;
    pages.push(pieces.join(''));
    pieces = [];
  });
  return pages.join('') + pieces.join('');
}

const piecesOfPage = 2000;

function put(value: unknown, sorted: boolean, line: string, write: (piece: string) => void): void {
  if (typeof value !== 'object' || value === null) return write(leaf(value));
  const inner = line === '' ? '' : `${line}    `;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      write(index === 0 ? `[${inner}` : `,${inner}`);
      put(item, sorted, inner, write);
    }
    return write(value.length === 0 ? '[]' : `${line}]`);
  }
  const fields = entriesOf(value, sorted);
  const colon = line === '' ? ':' : ': ';
  for (const [index, [key, field, map]] of fields.entries()) {
    write(`${index === 0 ? '{' : ','}${inner}${text(key)}${colon}`);
    put(field, sorted || map, inner, write);
  }
  write(fields.length === 0 ? '{}' : `${line}}`);
}

/** The fields of an object in their order, and whether each is a map within the API's structs, which is sorted in any case. */
export function entriesOf(value: object, sorted: boolean): [key: string, field: unknown, map: boolean][] {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  if (sorted) fields.sort(([a], [b]) => byCodePoint(a, b));
  return fields.map(([key, field]) => [key, field, maps.has(key)]);
}

/** Fields that are maps within the API's structs: Go sorts those in either order. */
const maps = new Set(['labels', 'annotations', 'selector']);

function leaf(value: unknown): string {
  return typeof value === 'string' ? text(value) : JSON.stringify(value);
}

/** Safe to paste into HTML and JavaScript, as Go has it; half a surrogate pair is no character to Go. */
function text(value: string): string {
  if (/^[ !#-%'-;=?-[\]-~]*$/.test(value)) return `"${value}"`;
  return JSON.stringify(value.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
