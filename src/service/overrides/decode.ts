import { UsageError } from '../../errors.ts';
import { quoted } from '../quote.ts';
import { type Leaf, type Shape, serviceShape } from '../schema.ts';
import { editDistance } from '../similar.ts';
import type { Service } from '../types.ts';

/**
 * What an override made, as kubectl holds it: in the API's types, with zero values dropped or written as Go does. What
 * kubectl drops silently, a field that there is not, is refused.
 * @throws UsageError that names the path
 */
export function decodedService(value: unknown): Service {
  const service = decoded(value, serviceShape, '') as Service;
  const { kind, apiVersion } = service;
  if (kind !== 'Service' || apiVersion !== 'v1') {
    throw refusal(`makes it ${quoted(`${apiVersion} ${kind}`)}; it must stay a v1 Service`);
  }
  return service;
}

const refusal = (text: string) => new UsageError(`invalid --overrides: ${text}`);

/** undefined is what Go leaves out. */
function decoded(value: unknown, shape: Shape, path: string): unknown {
  if (shape.of === 'list') return decodedList(value, shape, path);
  if (shape.of === 'map') return decodedMap(value, path);
  return shape.of === 'object' ? decodedObject(value, shape, path) : decodedLeaf(value, shape, path);
}

function decodedList(value: unknown, { items }: Extract<Shape, { of: 'list' }>, path: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value)) throw mistyped(path, value, 'a list');
  if (value.length === 0) return undefined;
  return value.map((item, index) => decoded(item, items, `${path}[${index}]`) ?? zeroOf(items));
}

function decodedMap(value: unknown, path: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (!isObject(value)) throw mistyped(path, value, 'a map of texts');
  const entries = Object.entries(value).map(([key, inner]) => {
    if (typeof inner !== 'string' && inner !== null) throw mistyped(`${path}[${key}]`, inner, 'a text in quotes');
    return [key, inner ?? ''];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function decodedObject(value: unknown, { fields, written }: Extract<Shape, { of: 'object' }>, path: string): unknown {
  if (value === null || value === undefined)
    return written ? decodedObject({}, { of: 'object', fields }, path) : undefined;
  if (!isObject(value)) throw mistyped(path, value, 'an object');
  const stranger = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
  if (stranger !== undefined) throw unknownField(path, stranger, Object.keys(fields));
  const entries = Object.entries(fields).map(([key, shape]) => [
    key,
    decoded(value[key], shape, path === '' ? key : `${path}.${key}`),
  ]);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

const types: Record<Leaf['of'], [holds: (value: unknown) => boolean, words: string]> = {
  string: [(value) => typeof value === 'string', 'a text in quotes'],
  boolean: [(value) => typeof value === 'boolean', 'true or false'],
  int32: [(value) => isWhole(value, 2 ** 31), 'a whole number of 32 bits'],
  int64: [(value) => isWhole(value, 2 ** 63), 'a whole number of 64 bits'],
  port: [(value) => typeof value === 'string' || isWhole(value, 2 ** 31), 'a number or a name in quotes'],
  any: [() => true, ''],
};

const isWhole = (value: unknown, limit: number) =>
  typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit;

function decodedLeaf(value: unknown, shape: Leaf, path: string): unknown {
  if (value === null || value === undefined) return shape.zero === 'written' ? zeroOf(shape) : undefined;
  const [holds, words] = types[shape.of];
  if (!holds(value)) throw mistyped(path, value, words);
  return shape.zero === 'dropped' && value === zeroOf(shape) ? undefined : value;
}

function zeroOf(shape: Shape): unknown {
  if (shape.of === 'string') return '';
  if (shape.of === 'boolean') return false;
  return shape.of === 'int32' || shape.of === 'int64' || shape.of === 'port' ? 0 : {};
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mistyped = (path: string, value: unknown, words: string) =>
  refusal(`${path || 'the object'} must be ${words}, not ${quoted(value)}`);

function unknownField(path: string, key: string, known: readonly string[]): UsageError {
  const near = known.find((one) => editDistance(one.toLowerCase(), key.toLowerCase()) <= 2);
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  return refusal(`a Service has no field ${quoted(at(key))}${near === undefined ? '' : `; did you mean ${at(near)}?`}`);
}
