import { expect, test } from 'vitest';
import { changeText, lastChange, slicesAreBehind } from '../../src/diagnosis/lately.ts';
import { facts, now, pod, service, slicesOf } from './world.ts';

interface Times {
  made?: number;
  written?: number;
  sliced?: number;
  ready?: number;
}

const before = (seconds: number | undefined) =>
  seconds === undefined ? undefined : new Date(now.getTime() - seconds * 1000).toISOString();

const change = ({ made, written, sliced, ready }: Times) => {
  const of = service();
  const one = pod('a', {
    status: {
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: before(ready ?? 600) ?? '' }],
    },
  });
  const metadata = {
    ...of.metadata,
    creationTimestamp: before(made ?? 900) ?? '',
    managedFields: [{ time: before(written ?? 800) }],
  };
  const slices = slicesOf(of, [one]).map((slice) => ({
    ...slice,
    metadata: { ...slice.metadata, managedFields: [{ time: before(sliced ?? 700) }] },
  }));
  const found = lastChange({ ...facts({ ...of, metadata }, { pods: [one] }), slices });
  return found && changeText(found);
};

test.each<[Times, string | undefined]>([
  [{}, undefined],
  [{ made: 3, written: 3, sliced: 2 }, 'it was made 2 s before'],
  [{ written: 4 }, 'it was changed 4 s before'],
  [{ sliced: 5, ready: 6 }, 'a pod behind it became ready 5 s before'],
  [{ sliced: 5 }, 'its endpoints changed 5 s before'],
  [{ made: 14, written: 14, sliced: 1, ready: 1 }, 'a pod behind it became ready 1 s before'],
  // Another server of the control plane is a second ahead.
  [{ made: -1, written: -1 }, 'it was made 0 s before'],
  [{ made: 16, written: 16, sliced: 16, ready: 16 }, undefined],
])('%o', (times, told) => {
  expect(change(times)).toBe(told);
});

test.each<[string, number, boolean, boolean]>([
  ['made just now, and its pods are in no slice yet', 2, false, true],
  ['its slices hold them', 2, true, false],
  ['made long ago: that is no matter of seconds', 900, false, false],
])('%s', (_, made, sliced, behind) => {
  const of = service();
  const one = pod('a');
  const metadata = { ...of.metadata, creationTimestamp: before(made) ?? '' };
  const found = { ...facts({ ...of, metadata }, { pods: [one] }), slices: sliced ? slicesOf(of, [one]) : [] };
  expect(slicesAreBehind(found)).toBe(behind);
});
