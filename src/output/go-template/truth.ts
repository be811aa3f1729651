import { GoComplex, floatOf, integerOf, isMap, kindOf } from '../go-value.ts';

/** What `if`, `and` and `not` take for true: whatever is not empty, zero or nothing. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  if (value instanceof GoComplex) return value.real !== 0 || value.imaginary !== 0;
  return kindOf(value) === 'float' ? floatOf(value) !== 0 : integerOf(value) !== 0n;
}
