import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classify, type Said } from '../../src/probe/classify.ts';

interface Row {
  condition: string;
  tool: string;
  text: string;
  exitCode: number;
  expectedOutcome: string;
}

/** Recorded from real tools against real faults; see the condition of each row. The runner uses these two of the tools. */
const rows = ['common', 'rare']
  .flatMap((name) => JSON.parse(readFileSync(new URL(`texts/${name}.json`, import.meta.url), 'utf8')) as Row[])
  .filter(({ tool }) => tool === 'wget' || tool === 'nc');

test.each(rows.map((row) => ({ ...row })))(
  '$tool, $condition: $expectedOutcome',
  ({ tool, text, exitCode, condition, expectedOutcome }) => {
    const [, host = 'web'] =
      /target was https?:\/\/([^/:)]+)/.exec(condition) ?? /bad address '([^':]*)/.exec(text) ?? [];
    expect(classify({ tool: tool as Said['tool'], text, exitCode, host })).toBe(expectedOutcome);
  },
);

test.each([
  ['10.96.0.9   web.shop.svc.cluster.local', 0, 'ok'],
  ['', 2, 'dns'],
  ['Terminated', 143, 'dns'],
  ['/bin/sh: getent: not found', 127, 'not-run'],
])('getent, %j: %s %s', (text, exitCode, outcome) =>
  expect(classify({ tool: 'getent', text, exitCode })).toBe(outcome),
);

test('the corpus is there', () => expect(rows.length).toBeGreaterThan(95));
