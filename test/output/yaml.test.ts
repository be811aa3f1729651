import { expect, test } from 'vitest';
import { toYaml } from '../../src/output/yaml.ts';

/** The right-hand sides are kubectl 1.37's own, of `annotate --local -o yaml`. */
test.each([
  // read as something else by YAML 1.1
  ['', '""'],
  ['y', '"y"'],
  ['No', '"No"'],
  ['nO', 'nO'],
  ['null', '"null"'],
  ['~', '"~"'],
  ['443', '"443"'],
  ['-0', '"-0"'],
  ['08', '"08"'],
  ['0o7', '"0o7"'],
  ['0x1f', '"0x1f"'],
  ['0x', '0x'],
  ['0b-101', '"0b-101"'],
  ['1_000', '"1_000"'],
  ['-_', '-_'],
  ['18446744073709551615', '"18446744073709551615"'],
  ['-9223372036854775809', '"-9223372036854775809"'],
  ['0x1FFFFFFFFFFFFFFFF', '0x1FFFFFFFFFFFFFFFF'],
  ['1e3', '"1e3"'],
  ['1e999', '1e999'],
  ['.5', '".5"'],
  ['.inf', '".inf"'],
  ['NaN', 'NaN'],
  ['1:30', '"1:30"'],
  ['1:60', '1:60'],
  ['2024-01-01', '"2024-01-01"'],
  ['2024-02-30', '2024-02-30'],
  ['2024-1-1T1:2:3,5+01:00', '"2024-1-1T1:2:3,5+01:00"'],
  ['2024-1-1T1:2:3', '2024-1-1T1:2:3'],
  ['=', '='],
  ['<<', '<<'],
  // syntax
  ["it's", "it's"],
  ["'", "''''"],
  ['a: b', "'a: b'"],
  ['a:b', 'a:b'],
  ['a #b', "'a #b'"],
  ['a#b', 'a#b'],
  ['*a', "'*a'"],
  ['-', "'-'"],
  ['--', '--'],
  ['---', "'---'"],
  ['...', "'...'"],
  ['.', '.'],
  [' x ', "' x '"],
  ['a\tb', '"a\\tb"'],
  ['\\', '\\'],
  // other scripts, and what cannot be printed
  ['Größe Ω', 'Größe Ω'],
  ['\u00a0x', '\u00a0x'],
  ['ok \u{1F44D}', '"ok \\U0001F44D"'],
  ['\uFEFFx z', '"\\uFEFF\\x78\\x20\\x7A"'],
  ['a\u0001b', '"a\\x01b"'],
  ['a\rb', '"a\\rb"'],
  // lines
  ['a\nb', '|-\n  a\n  b'],
  ['a\nb\n', '|\n  a\n  b'],
  ['a\n\n', '|+\n  a\n'],
  ['\n', '|2+\n'],
  ['\na', '|2-\n\n  a'],
  [' a\nb', '|2-\n   a\n  b'],
  ['a\n b', '|-\n  a\n   b'],
  ['a \nb', '"a \\nb"'],
  ['a\nb ', '"a\\nb "'],
  ['1\n2', '|-\n  1\n  2'],
])('%j is written %s', (text, wanted) => {
  expect(toYaml({ k: text, z: 0 })).toBe(`k: ${wanted}\nz: 0\n`);
});

/** kubectl fails on these, or prints what reads back as another text. */
test.each([
  ['a\u007fb', '"a\\x7Fb"'],
  ['a\u0080b', '"a\\x80b"'],
  ['a\u0085b', '"a\\Nb"'],
  ['a\u2028b', '"a\\Lb"'],
  ['a\u2029b\n', '"a\\Pb\\n"'],
  ['\uffff', '"\\uFFFF"'],
])('%j, which kubectl cannot print, reads back the same', (text, wanted) => {
  expect(toYaml({ k: text })).toBe(`k: ${wanted}\n`);
});

const words = (count: number, word: string) => Array.from({ length: count }, () => word).join(' ');

test.each([
  [`${words(20, 'word')} end`, `${words(16, 'word')}\n  ${words(4, 'word')} end`],
  [`${words(16, 'word')}  word word word`, `${words(16, 'word')}  word\n  word word`],
  [`: ${words(20, 'word')}`, `': ${words(16, 'word')}\n  ${words(4, 'word')}'`],
  [`\t${words(20, 'word')}`, `"\\t${words(16, 'word')}\n  ${words(4, 'word')}"`],
  [`${'x'.repeat(100)} y`, `${'x'.repeat(100)}\n  y`],
  [words(40, 'ä'), words(40, 'ä')],
])('%j is folded behind column 80', (text, wanted) => {
  expect(toYaml({ k: text })).toBe(`k: ${wanted}\n`);
});

test('keys go in natural order, letters last, and are quoted as text is', () => {
  const keys = ['port10', 'port2', 'a', 'B', '_', 'a/b', 'a-b', 'ab', '1', '10', '9', 'on', '1.5', 'é'];
  const printed = toYaml(Object.fromEntries(keys.map((key) => [key, 0])));
  expect(printed.split(': 0\n').join(' ')).toBe('_ "1" "1.5" "9" "10" B a a-b a/b ab "on" port2 port10 é ');
});

test('maps, lists and all they may hold', () => {
  const printed = toYaml({
    list: [1, [2, [3], []], { b: true, a: [{}] }, 'x\ny', null],
    map: { empty: {}, none: undefined, deep: { deeper: ['a'] } },
    numbers: [0.5, 1e21, 1234567.5, 1e-7, 123456.5, -3],
  });
  expect(printed).toBe(`list:
- 1
- - 2
  - - 3
  - []
- a:
  - {}
  b: true
- |-
  x
  y
- null
map:
  deep:
    deeper:
    - a
  empty: {}
numbers:
- 0.5
- 1e+21
- 1.2345675e+06
- 1e-07
- 123456.5
- -3
`);
});

test('a key over 128 bytes stands behind a question mark', () => {
  const key = 'a'.repeat(129);
  expect(toYaml({ l: { [key]: ['x', 'z'] } })).toBe(`l:\n  ? ${key}\n  : - x\n    - z\n`);
});

test.each([
  ['text', 'text\n'],
  [[], '[]\n'],
  [{}, '{}\n'],
  [null, 'null\n'],
])('%j alone', (value, wanted) => {
  expect(toYaml(value)).toBe(wanted);
});

test('nesting without end is refused', () => {
  const loop: { inner?: unknown } = {};
  loop.inner = loop;
  expect(() => toYaml(loop)).toThrow('nested deeper than 1000 levels');
});
