import { expect, test } from 'vitest';
import { sortedObjects, sorterOf } from '../../src/output/sort.ts';
import type { KubeObject } from '../../src/service/types.ts';

const objects = (values: readonly unknown[]) =>
  values.map((v, index) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: `s${index}` }, spec: { v } }));

const order = (expression: string, values: readonly unknown[]) =>
  sorterOf(expression)
    .sorted(objects(values), (object) => object)
    .items.map(({ metadata: { name } }) => Number(name.slice(1)));

test.each<[string, unknown[], number[]]>([
  ['numbers', [30, 4, 200], [1, 0, 2]],
  ['numbers with fractions', [1.5, 0.5], [1, 0]],
  ['text', ['b', 'a', 'C', 'ä'], [2, 1, 0, 3]],
  ['text by code point', ['\u{1F44D}', '\uFFFD'], [1, 0]],
  ['quantities by size', ['10', '9', '1Ki', '500m', '1e1'], [3, 1, 0, 4, 2]],
  ['quantities too great to be written out', ['1e99999', '2e99998', '-1e99999', '3'], [2, 3, 1, 0]],
  ['binary quantities up to 64 bits', ['8Ei', '9223372036854775807', '9Ei', '1e19'], [0, 1, 2, 3]],
  ['quantities below a billionth', ['2e-99999', '1n', '0.1n', '0.5u'], [0, 1, 2, 3]],
  ['a quantity beside a text', ['10', '9x'], [0, 1]],
  ['null first', ['a', null], [1, 0]],
  ['those without the field last, as they came', [undefined, 'b', undefined, 'a'], [3, 1, 0, 2]],
  ['nobody has it', [undefined, undefined], [0, 1]],
  ['one alone, whatever it is', [['x']], [0]],
])('%s', (_, values, wanted) => expect(order('.spec.v', values)).toEqual(wanted));

test.each(['spec.v', '.spec.v', '{spec.v}', '{.spec.v}', "{.spec['v']}"])('%s is a path', (expression) => {
  expect(order(expression, [2, 1])).toEqual([1, 0]);
});

test.each([
  ['{.spec', 'invalid --sort-by "{.spec": unclosed action; expected a field, as in .metadata.name'],
  ['{.spec[}', 'invalid --sort-by "{.spec[}": unterminated array; expected a field, as in .metadata.name'],
])('%s is refused', (expression, message) => expect(() => sorterOf(expression)).toThrow(message));

test.each<[string, unknown[], string]>([
  ['lists', [['a'], ['b']], 'cannot sort by {.spec.v}: expected a field that is a number or text'],
  ['booleans', [true, false], 'cannot sort by {.spec.v}: expected a field that is a number or text'],
  ['a mixture', [1, 'a'], 'cannot sort by {.spec.v}: it is a number in some objects and text in others'],
])('%s cannot be sorted by', (_, values, message) => expect(() => order('spec.v', values)).toThrow(message));

test('a list in which no object has the field is refused, as kubectl does', () => {
  expect(() => sortedObjects(sorterOf('.nope'), objects([1]) as KubeObject[])).toThrow(
    `couldn't find any field with path "{.nope}" in the list of objects`,
  );
  expect(sortedObjects(sorterOf('.nope'), [])).toEqual([]);
});

/** Recorded from Go 1.26: sort.Sort of twenty values of which many are equal. */
test('equal ones come in the order in which Go leaves them', () => {
  const values = Array.from({ length: 20 }, (_, index) => index % 3);
  expect(order('.spec.v', values)).toEqual([9, 18, 15, 3, 12, 0, 6, 10, 7, 4, 13, 16, 1, 19, 8, 5, 11, 14, 2, 17]);
});
