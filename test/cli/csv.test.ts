import { expect, test } from 'vitest';
import { commaSeparated } from '../../src/cli/csv.ts';

test.each<[text: string, values: string[]]>([
  ['', []],
  ['a', ['a']],
  ['a,b', ['a', 'b']],
  ['a,,b,', ['a', '', 'b', '']],
  [',', ['', '']],
  [' a , b', [' a ', ' b']],
  ['"a,b",c', ['a,b', 'c']],
  ['"a""b"', ['a"b']],
  ['""', ['']],
  ['"80:80"', ['80:80']],
])('%s', (text, values) => expect(commaSeparated('--x', text)).toEqual(values));

test.each(['"a', 'a"', '"a"b', 'a,"b', 'a:"b"', '"""'])('%s is refused', (text) =>
  expect(() => commaSeparated('--x', text)).toThrow(
    `invalid --x "${text}": expected values parted by commas; a value in quotes has both, and those within are doubled`,
  ),
);
