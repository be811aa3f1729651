import type { KubeObject } from '../service/types.ts';

/**
 * One object, list or event after the other as text. A printer remembers what it has printed: YAML documents are parted,
 * a head is printed once.
 * @throws UsageError where an object cannot be printed as asked; nothing of it is printed then
 */
export type Printer = (object: Printable) => string;

/** What `get` prints of several objects (v1 List). */
export interface ObjectList {
  apiVersion: 'v1';
  kind: 'List';
  metadata: { resourceVersion: string };
  items: readonly KubeObject[];
}

/** What `get --watch --output-watch-events` prints (meta.k8s.io/v1 WatchEvent). */
export interface ObjectEvent {
  type: string;
  object: KubeObject;
}

export type Printable = KubeObject | ObjectList | ObjectEvent;

export function isList(printable: Printable): printable is ObjectList {
  return 'kind' in printable && printable.kind.endsWith('List') && Array.isArray(printable['items' as never]);
}

export function isEvent(printable: Printable): printable is ObjectEvent {
  return !('kind' in printable);
}

/**
 * How kubectl holds what it prints.
 * `typed`: in Go structs, as `expose` and `create` do: fields in struct order.
 * `read`: as it was read, as `get` and `edit` do: fields by name.
 */
export type Held = 'typed' | 'read';

const suffixes = { none: '', client: ' (dry run)', server: ' (server dry run)' };

/** `service/web exposed`: what a command that changes something prints where no format is asked for. */
export function outcomePrinter(verb: string, dryRun: keyof typeof suffixes): Printer {
  return named((object) => `${titleOf(object)} ${verb}${suffixes[dryRun]}\n`);
}

/** `-o name` */
export const namePrinter: Printer = named((object) => `${titleOf(object)}\n`);

function named(line: (object: KubeObject) => string): Printer {
  return (printable) => {
    if (isEvent(printable)) return line(printable.object);
    return isList(printable) ? printable.items.map(line).join('') : line(printable);
  };
}

/** `service/web`, `deployment.apps/web` (cli-runtime printers/name.go). */
export function titleOf({ apiVersion, kind, metadata }: KubeObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind.toLowerCase()}${group}/${metadata.name || '<unknown>'}`;
}
