import { expect, test } from 'vitest';
import { asLine } from '../../../src/probe/pod/lines.ts';
import { sharded } from '../../../src/probe/pod/shards.ts';
import type { Target } from '../../../src/probe/pod/targets.ts';
import { fc } from '../../support/seed.ts';

const target = (group: number, number: number): Target => ({
  id: `${group === 0 ? 'c' : 'f'}${group}-${number}`,
  group,
  via: group === 0 ? 'control' : 'cluster-ip',
  how: 'tcp',
  host: '10.96.0.1',
  port: 80,
  scheme: 'tcp',
  path: '/',
  space: 'shop',
});

/** Groups of these sizes, the controls first. */
const list = (sizes: readonly number[]) =>
  [2, ...sizes].flatMap((size, group) => Array.from({ length: size }, (_, number) => target(group, number)));

test('what fits is one pod, and nothing at all is the controls alone', () => {
  expect(sharded(list([3, 3]))).toEqual([list([3, 3])]);
  expect(sharded(list([]))).toEqual([list([])]);
});

test('every target is in one part, groups are whole, and each part has the controls', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 }),
      fc.integer({ min: 100, max: 2000 }),
      (sizes, room) => {
        const all = list(sizes);
        const parts = sharded(all, room);
        const controls = all.filter(({ group }) => group === 0);
        expect(parts.flatMap((part) => part.slice(controls.length))).toEqual(all.slice(controls.length));
        for (const part of parts) {
          expect(part.slice(0, controls.length)).toEqual(controls);
          // The last group of a part may reach over its end, and only that.
          const own = part.slice(controls.length);
          const last = own.at(-1)?.group;
          const before = own.filter(({ group }) => group !== last).map((one) => asLine(one).length + 1);
          expect(before.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(room * 0.9);
        }
        const groups = parts.flatMap((part) => [...new Set(part.slice(controls.length).map(({ group }) => group))]);
        expect(groups).toEqual([...new Set(groups)]);
      },
    ),
  );
});
