import { type Shape, serviceShape } from './schema.ts';

/**
 * A Service with its fields in the order of the API's Go structs, through which kubectl prints what it made itself
 * (`expose`, `create`); fields that the table does not know come last, as they came.
 */
export function inStructOrder<T extends object>(service: T): T {
  return ordered(service, serviceShape) as T;
}

function ordered(value: unknown, shape: Shape | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = shape?.of === 'list' ? shape.items : undefined;
    return value.map((item) => ordered(item, items));
  }
  if (shape?.of !== 'object') return value;
  const names = Object.keys(shape.fields);
  const rank = (key: string) => (Object.hasOwn(shape.fields, key) ? names.indexOf(key) : names.length);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner, fieldOf(shape.fields, key))]));
}

function fieldOf(fields: Readonly<Record<string, Shape>>, key: string): Shape | undefined {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}
