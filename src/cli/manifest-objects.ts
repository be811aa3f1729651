import { type CliError, UsageError } from '../errors.ts';
import { visible } from '../output/visible.ts';
import { type Checked, readAs, shown } from '../service/fields.ts';
import type { AsWritten } from '../service/as-written.ts';
import type { KubeObject } from '../service/types.ts';

/** One object of a file, and the file's name for messages (`STDIN` for standard input). */
export interface Manifest {
  source: string;
  object: KubeObject;
}

export interface Manifests {
  manifests: Manifest[];
  /** What could not be read; it does not keep the rest. */
  errors: CliError[];
  /** Sentences about what was read and will do nothing. */
  warnings: string[];
}

/** The kinds whose fields are known one by one, by their apiVersion. */
const known: Readonly<Record<string, readonly string[]>> = {
  v1: ['Pod', 'Service', 'ReplicationController'],
  'apps/v1': ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'],
  'batch/v1': ['Job', 'CronJob'],
};

/**
 * Adds the objects of one document to `found`. As in kubectl, a list of which one item is bad has none.
 * @param written numbers that its text has in a form which no integer field holds
 */
export function manifestsOf(document: unknown, source: string, found: Manifests, written?: AsWritten): void {
  const one: Manifests = { manifests: [], errors: [], warnings: [] };
  collect(document, '', { source, into: one, defaults: {}, forced: {}, written });
  if (one.errors.length === 0) found.manifests.push(...one.manifests);
  found.errors.push(...one.errors);
  found.warnings.push(...one.warnings);
}

interface Place {
  source: string;
  into: Manifests;
  /** What the items of a typed list need not say themselves: `PodList` holds Pods. */
  defaults: TypeMeta;
  /** What they are, whatever they say: kubectl reads the lists of the API by their own kind. */
  forced: TypeMeta;
  written: AsWritten | undefined;
}

interface TypeMeta {
  apiVersion?: string;
  kind?: string;
}

type Fields = Record<string, unknown>;

function collect(document: unknown, path: string, place: Place): void {
  const { source, into, defaults, forced } = place;
  const refuse = (reason: string) =>
    void into.errors.push(new UsageError(`unable to decode "${source}": ${visible(reason)}`));
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return refuse(`${path || 'the document'} is ${shown(document)}, but must be an object with apiVersion and kind`);
  }
  const fields: Fields = { ...defaults, ...inAnyCase(document), ...forced };
  for (const [field, name] of [
    ['kind', 'Kind'],
    ['apiVersion', 'apiVersion'],
  ] as const) {
    const value = fields[field] ?? '';
    if (value === '') return refuse(`Object '${name}' is missing in '${dump(document)}'`);
    if (typeof value !== 'string') {
      return refuse(`${inside(path, field)} is ${shown(value)}, but must be text: put it in quotes`);
    }
  }
  const { apiVersion: written, kind } = fields as { apiVersion: string; kind: string };
  if (/\/.*\//.test(written)) return refuse(`unexpected GroupVersion string: ${written}`);
  if (written.endsWith('/')) return refuse(`Object 'apiVersion' is missing in '${dump(document)}'`);
  const apiVersion = (fields.apiVersion = written.replace(/^\//, ''));
  if (kind.endsWith('List') && ('items' in fields || fields.metadata === undefined))
    return collectItems(fields, path, place);
  const meant = builtInMeant(apiVersion, kind);
  if (meant !== undefined) return refuse(otherType(apiVersion, kind, path, meant));
  const checked = checkedAs(apiVersion, kind, fields, path, place.written);
  if (checked.problem !== undefined) return refuse(checked.problem);
  into.manifests.push({ source, object: checked.value as KubeObject });
  into.warnings.push(...checked.unknown.map((field) => unknownField(field, source)));
}

const otherType = (apiVersion: string, kind: string, path: string, meant: Required<TypeMeta>) =>
  `the API has no ${kind} in ${apiVersion}: ${inside(path, 'kind')} must be ${meant.kind}, in ${meant.apiVersion}`;

/** Go's decoder finds the two fields that say what an object is in any case of letters. */
function inAnyCase(document: object): Fields {
  if ('kind' in document && 'apiVersion' in document) return { ...document };
  const names: Readonly<Record<string, string>> = { kind: 'kind', apiversion: 'apiVersion' };
  const entries = Object.entries(document).map(([name, value]: [string, unknown]): [string, unknown] => {
    const field = names[name.toLowerCase()];
    return [field !== undefined && !(field in document) ? field : name, value];
  });
  return Object.fromEntries(entries);
}

function collectItems(list: Fields, path: string, place: Place): void {
  const { items } = list;
  const [apiVersion, kind] = [String(list.apiVersion), String(list.kind)];
  const refuse = (reason: string) =>
    void place.into.errors.push(new UsageError(`unable to decode "${place.source}": ${visible(reason)}`));
  const there = items ?? [];
  const at = inside(path, 'items');
  if (!Array.isArray(there)) return refuse(`${at} is ${shown(items)}, but must be a list`);
  if (there.length === 0 && !isOfTheApi(apiVersion)) {
    return refuse(`there are no ${at}, and kubesvc does not know the kind ${kind} in ${apiVersion}`);
  }
  const meant = kind === 'List' ? 'v1' : builtInMeant(apiVersion, kind.replace(/List$/, ''))?.apiVersion;
  if (meant !== undefined && meant !== apiVersion)
    return refuse(otherType(apiVersion, kind, path, { apiVersion: meant, kind }));
  const of = kind === 'List' ? {} : { apiVersion, kind: kind.replace(/List$/, '') };
  const inner = { ...place, defaults: of, forced: isOfTheApi(apiVersion) ? of : {} };
  for (const [index, item] of there.entries()) collect(item, `${at}[${index}]`, inner);
}

/** Whether a version is one of Kubernetes itself; of any other, nobody here knows whether it has such a list. */
const isOfTheApi = (apiVersion: string) =>
  /^(v\d\w*$|(apps|batch|autoscaling|extensions|policy)\/|[\w.-]+\.k8s\.io\/)/.test(apiVersion);

/** The kind of the API that was meant by one of a version or in a case that the API does not have. */
function builtInMeant(apiVersion: string, kind: string): Required<TypeMeta> | undefined {
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
  if (!['', 'apps', 'batch', 'extensions'].includes(group) || known[apiVersion]?.includes(kind)) return undefined;
  for (const [version, kinds] of Object.entries(known)) {
    const found = kinds.find((name) => name.toLowerCase() === kind.toLowerCase());
    if (found !== undefined) return { apiVersion: version, kind: found };
  }
  return undefined;
}

const inside = (path: string, field: string) => (path === '' ? field : `${path}.${field}`);

/** Every field of a kind that is known; of any other, what a Service is made from: its metadata and its pod template. */
function checkedAs(apiVersion: string, kind: string, fields: Fields, path: string, written?: AsWritten): Checked {
  if (known[apiVersion]?.includes(kind)) {
    const checked = readAs(kind, fields, path, written);
    const { metadata = {} } = checked.value as Fields;
    return { ...checked, value: { ...(checked.value as Fields), metadata } };
  }
  const metadata = readAs('ObjectMeta', fields.metadata ?? {}, inside(path, 'metadata'), written);
  const problem = metadata.problem;
  const value = { ...fields, metadata: metadata.value };
  if (problem !== undefined) return { value, unknown: [], problem };
  const { template } = (fields.spec ?? {}) as Fields;
  if (!hasContainers(template)) return { value, unknown: [] };
  const read = readAs('PodTemplateSpec', template, inside(path, 'spec.template'), written);
  return { ...read, value: { ...value, spec: { ...(fields.spec as Fields), template: read.value } }, unknown: [] };
}

function hasContainers(template: unknown): boolean {
  const { spec } = (template ?? {}) as Fields;
  return Array.isArray(((spec ?? {}) as Fields).containers);
}

function unknownField({ path, meant }: Checked['unknown'][number], source: string): string {
  return `${source}: unknown field "${path}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

/** An object on one line, as Go's encoder writes a map: keys in order, and no character that a terminal obeys. */
function dump(object: object): string {
  const text = JSON.stringify(sorted(object)).replaceAll(
    /[<>&\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, sorted(inner)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
