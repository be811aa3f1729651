/**
 * An object as kubectl's YAML: sigs.k8s.io/yaml on go.yaml.in/yaml/v2. No library for JavaScript gives its bytes
 * (keys in natural order, text folded behind column 80), hence an emitter of our own.
 */
import { formatFloat } from './go-float.ts';
import { byNaturalOrder } from './key-order.ts';
import { withoutManagedFields } from './managed-fields.ts';
import { refuseDeepNesting } from './nesting.ts';
import type { Printer } from './printer.ts';
import { widthOf } from './tabwriter.ts';
import { isSimpleKey, scalar } from './yaml-scalar.ts';

/** `-o yaml`: documents parted by a line of three hyphens. */
export function yamlPrinter({ showManagedFields }: { showManagedFields: boolean }): Printer {
  let printed = 0;
  return (printable) => {
    const document = toYaml(showManagedFields ? printable : withoutManagedFields(printable));
    return printed++ === 0 ? document : `---\n${document}`;
  };
}

/**
 * One YAML document, with a newline at its end: keys sorted, lists flush with their key.
 * Characters that kubectl refuses or changes are escaped between double quotes, so that they read back the same.
 * @throws UsageError for an object nested deeper than 1000 levels
 */
export function toYaml(object: unknown): string {
  refuseDeepNesting(object);
  const text = block(object, 0) ?? leaf(object, 0, 0);
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** A map or list that holds something, its first line beginning at column `indent`; `undefined` for all else. */
function block(value: unknown, indent: number): string | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    return onLines(
      indent,
      value.map((item) => `-${marked(item, indent)}`),
    );
  }
  const entries = Object.entries(isMap(value) ? value : {}).filter(([, inner]) => inner !== undefined);
  if (entries.length === 0) return undefined;
  entries.sort(([a], [b]) => byNaturalOrder(a, b));
  return onLines(
    indent,
    entries.flatMap(([key, inner]) => entry(key, inner, indent)),
  );
}

function entry(key: string, value: unknown, indent: number): string[] {
  if (!isSimpleKey(key)) return [`?${marked(key, indent)}`, `:${marked(value, indent)}`];
  const label = `${scalar(key, { column: indent, indent, foldable: false })}:`;
  const inner = Array.isArray(value) ? indent : indent + 2;
  const nested = block(value, inner);
  if (nested !== undefined) return [`${label}\n${' '.repeat(inner)}${nested}`];
  return [`${label} ${leaf(value, indent + widthOf(label) + 1, indent + 2)}`];
}

/** What stands behind `-`, or behind the `?` and `:` of a long key: maps and lists begin on the same line. */
function marked(value: unknown, indent: number): string {
  return ` ${block(value, indent + 2) ?? leaf(value, indent + 2, indent + 2)}`;
}

function leaf(value: unknown, column: number, indent: number): string {
  if (typeof value === 'string') return scalar(value, { column, indent: Math.max(indent, 2), foldable: true });
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return '[]';
  return isMap(value) ? '{}' : JSON.stringify(value ?? null);
}

/** go-yaml reads the JSON text of a number first: whole ones of 64 bits stay, all others are printed as floats. */
function number(value: number): string {
  const fits = Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64;
  return fits ? String(value) : formatFloat(value);
}

/** A block of text may have ended its last line itself. */
function onLines(indent: number, parts: readonly string[]): string {
  const blanks = ' '.repeat(indent);
  return parts
    .map((part, at) => {
      if (at === 0) return part;
      return `${parts[at - 1]?.endsWith('\n') ? '' : '\n'}${blanks}${part}`;
    })
    .join('');
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
