import { expect, test } from 'vitest';
import { age } from '../../src/output/age.ts';
import { nameAgeTable } from '../../src/output/name-age.ts';
import { tableText } from '../../src/output/table.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [-2, '<invalid>'],
  [-1, '0s'],
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [2 * minute + 1, '2m1s'],
  [10 * minute + 1, '10m'],
  [3 * hour, '3h'],
  [3 * hour + 5 * minute, '3h5m'],
  [8 * hour + 5 * minute, '8h'],
  [47 * hour, '47h'],
  [48 * hour, '2d'],
  [2 * day + 3 * hour, '2d3h'],
  [8 * day + 3 * hour, '8d'],
  [729 * day, '729d'],
  [730 * day, '2y'],
  [800 * day, '2y70d'],
  [8 * 365 * day + 9 * day, '8y'],
])('%i seconds: %s', (seconds, wanted) => expect(age(seconds * 1000)).toBe(wanted));

test('name and age alone', () => {
  const object = (name: string, creationTimestamp?: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...(creationTimestamp && { creationTimestamp }) },
  });
  const table = nameAgeTable([object('web', '2026-01-01T00:00:00Z'), object('new')], new Date('2026-01-01T00:05:00Z'));
  expect(tableText([table], {})).toBe('NAME   AGE\nweb    5m\nnew    <unknown>\n');
});
