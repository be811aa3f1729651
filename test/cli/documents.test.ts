import { expect, test } from 'vitest';
import { parseDocuments } from '../../src/cli/documents.ts';

test.each<[string, string, unknown[]]>([
  ['nothing', '', []],
  ['comments and separators alone', '# a\n---\n# b\n--- # c\n---\n', []],
  ['null', 'null', []],
  ['documents', 'a: 1\n---\n\n--- # two\nb: 2\n---\n', [{ a: 1 }, { b: 2 }]],
  ['Windows lines', 'a: 1\r\n---\r\nb: "2"\r\n', [{ a: 1 }, { b: '2' }]],
  ['what follows the end mark', 'a: 1\n...\nb: [', [{ a: 1 }]],
  ['three dashes in a block', 'a: |\n  ---\n  x\n', [{ a: '---\nx\n' }]],
  ['JSON', '{"a": 1}', [{ a: 1 }]],
  ['JSON one after another', ' {"a":"}\\""}{"b":[{}]}\n\n{"c":3}\n', [{ a: '}"' }, { b: [{}] }, { c: 3 }]],
  ['JSON, then YAML', '{"a":1}\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
  ['a flow mapping', '{a: 1,}', [{ a: 1 }]],
])('%s', (_, text, documents) => expect(parseDocuments(text)).toEqual({ documents }));

test.each<[string, string, unknown[], string]>([
  ['what stands before is kept', 'a: 1\n---\nb: [', [{ a: 1 }], 'line 3: the text ends before a bracket is closed'],
  ['JSON cut short', '{"a": {"b": [1,', [], 'line 1: the text ends before a bracket is closed'],
  ['JSON cut in a text', '{\n"a": "b', [], 'line 2: the text ends before a quote is closed'],
  ['a tab', 'a:\n\tb: 1', [], 'line 2: a tab cannot indent YAML: use spaces'],
  ['two colons', 'a: 1\nb: c: d', [], 'line 2: the indentation is wrong, or a text needs quotes'],
  ['a list under a map', 'a: 1\n- b', [], 'line 2: this belongs to nothing above it: the indentation is wrong'],
  ['a map under a list', '- a\nb: 1', [], 'line 2: this belongs to nothing above it: the indentation is wrong'],
  ['words after the separator', 'a: 1\n--- b', [], 'line 2: invalid Yaml document separator: b'],
  [
    'words after a later separator',
    'a: 1\n---\nb: 1\n---c\nd: 1',
    [{ a: 1 }],
    'line 4: invalid Yaml document separator: c',
  ],
  [
    'a separator behind blanks',
    '\n ---\na: 1',
    [],
    'line 2: the separator --- must stand at the beginning of its line',
  ],
  ['a separator behind a tab', '\t---\na: 1', [], 'line 1: a tab cannot indent YAML: use spaces'],
  ['deep JSON', '{"a":'.repeat(100_000), [], 'line 1: nested more than 500 deep'],
])('%s', (_, text, documents, problem) => expect(parseDocuments(text)).toEqual({ documents, problem }));
