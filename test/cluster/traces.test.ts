import { expect, test } from 'vitest';
import { differences } from './traces.ts';

test('what came and what went are both differences', () => {
  const before = { links: ['1 lo', '2 eth0'], sysctls: ['kernel/panic 0'] };
  expect(differences(before, before)).toEqual([]);
  expect(differences(before, { links: ['1 lo', '3 veth'], sysctls: ['kernel/panic 10'], cgroups: ['/a'] })).toEqual([
    'links: + 3 veth',
    'links: - 2 eth0',
    'sysctls: + kernel/panic 10',
    'sysctls: - kernel/panic 0',
    'cgroups: + /a',
  ]);
});
