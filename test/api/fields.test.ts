import { expect, inject, test } from 'vitest';
import { documents, fieldTable, type OpenApi } from '../support/api-fields.ts';
import { must, onCluster } from '../support/cluster.ts';

onCluster('the table of known fields', ({ kubectl }) => {
  // A cluster that was handed in may be of another version.
  test.runIf(inject('missing') === '' && inject('own'))('is what the API server says', async () => {
    const read = async (path: string) =>
      [path, JSON.parse((await must(kubectl('get', '--raw', `/openapi/v3/${path}`))).stdout) as OpenApi] as const;
    const openApi = Object.fromEntries(await Promise.all(Object.keys(documents).map(read)));
    const table = fieldTable(openApi as Parameters<typeof fieldTable>[0]);
    await expect(table).toMatchFileSnapshot('../../src/service/field-table.ts');
  });
});
