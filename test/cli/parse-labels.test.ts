import { expect, test } from 'vitest';
import { parseAnnotations, parseLabelFlag, parseSelector } from '../../src/cli/parse-labels.ts';

test.each([
  ['a=b', { a: 'b' }],
  ['a=b,c=', { a: 'b', c: '' }],
  ['example.com/a=b', { 'example.com/a': 'b' }],
  ['', undefined],
])('--labels=%j', (text, wanted) => {
  expect(parseLabelFlag(text)).toEqual(wanted);
  expect(parseSelector(text)).toEqual(wanted);
});

test.each([
  ['tier', 'unexpected label spec: tier'],
  ['a=b,tier', 'unexpected label spec: tier'],
  ['a==b', 'unexpected label spec: a==b'],
  ['a=b=c', 'unexpected label spec: a=b=c'],
  ['=b', 'unexpected empty label key'],
  [',', 'unexpected label spec: '],
  ['\u001b[31m', 'unexpected label spec: \\u001b[31m'],
])('%j is refused in the words of kubectl', (text, message) => {
  expect(() => parseLabelFlag(text)).toThrow(message);
  expect(() => parseSelector(text)).toThrow(message);
});

test.each(['a!=b', 'a in (b)', 'a in (b,c)', 'a=b,c notin (d)', '!a', 'a=b, !c'])(
  '--selector=%j is refused',
  (text) => {
    expect(() => parseSelector(text)).toThrow(
      `invalid --selector "${text}": a Service selects by equality alone, as app=web,tier=front`,
    );
  },
);

test.each([
  ['a=b', { a: 'b' }],
  ['a=b,c=d', { a: 'b', c: 'd' }],
  ['a=', { a: '' }],
  ['example.com/note=red, green', { 'example.com/note': 'red, green' }], // one `=` is one annotation
  ['"a=b,c",d=e', { a: 'b,c', d: 'e' }],
  ['"a={""x"":1,""y"":2}",d=e', { a: '{"x":1,"y":2}', d: 'e' }],
  ['a=b,c', { a: 'b,c' }],
  ['a=b=c,d=e', { a: 'b=c', d: 'e' }],
])('--annotations=%j', (text, wanted) => expect(parseAnnotations(text)).toEqual(wanted));

test('--annotations may be repeated', () => {
  expect(parseAnnotations('c=d', parseAnnotations('a=b'))).toEqual({ a: 'b', c: 'd' });
});

test.each(['', 'a', '=b', 'a=b,c=d,e'])('--annotations=%j is refused', (text) => {
  expect(() => parseAnnotations(text)).toThrow(/^invalid --annotations ".*": expected KEY=VALUE/);
});
