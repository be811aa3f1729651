import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pages } from '../../src/diagnosis/explain/explain.ts';
import { guide, withReference } from './probe-guide.ts';

test('docs/probe.md says what --explain says, of every finding', () => {
  const markdown = readFileSync(guide, 'utf8');
  expect(withReference(markdown), 'npm run docs writes it anew').toBe(markdown);
  const headed = [...markdown.matchAll(/^#### ([A-Z]\d\d): /gm)].map(([, id]) => id);
  expect(new Set(headed)).toEqual(new Set(Object.keys(pages)));
});
