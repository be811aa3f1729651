import { UsageError } from '../errors.ts';
import { goSorted } from './go-sort.ts';
import { floatOf, integerOf, kindOf } from './go-value.ts';
import { findResults } from './jsonpath/evaluate.ts';
import { type Node, parseJsonpath } from './jsonpath/parse.ts';
import { relaxed } from './jsonpath/relaxed.ts';
import { byCodePoint } from './key-order.ts';
import { isLess as isLessQuantity, type Quantity, quantityOf } from './quantity.ts';

/**
 * `--sort-by=EXPRESSION` (kubectl/pkg/cmd/get/sorter.go): numbers by size, text by code point, text that is a quantity
 * on both sides (`10`, `500m`, `2Gi`) by size. What lacks the field comes last, in the order it came in.
 */
export interface Sorter {
  /** `{.metadata.name}`, as messages name it. */
  readonly path: string;
  /**
   * The items in order, and how many of them have the field.
   * @param objectOf what the expression is asked of; undefined for a row that has no object
   * @throws UsageError where the field cannot be sorted by: a list, a map, a boolean, or numbers among texts
   */
  readonly sorted: <T>(items: readonly T[], objectOf: (item: T) => unknown) => { items: T[]; found: number };
}

/**
 * For the rows of tables, whose request asks for `includeObject=Object`:
 * `sorterOf(expression).sorted(table.rows, ({ object }) => object)`.
 * Made before anything is sent. @throws UsageError for an expression that cannot be read
 */
export function sorterOf(expression: string): Sorter {
  const path = relaxed(expression) ?? expression;
  const nodes = parsed(path, expression);
  return { path, sorted: (items, objectOf) => sortedBy(nodes, path, items, objectOf) };
}

/**
 * For the objects of `-o yaml` and its like, and for the tables of several names.
 * @throws UsageError in kubectl's words where no object has the field, and as `Sorter.sorted`
 */
export function sortedObjects<T>(
  { path, sorted }: Sorter,
  objects: readonly T[],
  objectOf: (item: T) => unknown = (object) => object,
): T[] {
  if (objects.length === 0) return [];
  const { items, found } = sorted(objects, objectOf);
  if (found > 0) return items;
  throw new UsageError(`couldn't find any field with path ${JSON.stringify(path)} in the list of objects`);
}

function parsed(path: string, expression: string): Node[] {
  try {
    return parseJsonpath(path);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `invalid --sort-by ${JSON.stringify(expression)}: ${error.message}; expected a field, as in .metadata.name`,
    );
  }
}

function sortedBy<T>(
  nodes: readonly Node[],
  path: string,
  items: readonly T[],
  objectOf: (item: T) => unknown,
): { items: T[]; found: number } {
  const keyed = items.map((item) => ({ item, key: keyOf(nodes, path, objectOf(item)) }));
  const having = keyed.filter((entry): entry is Keyed<T> => entry.key !== undefined);
  const lacking = keyed.filter(({ key }) => key === undefined);
  const inOrder = goSorted(having, (a, b) => isLess(a.key, b.key, path));
  return { items: [...inOrder, ...lacking].map(({ item }) => item), found: having.length };
}

interface Keyed<T> {
  item: T;
  key: Key;
}

type Key =
  | { kind: 'nil' | 'other' }
  | { kind: 'int'; value: bigint }
  | { kind: 'float'; value: number }
  | { kind: 'string'; value: string; quantity: Quantity | undefined };

/** What one object is sorted by; undefined where it has no such field. */
function keyOf(nodes: readonly Node[], path: string, object: unknown): Key | undefined {
  const [first] = valuesIn(nodes, path, object);
  if (first === undefined || first.length === 0) return undefined;
  const [value] = first;
  const kind = kindOf(value);
  if (kind === 'nil') return { kind };
  if (typeof value === 'string') return { kind: 'string', value, quantity: quantityOf(value) };
  if (kind === 'float') return { kind, value: floatOf(value) };
  return kind === 'int' || kind === 'uint' ? { kind: 'int', value: integerOf(value) } : { kind: 'other' };
}

function valuesIn(nodes: readonly Node[], path: string, object: unknown): unknown[][] {
  try {
    return findResults(nodes, object, { allowMissingKeys: true });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`cannot sort by ${path}: ${error.message}`);
  }
}

function isLess(a: Key, b: Key, path: string): boolean {
  if (a.kind === 'other' || b.kind === 'other') {
    throw new UsageError(`cannot sort by ${path}: expected a field that is a number or text`);
  }
  if (a.kind === 'nil' || b.kind === 'nil') return a.kind === 'nil' && b.kind !== 'nil';
  if (a.kind === 'string' && b.kind === 'string') {
    if (a.quantity !== undefined && b.quantity !== undefined) return isLessQuantity(a.quantity, b.quantity);
    return byCodePoint(a.value, b.value) < 0;
  }
  if (a.kind !== b.kind)
    throw new UsageError(`cannot sort by ${path}: it is a number in some objects and text in others`);
  return a.value < b.value;
}
