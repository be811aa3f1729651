import { UsageError } from '../../errors.ts';
import { sameJson } from '../merge-patch.ts';
import { quoted } from '../quote.ts';

type Parent = Record<string, unknown> | unknown[];

interface Operation {
  op: string;
  path: string;
  from: string;
  value: unknown;
}

/**
 * RFC 6902 as kubectl's library does it (evanphx/json-patch v4: an index may count from the end, `replace` may make a field
 * of an object). A patch that does not fit says so in that library's words.
 * @throws UsageError
 */
export function jsonPatched(object: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw new UsageError(
      `invalid --overrides ${quoted(patch)}: a JSON patch is a list, as [{"op":"replace","path":"/spec/type","value":"NodePort"}]`,
    );
  }
  const document = { root: structuredClone(object) };
  for (const operation of patch.map(operationOf)) apply(document, operation);
  return document.root;
}

const operations = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

function operationOf(written: unknown, index: number): Operation {
  const { op, path, from, value } = (written ?? {}) as Partial<Operation>;
  const where = `invalid --overrides: operation ${index + 1}`;
  if (typeof op !== 'string' || !operations.includes(op))
    throw new UsageError(
      `${where} has op ${quoted(op)}: must be ${operations.slice(0, -1).join(', ')} or ${operations.at(-1)}`,
    );
  if (typeof path !== 'string') throw new UsageError(`${where} (${op}) has no path`);
  if ((op === 'move' || op === 'copy') && typeof from !== 'string')
    throw new UsageError(`${where} (${op}) has no from`);
  return { op, path, from: from ?? '', value: value ?? null };
}

function apply(document: { root: unknown }, { op, path, from, value }: Operation): void {
  if (path === '' && (op === 'replace' || op === 'add')) document.root = value;
  else if (op === 'add') write(document.root, path, value, 'add');
  else if (op === 'remove') remove(document.root, path, 'remove');
  else if (op === 'replace') replace(document.root, path, value);
  else if (op === 'move') write(document.root, path, take(document.root, from, 'move'), 'move');
  else if (op === 'copy') write(document.root, path, structuredClone(read(document.root, from, 'copy')), 'copy');
  else if (!sameJson(path === '' ? document.root : (read(document.root, path, 'test') ?? null), value))
    throw new UsageError(`testing value ${path} failed: test failed`);
}

/** The object or list that a path ends in, and its last step. */
function parentOf(root: unknown, path: string, op: string): { parent: Parent; key: string } {
  const steps = path.split('/').slice(1).map(unescaped);
  const key = steps.pop();
  const parent = steps.reduce<unknown>((at, step) => (isParent(at) ? valueAt(at, step) : undefined), root);
  if (key === undefined || !isParent(parent)) throw missing(op, path);
  return { parent, key };
}

const isParent = (value: unknown): value is Parent => typeof value === 'object' && value !== null;

/** `~1` is a slash and `~0` a tilde (RFC 6901 §3). */
const unescaped = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~');

function missing(op: string, path: string): UsageError {
  const shown = op === 'add' || op === 'remove' ? `"${path}"` : path;
  const what = { test: 'is missing path', move: 'doc is missing from path', copy: 'doc is missing from path' }[op];
  return new UsageError(`${op} operation does not apply: ${what ?? 'doc is missing path'}: ${shown}: missing value`);
}

function valueAt(parent: Parent, key: string): unknown {
  if (!Array.isArray(parent)) return Object.hasOwn(parent, key) ? parent[key] : undefined;
  return parent.at(/^-?\d+$/.test(key) ? Number(key) : parent.length);
}

function indexIn(list: readonly unknown[], key: string, path: string, op: string): number {
  const index = /^-?\d+$/.test(key) ? Number(key) : Number.NaN;
  const at = index < 0 ? index + list.length : index;
  if (at >= 0 && at < list.length) return at;
  const why = Number.isNaN(index)
    ? `value was not a proper array index: '${key}'`
    : `Unable to access invalid index: ${index}: invalid index referenced`;
  throw new UsageError(`error in ${op} for path: '${path}': ${why}`);
}

function read(root: unknown, path: string, op: string): unknown {
  const { parent, key } = parentOf(root, path, op);
  return Array.isArray(parent) ? parent[indexIn(parent, key, path, op)] : valueAt(parent, key);
}

function write(root: unknown, path: string, value: unknown, op: string): void {
  const { parent, key } = parentOf(root, path, op);
  if (!Array.isArray(parent)) parent[key] = value;
  else if (key === '-') parent.push(value);
  else parent.splice(Number(key) === parent.length ? parent.length : indexIn(parent, key, path, op), 0, value);
}

function replace(root: unknown, path: string, value: unknown): void {
  const { parent, key } = parentOf(root, path, 'replace');
  if (!Array.isArray(parent)) parent[key] = value;
  else if (valueAt(parent, key) === undefined)
    throw new UsageError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  else parent[indexIn(parent, key, path, 'replace')] = value;
}

function remove(root: unknown, path: string, op: string): void {
  const { parent, key } = parentOf(root, path, op);
  const place = op === 'move' ? key : path; // as the library has it
  if (Array.isArray(parent)) parent.splice(indexIn(parent, key, place, op), 1);
  else if (Object.hasOwn(parent, key)) delete parent[key];
  else
    throw new UsageError(
      `error in ${op} for path: '${place}': Unable to remove nonexistent key: ${key}: missing value`,
    );
}

function take(root: unknown, path: string, op: string): unknown {
  const value = read(root, path, op);
  remove(root, path, op);
  return value;
}
