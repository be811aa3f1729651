import { isEvent, isList, type Printable } from './printer.ts';
import type { KubeObject } from '../service/types.ts';

/** Without the bookkeeping that only `--show-managed-fields` shows; events keep theirs (cli-runtime managedfields.go). */
export function withoutManagedFields(printable: Printable): Printable {
  if (isEvent(printable)) return printable;
  return isList(printable) ? { ...printable, items: printable.items.map(strip) } : strip(printable);
}

function strip(object: KubeObject): KubeObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
