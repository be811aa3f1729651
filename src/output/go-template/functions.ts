import { UsageError } from '../../errors.ts';
import { GoInt, integerOf, isMap, kindOf, typeName } from '../go-value.ts';
import { compare, equal } from './compare.ts';
import { base64Decoded, htmlEscaped, jsEscaped, queryEscaped } from './escape.ts';
import { sprint, sprintf, sprintln } from './printf.ts';
import { isTrue } from './truth.ts';

/**
 * The functions that a template may call: those of text/template (funcs.go), and kubectl's `exists` and `base64decode`
 * (cli-runtime/pkg/printers/template.go). All throw UsageError with the cause alone.
 */
export interface TemplateFunction {
  parameters: readonly Parameter[];
  /** What all further arguments are, where there may be some. */
  rest?: Parameter;
  call: (...args: readonly unknown[]) => unknown;
}

/** `value`: as it is. `any`: nothing is nil. `string`: text and nothing else. */
export type Parameter = 'value' | 'any' | 'string';

const anyNumber = (call: (args: readonly unknown[]) => unknown): TemplateFunction => ({
  parameters: [],
  rest: 'any',
  call: (...args) => call(args),
});

const comparison = (holds: (order: { less: boolean; equal: () => boolean }) => boolean): TemplateFunction => ({
  parameters: ['value', 'value'],
  call: (a, b) => holds(compare(a, b)),
});

export const functions: Readonly<Record<string, TemplateFunction>> = {
  // `and` and `or` do not evaluate what they need not: execute.ts does them.
  and: { parameters: ['value'], rest: 'value', call: () => undefined },
  or: { parameters: ['value'], rest: 'value', call: () => undefined },
  not: { parameters: ['value'], call: (value) => !isTrue(value) },
  len: { parameters: ['value'], call: length },
  index: { parameters: ['value'], rest: 'value', call: index },
  slice: { parameters: ['value'], rest: 'value', call: slice },
  call: { parameters: ['value'], rest: 'value', call: callValue },
  print: anyNumber(sprint),
  println: anyNumber(sprintln),
  printf: { parameters: ['string'], rest: 'any', call: (format, ...args) => sprintf(format as string, args) },
  html: anyNumber((args) => htmlEscaped(shown(args))),
  js: anyNumber((args) => jsEscaped(shown(args))),
  urlquery: anyNumber((args) => queryEscaped(shown(args))),
  eq: { parameters: ['value'], rest: 'value', call: (first, ...others) => equal(first, others) },
  ne: { parameters: ['value', 'value'], call: (a, b) => !equal(a, [b]) },
  lt: comparison(({ less }) => less),
  le: comparison((order) => order.less || order.equal()),
  gt: comparison((order) => !(order.less || order.equal())),
  ge: comparison(({ less }) => !less),
  exists: { parameters: ['any'], rest: 'any', call: exists },
  base64decode: { parameters: ['string'], call: (text) => base64Decoded(text as string) },
};

/** As an action prints it. */
const shown = (args: readonly unknown[]) => sprint(args.map((arg) => arg ?? '<no value>'));

const utf8 = new TextEncoder();

function length(item: unknown): GoInt {
  if (item === null) throw new UsageError('len of nil pointer');
  if (typeof item === 'string') return new GoInt(utf8.encode(item).length);
  if (Array.isArray(item)) return new GoInt(item.length);
  if (isMap(item)) return new GoInt(Object.keys(item).length);
  throw new UsageError(item === undefined ? 'len of nothing' : `len of type ${typeName(item)}`);
}

/** @param limit may be reached by the end of a slice, not by an index */
function position(at: unknown, limit: number): number {
  const kind = kindOf(at);
  if (kind === 'invalid' || kind === 'nil') throw new UsageError('cannot index slice/array with nil');
  if (kind !== 'int' && kind !== 'uint') throw new UsageError(`cannot index slice/array with type ${typeName(at)}`);
  const number = integerOf(at);
  if (number < 0n || number > BigInt(limit)) throw new UsageError(`index out of range: ${number}`);
  return Number(number);
}

function index(item: unknown, ...indexes: readonly unknown[]): unknown {
  let value = item;
  if (value === undefined || value === null) throw new UsageError('index of untyped nil');
  for (const at of indexes) {
    if (value === null || value === undefined) throw new UsageError('index of nil pointer');
    if (Array.isArray(value)) value = element(value, position(at, value.length));
    else if (typeof value === 'string') value = byteAt(value, at);
    else if (isMap(value)) value = entry(value, at);
    else throw new UsageError(`can't index item of type ${typeName(value)}`);
  }
  return value;
}

function element(list: readonly unknown[], at: number): unknown {
  if (at < list.length) return list[at];
  throw new UsageError(`index out of range: ${at}`);
}

function byteAt(text: string, at: unknown): GoInt {
  const bytes = utf8.encode(text);
  const byte = bytes[position(at, bytes.length)];
  if (byte === undefined) throw new UsageError(`index out of range: ${bytes.length}`);
  return new GoInt(byte, 'uint8');
}

function entry(map: Record<string, unknown>, key: unknown): unknown {
  if (typeof key === 'string') return Object.hasOwn(map, key) ? (map[key] ?? null) : null;
  if (key === undefined || key === null) throw new UsageError('value is nil; should be of type string');
  throw new UsageError(`value has type ${typeName(key)}; should be string`);
}

function slice(item: unknown, ...indexes: readonly unknown[]): unknown {
  if (item === undefined || item === null) throw new UsageError('slice of untyped nil');
  if (indexes.length > 3) throw new UsageError(`too many slice indexes: ${indexes.length}`);
  if (typeof item !== 'string' && !Array.isArray(item))
    throw new UsageError(`can't slice item of type ${typeName(item)}`);
  if (typeof item === 'string' && indexes.length === 3) throw new UsageError('cannot 3-index slice a string');
  const whole = typeof item === 'string' ? utf8.encode(item) : (item as unknown[]);
  const given = indexes.map((at) => position(at, whole.length));
  const [from = 0, to = whole.length, most = whole.length] = given;
  if (from > to) throw new UsageError(`invalid slice index: ${from} > ${to}`);
  if (to > most) throw new UsageError(`invalid slice index: ${to} > ${most}`);
  return whole instanceof Uint8Array ? new TextDecoder().decode(whole.subarray(from, to)) : whole.slice(from, to);
}

function callValue(called: unknown): never {
  throw new UsageError(
    called === undefined || called === null ? 'call of nil' : `non-function of type ${typeName(called)}`,
  );
}

function exists(item: unknown, ...indexes: readonly unknown[]): boolean {
  let value = item;
  for (const at of indexes) {
    const inner = member(value, at);
    if (!inner) return false;
    value = inner.value;
  }
  return indexes.length === 0 || value !== null;
}

function member(value: unknown, at: unknown): { value: unknown } | undefined {
  if (isMap(value)) {
    if (at !== null && typeof at !== 'string') return undefined;
    return { value: (Object.hasOwn(value, at ?? '') ? value[at ?? ''] : undefined) ?? null };
  }
  const whole = typeof value === 'string' ? utf8.encode(value) : value;
  const kind = kindOf(at);
  if ((kind !== 'int' && kind !== 'uint') || !(Array.isArray(whole) || whole instanceof Uint8Array)) return undefined;
  const number = Number(integerOf(at));
  return number >= 0 && number < whole.length ? { value: (whole as unknown[])[number] } : undefined;
}
