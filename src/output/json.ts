/** An object as kubectl's JSON: Go's encoding/json with four spaces. */
import { byCodePoint } from './key-order.ts';
import { refuseDeepNesting } from './nesting.ts';

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

function print(value: unknown, sorted: boolean, line: string): string {
  const inner = `${line}    `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${inner}${value.map((item) => print(item, sorted, inner)).join(`,${inner}`)}${line}]`;
  }
  if (typeof value !== 'object' || value === null) return leaf(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  if (fields.length === 0) return '{}';
  if (sorted) fields.sort(([a], [b]) => byCodePoint(a, b));
  const texts = fields.map(([key, field]) => `${leaf(key)}: ${print(field, sorted || maps.has(key), inner)}`);
  return `{${inner}${texts.join(`,${inner}`)}${line}}`;
}

/** Fields that are maps within the API's structs: Go sorts those in either order. */
const maps = new Set(['labels', 'annotations', 'selector']);

/** Safe to paste into HTML and JavaScript, as Go has it; half a surrogate pair is no character to Go. */
function leaf(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return JSON.stringify(value.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
