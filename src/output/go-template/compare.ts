import { UsageError } from '../../errors.ts';
import { GoComplex, floatOf, integerOf, type Kind, kindOf, typeName } from '../go-value.ts';
import { byCodePoint } from '../key-order.ts';

/** Comparisons of text/template (funcs.go). Whole numbers of any kind are alike; a whole number and a fraction are not. */

/** `first` against each of the others: is it equal to one of them? */
export function equal(first: unknown, others: readonly unknown[]): boolean {
  if (others.length === 0) throw new UsageError('missing argument for comparison');
  return others.some((other) => equalPair(first, other));
}

function equalPair(a: unknown, b: unknown): boolean {
  const [x, y] = [basic(a), basic(b)];
  if (x !== y) {
    if (isNothing(a) || isNothing(b)) return false;
    throw incompatible(a, b);
  }
  if (x === 'float') return floatOf(a) === floatOf(b);
  if (x === 'integer') return integerOf(a) === integerOf(b);
  if (a instanceof GoComplex && b instanceof GoComplex) return a.real === b.real && a.imaginary === b.imaginary;
  if (x !== undefined) return a === b;
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (kindOf(a) !== kindOf(b)) throw incompatible(a, b);
  throw new UsageError(`a ${typeName(a)} can be compared with nil alone`);
}

/** Which of two is less, and whether they are equal. */
export function compare(a: unknown, b: unknown): { less: boolean; equal: () => boolean } {
  const [x, y] = [basic(a), basic(b)];
  if (x === undefined || y === undefined) throw new UsageError('invalid type for comparison');
  if (x !== y) throw incompatible(a, b);
  if (x === 'bool' || x === 'complex') throw new UsageError('invalid type for comparison');
  return { less: less(x, a, b), equal: () => equalPair(a, b) };
}

function less(kind: 'string' | 'float' | 'integer', a: unknown, b: unknown): boolean {
  if (kind === 'string') return byCodePoint(a as string, b as string) < 0;
  return kind === 'float' ? floatOf(a) < floatOf(b) : integerOf(a) < integerOf(b);
}

const basicKinds: Partial<Record<Kind, 'bool' | 'string' | 'float' | 'complex' | 'integer'>> = {
  bool: 'bool',
  string: 'string',
  float: 'float',
  complex: 'complex',
  int: 'integer',
  uint: 'integer',
};

const basic = (value: unknown) => basicKinds[kindOf(value)];

const isNothing = (value: unknown) => value === undefined || value === null;

const incompatible = (a: unknown, b: unknown) =>
  new UsageError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
