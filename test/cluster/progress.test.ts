import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runSteps, span, type Step } from './progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const takes = (seconds: number): Step => ({
  name: `step of ${seconds}`,
  seconds: 60,
  run: () => new Promise((resolve) => void setTimeout(resolve, seconds * 1000)),
});

test('off a terminal: a line a step, and never silent for 30 s', async () => {
  const said: [number, string][] = [];
  const began = Date.now();
  const all = runSteps([takes(5), takes(100)], { say: (line) => said.push([(Date.now() - began) / 1000, line]) });
  await vi.advanceTimersByTimeAsync(105_000);
  await all;
  const times = said.map(([at]) => at);
  expect(Math.max(...times.map((at, i) => at - (times[i - 1] ?? 0)))).toBeLessThanOrEqual(30);
  expect(said[0]).toEqual([0, '[1/2] step of 5 (at most about 1 min; all that is left: 2 min)']);
  expect(said[1]).toEqual([5, '[1/2] step of 5: done in 5 s']);
  expect(said[3]).toEqual([30, '[2/2] step of 100: 25 s of at most about 1 min; in all 30 s']);
  expect(said.at(-1)).toEqual([105, '[2/2] step of 100: done in 1 min 40 s']);
});

test('on a terminal: one live line, taken away in the end', async () => {
  const said: string[] = [];
  const live: string[] = [];
  const all = runSteps([takes(3)], { say: (line) => said.push(line), live: (line) => live.push(line) });
  await vi.advanceTimersByTimeAsync(3000);
  await all;
  expect(said).toEqual(['[1/1] step of 3: done in 3 s']);
  expect(live.length).toBeGreaterThan(2);
  expect(live.at(-1)).toBe('');
});

test('a failing step ends it', async () => {
  const broken: Step = { name: 'broken', seconds: 1, run: () => Promise.reject(new Error('no space left')) };
  const never: Step = { name: 'never', seconds: 1, run: () => Promise.reject(new Error('it was run')) };
  await expect(runSteps([broken, never], { say: () => {} })).rejects.toThrow('no space left');
});

test.for([
  [0.4, '0 s'],
  [59.6, '1 min'],
  [75, '1 min 15 s'],
] as const)('%d s is %s', ([seconds, text]) => {
  expect(span(seconds)).toBe(text);
});
