import { UsageError } from '../../errors.ts';
import { floatOf, integerOf, kindOf } from '../go-value.ts';
import { byCodePoint } from '../key-order.ts';

/**
 * `left operator right` for two values of one type; whole numbers of any kind are of one type, a whole number and one with
 * a fraction are not (client-go third_party/forked/golang/template/funcs.go).
 * @throws UsageError with the cause alone
 */
export function holds(left: unknown, operator: string, right: unknown): boolean {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
      return less(left, right);
    case '<=':
      return less(left, right) || equal(left, right);
    case '>':
      return !(less(left, right) || equal(left, right));
    case '>=':
      return !less(left, right);
    default:
      throw new UsageError(`unrecognized filter operator ${operator}`);
  }
}

type Basic =
  | { kind: 'bool'; value: boolean }
  | { kind: 'string'; value: string }
  | { kind: 'float' | 'integer'; value: number | bigint };

function basic(value: unknown): Basic {
  if (typeof value === 'string') return { kind: 'string', value };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  const kind = kindOf(value);
  if (kind === 'int' || kind === 'uint') return { kind: 'integer', value: integerOf(value) };
  if (kind === 'float') return { kind: 'float', value: floatOf(value) };
  throw new UsageError('invalid type for comparison');
}

function pair(left: unknown, right: unknown): [Basic, Basic] {
  const [a, b] = [basic(left), basic(right)];
  if (a.kind !== b.kind) throw new UsageError('incompatible types for comparison');
  return [a, b];
}

function equal(left: unknown, right: unknown): boolean {
  const [a, b] = pair(left, right);
  return a.value === b.value;
}

function less(left: unknown, right: unknown): boolean {
  const [a, b] = pair(left, right);
  if (a.kind === 'bool') throw new UsageError('invalid type for comparison');
  if (a.kind === 'string' && b.kind === 'string') return byCodePoint(a.value, b.value) < 0;
  return a.value < b.value;
}
