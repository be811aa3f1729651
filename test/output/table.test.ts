import { expect, test } from 'vitest';
import { TablePrinter, tableText, type Table, type TableStyle } from '../../src/output/table.ts';

const columnDefinitions = [
  { name: 'Name', type: 'string', format: 'name', priority: 0 },
  { name: 'Type', type: 'string', priority: 0 },
  { name: 'Age', type: 'string', priority: 0 },
  { name: 'Selector', type: 'string', priority: 1 },
];

const row = (name: string, type: unknown, labels?: Record<string, string>) => ({
  cells: [name, type, '5m', 'app=web'],
  object: { metadata: { name, namespace: 'shop', ...(labels && { labels }) } },
});

const table: Table = {
  columnDefinitions,
  rows: [row('web', 'ClusterIP', { app: 'web', 'example.com/tier': 'front' }), row('b', 'NodePort')],
};

test.each<[string, TableStyle, string]>([
  ['plain', {}, 'NAME   TYPE        AGE\nweb    ClusterIP   5m\nb      NodePort    5m\n'],
  [
    'wide',
    { wide: true },
    'NAME   TYPE        AGE   SELECTOR\nweb    ClusterIP   5m    app=web\nb      NodePort    5m    app=web\n',
  ],
  ['no headers', { noHeaders: true }, 'web   ClusterIP   5m\nb     NodePort    5m\n'],
  [
    'namespace and kind',
    { withNamespace: true, kind: 'service' },
    'NAMESPACE   NAME          TYPE        AGE\nshop        service/web   ClusterIP   5m\nshop        service/b     NodePort    5m\n',
  ],
  [
    'labels as columns',
    { columnLabels: ['app', 'example.com/tier'] },
    'NAME   TYPE        AGE   APP   TIER\nweb    ClusterIP   5m    web   front\nb      NodePort    5m          \n',
  ],
  [
    'all labels',
    { showLabels: true },
    'NAME   TYPE        AGE   LABELS\nweb    ClusterIP   5m    app=web,example.com/tier=front\nb      NodePort    5m    <none>\n',
  ],
])('%s', (_, style, wanted) => expect(tableText([table], style)).toBe(wanted));

test('nothing for no rows, not even a head', () => {
  expect(tableText([{ columnDefinitions, rows: [] }], {})).toBe('');
  expect(tableText([], {})).toBe('');
});

test('several tables have one head', () => {
  const two = tableText([table, { columnDefinitions, rows: [row('a-longer-name', 'ExternalName')] }], {});
  expect(two).toBe(
    'NAME            TYPE           AGE\nweb             ClusterIP      5m\nb               NodePort       5m\na-longer-name   ExternalName   5m\n',
  );
});

test.each([
  ['a\nb', 'a...'],
  ['a\r\nb', 'a...'],
  ['\x1b[31mred', '^[[31mred'],
  [null, ''],
  [5, '5'],
  [1.5, '1.5'],
  [true, 'true'],
])('the cell %j', (cell, wanted) => {
  const text = tableText([{ columnDefinitions: columnDefinitions.slice(0, 2), rows: [{ cells: ['x', cell] }] }], {});
  expect(text.split('\n')[1]).toBe(`x      ${wanted}`);
});

test('the head is as wide as the widest cell in bytes, the rows as in characters', () => {
  expect(tableText([{ columnDefinitions, rows: [row('größenwahn', 'x')] }], {})).toBe(
    'NAME           TYPE   AGE\ngrößenwahn     x      5m\n',
  );
});

test('events come in a column of their own, and widths only grow', () => {
  const printer = new TablePrinter({});
  const event = (type: string, name: string) =>
    printer.add({ columnDefinitions: [], rows: [row(name, 'ClusterIP')] }, type) + printer.flush();
  expect(printer.add(table, 'ADDED') + printer.flush()).toBe(
    'EVENT      NAME   TYPE        AGE\nADDED      web    ClusterIP   5m\nADDED      b      NodePort    5m\n',
  );
  expect(event('MODIFIED', 'a-longer-name')).toBe('MODIFIED   a-longer-name   ClusterIP   5m\n');
  expect(event('DELETED', 'b')).toBe('DELETED    b               ClusterIP   5m\n');
});

test('rows beyond the first hundred keep the widths of the whole table', () => {
  const rows = Array.from({ length: 250 }, (_, index) => row(index === 240 ? 'the-widest-of-all' : `s${index}`, 'x'));
  const lines = tableText([{ columnDefinitions, rows }], { noHeaders: true }).split('\n');
  expect(new Set(lines.slice(0, 250).map((line) => line.indexOf(' x ')))).toEqual(new Set([19]));
});
