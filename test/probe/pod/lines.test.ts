import { fc } from '../../support/seed.ts';
import { expect, test } from 'vitest';
import { asLine, asVariables } from '../../../src/probe/pod/lines.ts';
import { parseRecords } from '../../../src/probe/pod/records.ts';
import type { Target } from '../../../src/probe/pod/targets.ts';
import { payloadText } from '../../../src/probe/payload.ts';

const target = (path: string, host = '10.0.0.1'): Target => ({
  id: 'f1',
  group: 1,
  via: 'cluster-ip',
  how: 'tcp',
  host,
  port: 80,
  scheme: 'auto:http',
  path,
  space: 'shop',
});

test('a line for each target, an empty field marked', () => {
  expect(asLine({ ...target('/'), space: '' })).toBe('1\tf1\ttcp\t10.0.0.1\t80\tauto:http\t/\t-\t-');
  expect(asLine({ ...target('/'), patience: 9 })).toBe('1\tf1\ttcp\t10.0.0.1\t80\tauto:http\t/\tshop\t9');
});

/** Whatever a path is, it stays one field of one line, of printable characters. */
test('no path can end its field or its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const line = asLine(target(`/${text}`));
      expect(line.split('\t')).toHaveLength(9);
      expect(line).toMatch(/^[\x20-\x7e\t]*$/);
    }),
  );
});

test('long lists are parted at 110,000 bytes, whole lines each', () => {
  const targets = Array.from({ length: 5000 }, (_, index) => ({ ...target('/'), id: `f${index}` }));
  const variables = asVariables(targets);
  expect(variables.map(({ name }) => name)).toEqual(['T0', 'T1']);
  expect(Math.max(...variables.map(({ value }) => value.length))).toBeLessThan(110_001);
  expect(variables.flatMap(({ value }) => value.split('\n'))).toEqual(targets.map(asLine));
});

test('records are read whatever is among them', () => {
  const text = 'noise\nR\tf1\t1\t2004\twget: bad|address\nR\tbroken\nB\tf1\taGk=\nE\t1\n';
  const { records, complete, bodies } = parseRecords(text.split('\n'));
  expect(records).toEqual([{ id: 'f1', exitCode: 1, took: 2.004, text: 'wget: bad|address' }]);
  expect({ complete, body: new TextDecoder().decode(bodies.get('f1')) }).toEqual({ complete: true, body: 'hi' });
  expect(parseRecords(['R\tf1\t0\t1\t']).complete).toBe(false);
  expect(parseRecords(['R\tf1\t0\t1\t', 'E\t2']).complete).toBe(false);
});

test('a payload means nothing to a shell', () => {
  expect(payloadText('hex:00 ff')).toBe('\\000\\377');
  expect(payloadText('a$(id)')).toBe('\\141\\044\\050\\151\\144\\051');
  expect(() => payloadText('hex:0')).toThrow(/pairs of hexadecimal digits/);
  expect(() => payloadText('x'.repeat(2000))).toThrow(/at the most/);
});
