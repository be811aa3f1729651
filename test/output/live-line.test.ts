import { expect, test } from 'vitest';
import { liveLine } from '../../src/output/live-line.ts';

test.each<[string, number, string]>([
  ['waits', 80, '\r\u001B[K… waits'],
  ['', 80, '\r\u001B[K'],
  ['a\u001B[2Jb', 80, '\r\u001B[K… a\\u001b[2Jb'],
  ['x'.repeat(50), 40, `\r\u001B[K… ${'x'.repeat(34)}…`], // room for ^C behind it
])('%j in %i columns', (text, columns, line) => expect(liveLine(text, columns)).toBe(line));
