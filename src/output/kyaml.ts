/**
 * An object as kubectl's KYAML (sigs.k8s.io/yaml/kyaml): a flow style of YAML with a comma behind every entry, in which all
 * text is quoted and a key only where it could be taken for something else.
 */
import { inStructOrder } from '../service/struct-order.ts';
import { isPrintable } from './go-format.ts';
import { entriesOf } from './json.ts';
import { needsQuotes } from './kyaml-key.ts';
import { withoutManagedFields } from './managed-fields.ts';
import { refuseDeepNesting } from './nesting.ts';
import { type Held, isEvent, type Printer } from './printer.ts';

/** `-o kyaml`: a line of three hyphens before every object. */
export function kyamlPrinter({ held, showManagedFields }: { held: Held; showManagedFields: boolean }): Printer {
  return (printable) => {
    if (isEvent(printable)) return toKyaml({ type: printable.type, object: printable.object }, ['object']);
    const shown = showManagedFields ? printable : withoutManagedFields(printable);
    return held === 'typed' ? toKyaml(inStructOrder(shown)) : toKyaml(shown, 'all');
  };
}

/**
 * One document, its head and a newline at its end.
 * @param sorted the fields that are sorted by name, with all below them; the API's own maps are in any case
 * @throws UsageError for an object nested deeper than 1000 levels
 */
export function toKyaml(object: unknown, sorted: 'all' | readonly string[] = []): string {
  refuseDeepNesting(object);
  return `---\n${node(object, 0, sorted)}\n`;
}

const blanks = (indent: number) => '  '.repeat(indent);

function node(value: unknown, indent: number, sorted: 'all' | readonly string[]): string {
  if (typeof value === 'string') return text(value, indent + 1);
  if (Array.isArray(value)) return list(value, indent, sorted);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = entriesOf(value, sorted === 'all');
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, inner, map]) => {
    const below = sorted === 'all' || map || sorted.includes(key) ? 'all' : [];
    return `${blanks(indent + 1)}${keyText(key)}: ${node(inner, indent + 1, below)},\n`;
  });
  return `{\n${lines.join('')}${blanks(indent)}}`;
}

/** Lists of maps or of lists open and close on the lines of what they hold. */
function list(items: readonly unknown[], indent: number, sorted: 'all' | readonly string[]): string {
  if (items.length === 0) return '[]';
  if (items.every((item) => typeof item === 'object' && item !== null)) {
    return `[${items.map((item) => node(item, indent, sorted)).join(', ')}]`;
  }
  const lines = items.map((item) => `${blanks(indent + 1)}${node(item, indent + 1, sorted)},\n`);
  return `[\n${lines.join('')}${blanks(indent)}]`;
}

const keyText = (key: string) => (needsQuotes(key) ? `"${oneLine(key)}"` : key);

const oneLine = (key: string) =>
  Array.from(key, (char) => (char === '\t' ? '\\t' : char === '\n' ? '\\n' : escaped(char))).join('');

/** Text of several lines has one line each, of which YAML takes none but those that are spelled out. */
function text(value: string, indent: number): string {
  if (!value.includes('\n')) return `"${Array.from(value, escaped).join('')}"`;
  const lines = value.split(/(?<=\n)/).map((line) => blanks(indent) + lineText(line));
  return `"\\\n${lines.join('')}${value.endsWith('\n') ? '' : '\\\n'}${blanks(indent)}"`;
}

/** A blank at the beginning is escaped, for YAML drops it; a line without one is set in by as much. */
function lineText(line: string): string {
  const lead = /^[ \t]/.test(line) ? '\\' : ' ';
  return lead + Array.from(line, (char) => (char === '\n' ? '\\n\\\n' : escaped(char))).join('');
}

const named: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\v': '\\v',
  '\0': '\\0',
  '\x1b': '\\e',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
  '"': '\\"',
  '\\': '\\\\',
};

function escaped(char: string): string {
  const name = named[char];
  if (name !== undefined) return name;
  if (char === '\t' || isPrintable(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code < 0xe000) return '\\ufffd';
  const hex = (width: number) => code.toString(16).padStart(width, '0');
  if (code < 0x20 || code === 0x7f) return `\\x${hex(2)}`;
  return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}
