import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { paintFor, plain } from '../../../src/output/paint.ts';
import { reportPrinter } from '../../../src/probe/report/print.ts';
import { screens } from '../../support/reports.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/probe.v1.schema.json', import.meta.url), 'utf8'),
) as object;
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const valid = ajv.compile(schema);

const coloured = await paintFor({ isTTY: true }, {}, undefined);

describe.each(Object.keys(screens))('%s', (name) => {
  const shown = screens[name];
  if (!shown) throw new Error(name);

  test.each([
    ['80', 80, plain],
    ['120', 120, plain],
    ['80-colour', 80, coloured],
  ] as const)('%s columns', async (title, columns, paint) => {
    const print = await reportPrinter('text');
    const text = print(shown, { columns, paint, raw: false, quiet: false });
    await expect(text).toMatchFileSnapshot(`../../golden/probe/${name}.${title}.txt`);
  });

  test.each(['wide', 'yaml', 'junit', 'name'])('-o %s', async (format) => {
    const print = await reportPrinter(format);
    const text = print(shown, { columns: 100, paint: plain, raw: true, quiet: false });
    await expect(text).toMatchFileSnapshot(`../../golden/probe/${name}.${format}`);
  });

  test('-o json is as its schema says', async () => {
    const print = await reportPrinter('json');
    const read: unknown = JSON.parse(print(shown, { columns: 80, paint: plain, raw: false, quiet: false }));
    valid(read);
    expect(valid.errors).toBe(null);
    expect(read).toEqual(JSON.parse(JSON.stringify(shown)));
  });

  test('nothing of it reaches a terminal raw', async () => {
    for (const format of ['text', 'wide', 'junit', 'name']) {
      const print = await reportPrinter(format);
      const text = print(shown, { columns: 80, paint: plain, raw: true, quiet: false });
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
  });
});

test('the schema refuses what is no report', () => {
  expect(valid({ apiVersion: 'kubesvc/v1', kind: 'ProbeReport' })).toBe(false);
});

test('--quiet is the verdict alone', async () => {
  const print = await reportPrinter('text');
  const text = print(screens['selector-typo'] as never, { columns: 200, paint: plain, raw: false, quiet: true });
  expect(text).toBe(
    'UNREACHABLE  No pod backs this Service, so connections are refused or time out. (no probe pod needed)  S01\n',
  );
});
