/**
 * Values as the template languages of kubectl see them. They are written in Go, where a whole number, a number with a
 * fraction and a number written in the template are of different types: comparing and printing depend on it.
 *
 * Objects come as parsed JSON and stay so: a whole number in them is Go's int64, any other a float64
 * (k8s.io/apimachinery/pkg/util/json). What the template itself brings in has a class of its own.
 */
export class GoInt {
  readonly value: bigint;
  readonly type: 'int' | 'uint8' | 'int32';

  constructor(value: bigint | number, type: GoInt['type'] = 'int') {
    this.value = BigInt(value);
    this.type = type;
  }
}

export class GoFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export class GoComplex {
  readonly real: number;
  readonly imaginary: number;

  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
}

export type Kind =
  'invalid' | 'nil' | 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string' | 'slice' | 'map' | 'other';

/** The `reflect.Kind` behind a value; `undefined` is Go's zero Value. */
export function kindOf(value: unknown): Kind {
  if (value === undefined) return 'invalid';
  if (value === null) return 'nil';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return isInt64(value) ? 'int' : 'float';
  if (Array.isArray(value)) return 'slice';
  if (value instanceof GoInt) return value.type === 'uint8' ? 'uint' : 'int';
  if (value instanceof GoFloat) return 'float';
  if (value instanceof GoComplex) return 'complex';
  return Object.getPrototypeOf(value) === Object.prototype ? 'map' : 'other';
}

const isInt64 = (value: number) => Number.isInteger(value) && Math.abs(value) < 2 ** 63;

/** `int64`, `[]interface {}`: what Go's `%T` prints. */
export function typeOf(value: unknown): string {
  if (value instanceof GoInt) return value.type;
  return types[kindOf(value)] ?? '<nil>';
}

const types: Partial<Record<Kind, string>> = {
  slice: '[]interface {}',
  map: 'map[string]interface {}',
  int: 'int64',
  float: 'float64',
  complex: 'complex128',
  bool: 'bool',
  string: 'string',
};

/** The same for messages, where `[]interface {}` would say nothing to most. */
export function typeName(value: unknown): string {
  const type = typeOf(value);
  return names[type] ?? type;
}

const names: Record<string, string> = { '[]interface {}': 'list', 'map[string]interface {}': 'map', '<nil>': 'null' };

/** The number behind an `int` or `uint`. */
export function integerOf(value: unknown): bigint {
  return value instanceof GoInt ? value.value : BigInt(value as number);
}

/** The number behind a `float`. */
export function floatOf(value: unknown): number {
  return value instanceof GoFloat ? value.value : (value as number);
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return kindOf(value) === 'map';
}
