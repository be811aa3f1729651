import { expect, test } from 'vitest';
import { reddened, withReady } from '../../src/output/ready-column.ts';
import { tableText } from '../../src/output/table.ts';

const column = (name: string, priority = 0) => ({
  name,
  type: 'string',
  ...(name === 'Name' && { format: 'name' }),
  priority,
});
const row = (name: string, type: string, selector: string) => ({
  cells: [name, type, '80/TCP', '5d', selector],
  object: { metadata: { name, namespace: 'shop' } },
});
const table = {
  columnDefinitions: [column('Name'), column('Type'), column('Port(s)'), column('Age'), column('Selector', 1)],
  rows: [
    row('web', 'ClusterIP', 'app=web'),
    row('down', 'ClusterIP', 'app=down'),
    row('lost', 'ClusterIP', 'app=lost'),
    row('by-hand', 'ClusterIP', '<none>'),
    row('alias', 'ExternalName', '<none>'),
  ],
};
const counts = new Map([
  ['shop/web', { ready: 2, all: 3 }],
  ['shop/down', { ready: 0, all: 3 }],
]);

test('READY stands before AGE', () => {
  expect(tableText([withReady(table, counts)], {})).toBe(
    `NAME      TYPE           PORT(S)   READY   AGE
web       ClusterIP      80/TCP    2/3     5d
down      ClusterIP      80/TCP    0/3     5d
lost      ClusterIP      80/TCP    0/0     5d
by-hand   ClusterIP      80/TCP    -       5d
alias     ExternalName   80/TCP    -       5d
`,
  );
});

test('where nobody may look, it is unknown', () => {
  expect(tableText([withReady(table, undefined)], { noHeaders: true })).toMatch(/web +ClusterIP +80\/TCP +\? +5d\n/);
});

test('none ready is red, and takes no more room', () => {
  const text = tableText([withReady(table, counts)], { wide: true });
  const red = reddened(text);
  expect(red).toContain('80/TCP    \x1b[31m0/3\x1b[0m     5d    app=down');
  expect(red).toContain('\x1b[31m0/0\x1b[0m');
  // eslint-disable-next-line no-control-regex -- the colours are what is looked for
  expect(red.replaceAll(/\x1b\[\d+m/g, '')).toBe(text);
  expect(red.match(/\x1b\[31m/g)).toHaveLength(2);
});
