import { UsageError } from '../../errors.ts';
import { quoted } from '../quote.ts';
import { type ListShape, type Shape, serviceShape } from '../schema.ts';

type JsonObject = Record<string, unknown>;

/**
 * A strategic merge patch on a Service (apimachinery pkg/util/strategicpatch): as a merge patch, but lists that have a merge
 * key are joined by it, `$patch: delete` takes an item out, `$patch: replace` puts the patch in place of what was there,
 * `$setElementOrder/LIST` orders, `$deleteFromPrimitiveList/LIST` takes texts out and `$retainKeys` drops all other fields.
 * @throws UsageError for a patch that breaks the form
 */
export function strategicallyMerged(object: JsonObject, patch: JsonObject): unknown {
  return merged(object, patch, serviceShape, '');
}

const refusal = (path: string, text: string) =>
  new UsageError(`invalid --overrides: ${path === '' ? '' : `${path}: `}${text}`);

function merged(object: JsonObject, patch: JsonObject, shape: Shape | undefined, path: string): JsonObject {
  const { $patch: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge')
    throw refusal(path, `$patch is ${quoted(directive)}: must be replace, delete or merge`);

  const result = retained(object, patch, path);
  for (const [key, change] of Object.entries(rest)) {
    if (key.startsWith('$')) continue;
    const at = path === '' ? key : `${path}.${key}`;
    const inner = shape?.of === 'object' && Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    const current = result[key];
    if (change === null) delete result[key];
    else if (isObject(change)) result[key] = merged(isObject(current) ? current : {}, change, inner, at);
    else if (Array.isArray(change) && inner?.of === 'list' && inner.merge !== undefined)
      result[key] = mergedList(Array.isArray(current) ? current : [], change, inner, at);
    else result[key] = change;
  }
  for (const [key, value] of Object.entries(patch)) {
    const [, directiveName = '', field = ''] = /^\$(setElementOrder|deleteFromPrimitiveList)\/(.*)$/.exec(key) ?? [];
    const listShape = shape?.of === 'object' ? shape.fields[field] : undefined;
    const current = result[field];
    if (directiveName === '' || !Array.isArray(current) || !Array.isArray(value)) continue;
    if (directiveName === 'deleteFromPrimitiveList') result[field] = current.filter((item) => !value.includes(item));
    else if (listShape?.of === 'list') result[field] = inOrderOf(current, value, keyIn(listShape));
  }
  return result;
}

function retained(object: JsonObject, { $retainKeys: keys }: JsonObject, path: string): JsonObject {
  if (keys === undefined) return { ...object };
  if (!Array.isArray(keys)) throw refusal(path, '$retainKeys must be a list of names');
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
}

type KeyOf = (item: unknown) => unknown;

const keyIn =
  ({ merge }: ListShape): KeyOf =>
  (item) =>
    merge === 'itself' || !isObject(item) ? item : item[merge ?? ''];

function mergedList(list: readonly unknown[], patch: readonly unknown[], shape: ListShape, path: string): unknown[] {
  const keyOf = keyIn(shape);
  for (const [index, item] of patch.entries()) {
    const replaces = isObject(item) && item['$patch'] === 'replace';
    if (!replaces && (keyOf(item) === undefined || keyOf(item) === null))
      throw refusal(`${path}[${index}]`, `items are told apart by their ${shape.merge}, which is missing`);
  }
  const directive = (item: unknown) => (isObject(item) ? item['$patch'] : undefined);
  const items = patch.filter((item) => directive(item) === undefined);
  if (patch.some((item) => directive(item) === 'replace')) return items;
  const gone = new Set(patch.filter((item) => directive(item) === 'delete').map(keyOf));
  const result = list.filter((item) => !gone.has(keyOf(item)));
  for (const item of items) {
    // As kubectl: the first with this key, so that TCP and UDP on one number cannot be told apart.
    const at = result.findIndex((old) => keyOf(old) === keyOf(item));
    const old = result[at];
    if (at === -1) result.push(item);
    else result[at] = isObject(old) && isObject(item) ? merged(old, item, shape.items, `${path}[${at}]`) : item;
  }
  return interleaved(result, items, list, keyOf);
}

/**
 * Items of the patch in the patch's order; what only the list had stands where it stood: before the first item of the patch
 * that came behind it in the list (strategicpatch, mergeSortedSlice).
 */
function interleaved(
  result: readonly unknown[],
  patch: readonly unknown[],
  before: readonly unknown[],
  keyOf: KeyOf,
): unknown[] {
  const place = (item: unknown) => before.findIndex((old) => keyOf(old) === keyOf(item));
  const patched = inOrderOf(
    result.filter((item) => patch.some((one) => keyOf(one) === keyOf(item))),
    patch,
    keyOf,
  );
  const untouched = result.filter((item) => !patch.some((one) => keyOf(one) === keyOf(item)));
  const all: unknown[] = [];
  while (untouched.length > 0 || patched.length > 0) {
    const [left, right] = [untouched[0], patched[0]];
    const first = patched.length === 0 || (untouched.length > 0 && place(right) >= 0 && place(left) < place(right));
    all.push(first ? untouched.shift() : patched.shift());
  }
  return all;
}

/** A list in the order of another that names its items, those not named last. */
function inOrderOf(list: readonly unknown[], order: readonly unknown[], keyOf: KeyOf): unknown[] {
  const rank = (item: unknown) => {
    const at = order.findIndex((one) => keyOf(one) === keyOf(item));
    return at === -1 ? order.length : at;
  };
  return [...list].sort((a, b) => rank(a) - rank(b));
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
