import type { KubeObject } from '../service/types.ts';
import { age } from './age.ts';
import type { Table } from './table.ts';

/** What kubectl makes of objects without the server's help (`--server-print=false`): NAME and AGE. */
export function nameAgeTable(objects: readonly KubeObject[], now: Date): Table {
  return {
    columnDefinitions: [
      { name: 'Name', type: 'string', format: 'name', priority: 0 },
      { name: 'Age', type: 'string', priority: 0 },
    ],
    rows: objects.map((object) => ({ object, cells: [object.metadata.name, ageOf(object, now)] })),
  };
}

function ageOf({ metadata }: KubeObject, now: Date): string {
  const born = Date.parse(metadata.creationTimestamp ?? '');
  return Number.isNaN(born) ? '<unknown>' : age(now.getTime() - born);
}
