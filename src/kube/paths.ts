import type { Kind } from '../service/kinds.ts';

/** The URL path of a collection or, with a name, of one object or its subresource. Without a namespace: all namespaces. */
export function pathOf(kind: Kind, namespace?: string, name?: string, subresource?: string): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  const part = subresource ? `/${encodeURIComponent(subresource)}` : '';
  return `${root}${scope}/${kind.plural}${object}${part}`;
}

/** `?a=b` of what is given, in the order given; nothing where nothing is. */
export function query(parameters: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}
