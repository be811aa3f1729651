import { expect, test } from 'vitest';
import { decodeYaml } from '../../src/yaml/decode.ts';
import { YamlError } from '../../src/yaml/parse.ts';

/** What go-yaml v2 makes of a plain scalar; test/conformance/input.test.ts has kubectl itself read the same. */
test.each<[string, unknown]>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, unknown] => [
    word,
    true,
  ]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, unknown] => [
    word,
    false,
  ]),
  ...['~', 'null', 'Null', 'NULL', ''].map((word): [string, unknown] => [word, null]),
  ...[
    'yEs',
    'oN',
    'nULL',
    'tRUE',
    'yy',
    '1:30',
    '190:20:30',
    '2001-01-01',
    '2001-12-14t21:59:43.10-05:00',
    '=',
    '1.2.3',
  ].map((word): [string, unknown] => [word, word]),
  ['0', 0],
  ['-0', 0],
  ['17', 17],
  ['+17', 17],
  ['-17', -17],
  ['017', 15],
  ['0o17', 15],
  ['-017', -15],
  ['08', 8],
  ['0x1F', 31],
  ['0X1f', 31],
  ['0x', '0x'],
  ['0b101', 5],
  ['-0b101', -5],
  ['0b2', '0b2'],
  ['1_000', 1000],
  ['_1', '_1'],
  ['1e3', 1000],
  ['1E-3', 0.001],
  ['1.', 1],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['.', '.'],
  ['+', '+'],
  ['.5_0', '.5_0'],
  ['1.5.', '1.5.'],
  ['1e400', '1e400'],
  ['18446744073709551615', 2 ** 64],
  ['99999999999999999999', 1e20],
  ['0xFFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFFF'],
  ['"yes"', 'yes'],
  ["'1'", '1'],
  ['!!str yes', 'yes'],
  ['!!int "3"', 3],
  ['!!float 3', 3],
  ['!!binary aGk=', 'hi'],
  ['!mine yes', 'yes'],
  ['!!set {a}', { a: null }],
])('the scalar %s', (scalar, value) => expect(decodeYaml(`v: ${scalar}\n`)).toEqual({ v: value }));

test.each<[string, string, unknown]>([
  ['of duplicate keys the last', 'a: 1\na: 2', { a: 2 }],
  ['keys that are not text', 'yes: 1\n017: 2\n1.5: 3\n1e10: 4', { true: 1, 15: 2, '1.5': 3, 10000000000: 4 }],
  ['a merge', 'x: &a {p: 1, q: 2}\nz: {<<: *a, p: 3}', { x: { p: 1, q: 2 }, z: { p: 3, q: 2 } }],
  ['a merge that stands later wins', 'x: &a {p: 1}\nz: {p: 3, <<: *a}', { x: { p: 1 }, z: { p: 1 } }],
  ['of merged maps the first', 'z: {<<: [{p: 1}, {p: 2, q: 2}]}', { z: { p: 1, q: 2 } }],
  ['a quoted << is a key', 'z: {"<<": 1}', { z: { '<<': 1 } }],
  ['an anchor that is set again', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
  ['an anchor in an alias', 'a: &x {b: &y 1}\nc: *x\nd: *y', { a: { b: 1 }, c: { b: 1 }, d: 1 }],
  ['nothing', '', null],
  ['a comment', '# x', null],
  ['block scalars', 'a: |\n  x\n\n  y\nb: >-\n  x\n  y\n', { a: 'x\n\ny\n', b: 'x y' }],
  ['a key that JavaScript knows', '__proto__: {a: 1}', JSON.parse('{"__proto__": {"a": 1}}')],
])('%s', (_, text, value) => expect(decodeYaml(text)).toEqual(value));

test.each<[string, string, number | undefined, string]>([
  ['not a number', 'a: 1\nb: .nan', 2, '.nan is no number that an object can hold: put it in quotes if it is text'],
  ['infinity', 'a: -.inf', 1, '-.inf is no number that an object can hold: put it in quotes if it is text'],
  ['a null key', '~: 1', 1, 'a key must be text, not null'],
  ['a list as a key', '? [a]\n: 1', 1, 'a key must be text, not a list or a map'],
  ['an anchor in itself', 'a: &x [*x]', undefined, "anchor 'x' value contains itself"],
  ['an anchor that is not there', 'a: *x', undefined, "unknown anchor 'x' referenced"],
  ['a merge of text', 'a: {<<: b}', 1, 'a merge (<<) takes a map or a list of maps'],
  ['a tag that does not fit', 'a: !!int x', 1, 'cannot decode "x" as a !!int'],
  ['base64 that is none', 'a: !!binary "*"', 1, '!!binary value contains invalid base64 data'],
  ['brackets without end', '['.repeat(100_000), 1, 'nested more than 500 deep'],
])('%s is refused', (_, text, line, message) => {
  expect(() => decodeYaml(text)).toThrow(expect.objectContaining({ line, message }));
  expect(() => decodeYaml(text)).toThrow(YamlError);
});

test('aliases multiply only so far', () => {
  const rows = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let depth = 1; depth < 30; depth++)
    rows.push(
      `a${depth}: &a${depth} [${Array(9)
        .fill(`*a${depth - 1}`)
        .join(', ')}]`,
    );
  expect(() => decodeYaml(rows.join('\n'))).toThrow('document contains excessive aliasing');
  const merges = ['a0: &a0 {x0: 1}'];
  for (let depth = 1; depth < 30; depth++)
    merges.push(
      `a${depth}: &a${depth} {<<: [${Array(9)
        .fill(`*a${depth - 1}`)
        .join(', ')}]}`,
    );
  expect(() => decodeYaml(merges.join('\n'))).toThrow('document contains excessive aliasing');
});
