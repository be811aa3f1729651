import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { KubeObject } from '../service/types.ts';
import { yamlPrinter } from './yaml.ts';

/** What differs between two states of an object, as a unified diff of their YAML; '' where nothing does. */
export function objectDiff(before: KubeObject | undefined, after: KubeObject, name: string): string {
  const text = (object: KubeObject | undefined) => (object ? yamlOf(object) : '');
  const [old, now] = [text(before), text(after)];
  if (old === now) return '';
  return createTwoFilesPatch(`${name} as it is`, `${name} as it will be`, old, now, '', '', {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** Without what every write changes by itself. */
function yamlOf(object: KubeObject): string {
  const { resourceVersion: _, managedFields: __, generation: ___, ...metadata } = object.metadata;
  return yamlPrinter({ showManagedFields: false })({ ...object, metadata });
}
