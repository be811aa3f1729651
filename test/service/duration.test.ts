import { expect, test } from 'vitest';
import { goDuration, milliseconds } from '../../src/service/duration.ts';

test.each([
  ['5', 5000],
  ['+5', 5000],
  ['-0', 0],
  ['010', 10_000],
  ['1m30s', 90_000],
  ['.5s', 500],
  ['5.s', 5000],
  ['-1h1.5m', -3_690_000],
  ['1us', 0.001],
  ['1µs', 0.001],
  ['1ns', 1e-6],
  ['2562047h', 9_223_369_200_000],
  ['2562048h', undefined],
  ['9999999999', -8_446_744_074_709.551],
  ['99999999999999999999', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['5S', undefined],
  ['1d', undefined],
  ['.s', undefined],
  ['1h1', undefined],
  [' 5', undefined],
  ['', undefined],
])('%s as Go reads a duration', (text, wanted) => {
  expect(milliseconds(text)).toBe(wanted);
});

test.each([
  [90_000, '1m30s'],
  [3_600_000, '1h0m0s'],
  [1500, '1.5s'],
  [250, '250ms'],
  [0.001, '1µs'],
  [1e-6, '1ns'],
  [-1000, '-1s'],
])('%d milliseconds as Go writes them', (given, wanted) => {
  expect(goDuration(given)).toBe(wanted);
});
