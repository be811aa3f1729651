import { type Printer, withoutManagedFields } from './printer.ts';
import type { KubeObject } from '../service/types.ts';

/**
 * What `get` prints of objects it read: keys sorted, without managed fields; several, or a whole list, as one
 * `kind: List`, except under `-o name`, which prints a line each (kubectl/pkg/cmd/get/get.go, printGeneric).
 */
export function printRead(
  objects: readonly KubeObject[],
  { print, format, asList }: { print: Printer; format: string; asList: boolean },
): string {
  const shown = objects.map((object) => sorted(withoutManagedFields(object)) as KubeObject);
  if (!asList || format === 'name') return shown.map(print).join('');
  const list: unknown = { apiVersion: 'v1', items: shown, kind: 'List', metadata: { resourceVersion: '' } };
  return print(list as KubeObject);
}

/** Every map's keys in byte order, as Go prints a map. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
