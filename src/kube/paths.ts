import { SegmentError } from '../errors.ts';
import type { Kind } from '../service/kinds.ts';

/**
 * The URL path of a collection or, with a name, of one object or its subresource. Without a namespace: all namespaces.
 * @throws SegmentError in client-go's words for what would be another path (rest/request.go)
 */
export function pathOf(kind: Kind, namespace?: string, name?: string, subresource?: string): string {
  const [ofNamespace, ofName, ofPart] = [unfitFor(namespace), unfitFor(name), unfitFor(subresource)];
  if (ofNamespace !== '') throw new SegmentError(`invalid namespace ${JSON.stringify(namespace)}: [${ofNamespace}]`);
  if (ofName !== '') throw new SegmentError(`invalid resource name ${JSON.stringify(name)}: [${ofName}]`);
  if (ofPart !== '') throw new SegmentError(`invalid subresource ${JSON.stringify(subresource)}: [${ofPart}]`);
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  const part = subresource ? `/${encodeURIComponent(subresource)}` : '';
  return `${root}${scope}/${kind.plural}${object}${part}`;
}

/** Why it cannot be one segment of a path (apimachinery api/validation/path, IsValidPathSegmentName); '' where it can. */
function unfitFor(segment: string | undefined): string {
  if (segment === '.' || segment === '..') return `may not be '${segment}'`;
  return ['/', '%']
    .filter((sign) => segment?.includes(sign))
    .map((sign) => `may not contain '${sign}'`)
    .join(' ');
}

/** `?a=b` of what is given, in the order given; nothing where nothing is. */
export function query(parameters: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}
