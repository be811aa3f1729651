import type { AsWritten } from './as-written.ts';
import { fieldTable } from './field-table.ts';

/** What an object from a file is to the API. */
export interface Checked {
  /** As Go's decoder would have it: null is as good as absent, and an empty value in a list or a map. */
  value: unknown;
  /** Paths of fields that the API does not know. */
  unknown: { path: string; meant?: string | undefined }[];
  /** The first value of a type that its field cannot hold, in one sentence without a full stop. */
  problem?: string;
}

/**
 * Reads a value as one of the API's structs, such as `Deployment` or `ObjectMeta`.
 * @param written numbers that the text of the value has in a form which no integer field holds
 */
export function readAs(struct: string, value: unknown, path = '', written?: AsWritten): Checked {
  const reader = new Reader(written);
  const read = reader.read(struct, value, path) ?? {};
  return { value: read, unknown: reader.unknown, ...(reader.problem !== undefined && { problem: reader.problem }) };
}

const structs = new Map<string, ReadonlyMap<string, string>>();

function fieldsOf(struct: string): ReadonlyMap<string, string> {
  const known = structs.get(struct);
  if (known) return known;
  const fields = new Map((fieldTable[struct] ?? '').split(' ').map((field) => field.split(':') as [string, string]));
  structs.set(struct, fields);
  return fields;
}

type Json = Record<string, unknown>;

class Reader {
  readonly unknown: Checked['unknown'] = [];
  readonly #written: AsWritten | undefined;
  problem: string | undefined;

  constructor(written: AsWritten | undefined) {
    this.#written = written;
  }

  read(type: string, value: unknown, path: string): unknown {
    if (value === null || value === undefined || type === 'any') return value;
    if (type.startsWith('[')) return this.#list(type.slice(1), value, path);
    if (type.startsWith('{')) return this.#map(type.slice(1), value, path);
    const scalar = scalars[type.replace('!', '')];
    if (scalar === undefined) return this.#struct(type, value, path);
    const written = type.startsWith('int') && typeof value === 'number' ? this.#written?.get(path) : undefined;
    if (written !== undefined) {
      this.problem ??= `${path} is the number ${written}, but must be ${scalar.expected}, without a point or an exponent`;
    } else if (!scalar.holds(value)) this.#wrong(value, scalar.expected, path);
    return value;
  }

  #struct(struct: string, value: unknown, path: string): unknown {
    if (!isMap(value)) return this.#wrong(value, 'a map of fields', path);
    const fields = fieldsOf(struct);
    const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      const at = path === '' ? name : `${path}.${name}`;
      const type = fields.get(name);
      if (type === undefined) {
        const meant = [...fields.keys()].find((field) => field.toLowerCase() === name.toLowerCase());
        this.unknown.push({ path: at, meant });
        return [];
      }
      const read = this.read(type, inner, at);
      return read === null || read === undefined ? [] : [[name, read]];
    });
    const zeros = [...fields].filter(([, type]) => type.endsWith('!')).map(([name]) => [name, 0] as const);
    return { ...Object.fromEntries(zeros), ...Object.fromEntries(entries) };
  }

  #list(type: string, value: unknown, path: string): unknown {
    if (!Array.isArray(value)) return this.#wrong(value, 'a list', path);
    return value.map((item, index) => this.read(type, item, `${path}[${index}]`) ?? emptyOf(type));
  }

  #map(type: string, value: unknown, path: string): unknown {
    if (!isMap(value)) return this.#wrong(value, 'a map', path);
    const inside = (key: string) => (/^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.read(type, item, inside(key)) ?? emptyOf(type)]),
    );
  }

  #wrong(value: unknown, expected: string, path: string): undefined {
    const quote = expected === scalars.string?.expected && typeof value !== 'object' ? ': put it in quotes' : '';
    this.problem ??= `${path} is ${shown(value, quote !== '')}, but must be ${expected}${quote}`;
    return undefined;
  }
}

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function emptyOf(type: string): unknown {
  if (type === 'string') return '';
  if (type === 'boolean') return false;
  if (type.startsWith('int') || type === 'number') return 0;
  return type.startsWith('[') ? [] : {};
}

/** A value in words, for messages. */
export function shown(value: unknown, asText = false): string {
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value !== 'boolean') return Array.isArray(value) ? 'a list' : value === null ? 'null' : 'a map';
  const words = value ? 'y, yes, on and true' : 'n, no, off and false';
  return `the boolean ${value}${asText ? ` (YAML's word for ${words})` : ''}`;
}

interface Scalar {
  expected: string;
  holds: (value: unknown) => boolean;
}

const wholeWithin = (bits: number) => (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1);

const text = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);

/** resource.Quantity (apimachinery pkg/api/resource/quantity.go) */
const quantity = text(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][-+]?\d+)?\s*$/);

const scalars: Readonly<Record<string, Scalar>> = {
  string: { expected: 'text', holds: (value) => typeof value === 'string' },
  boolean: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  int32: { expected: 'a whole number of 32 bits', holds: wholeWithin(32) },
  int64: { expected: 'a whole number of 64 bits', holds: wholeWithin(64) },
  number: { expected: 'a number', holds: (value) => typeof value === 'number' },
  'int-or-string': {
    expected: 'a whole number or text',
    holds: (value) => typeof value === 'string' || wholeWithin(32)(value),
  },
  quantity: {
    expected: 'a quantity such as 500m or 2Gi',
    holds: (value) => typeof value === 'number' || quantity(value),
  },
  time: {
    expected: 'a time such as 2026-01-02T03:04:05Z',
    holds: text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/),
  },
  bytes: { expected: 'base64', holds: text(/^[A-Za-z0-9+/\s]*={0,2}\s*$/) },
};
