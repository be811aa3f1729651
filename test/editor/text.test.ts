import { expect, test } from 'vitest';
import { header, isEmpty, withLineEndings, withoutComments } from '../../src/editor/text.ts';

const greeting =
  "# Please edit the object below. Lines beginning with a '#' will be ignored,\n# and an empty file will abort the edit. If an error occurs while saving this file will be\n# reopened with the relevant failures.\n#\n";

test('the header, as kubectl has it', () => {
  expect(header([])).toBe(greeting);
  expect(header([{ head: 'services "web" was not valid', causes: ['spec.type: no', 'a: b\nc'] }])).toBe(
    `${greeting}# services "web" was not valid:\n# * spec.type: no\n# * a: b\n# c\n#\n`,
  );
  expect(header([{ head: 'alone', causes: [] }])).toBe(`${greeting}# alone\n#\n`);
});

test.each([
  ['# a\n  # b\na: 1 # c\n#!x\n', 'a: 1 # c\n#!x\n'],
  ['', ''],
])('%j without comments', (text, rest) => expect(withoutComments(text)).toBe(rest));

test.each([
  ['', true],
  ['\n \n# a\n\t#b\n', true],
  ['\r\n#\r\n', true],
  ['a', false],
  ['# a\n---\n', false],
])('%j is empty: %s', (text, empty) => expect(isEmpty(text)).toBe(empty));

test('line endings', () => {
  expect(withLineEndings('a\nb\r\n', true)).toBe('a\r\nb\r\n');
  expect(withLineEndings('a\nb\n', false)).toBe('a\nb\n');
});
