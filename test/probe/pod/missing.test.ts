import { describe, expect, test } from 'vitest';
import { missing, withAgain } from '../../../src/probe/pod/missing.ts';
import type { Record } from '../../../src/probe/pod/records.ts';
import type { Target } from '../../../src/probe/pod/targets.ts';

/** `1:f2`: a target of group 1. */
const target = (word: string): Target => {
  const [group = '', id = ''] = word.split(':');
  return { id, group: Number(group) } as Target;
};
/** `f2=1`: its last tool ended with 1. */
const record = (word: string, text = ''): Record => {
  const [id = '', exitCode = '0'] = word.split('=');
  return { id, exitCode: Number(exitCode), took: 1, text };
};

describe('what is asked again', () => {
  const all = ['0:c0', '0:d1', '1:f2', '1:n3', '1:e4', '1:o5', '2:f6', '2:n7', '2:y8'];
  test.each<[string, string[], boolean, number[]]>([
    ['nothing of a run that came whole', ['c0', 'd1', 'f2', 'n3', 'e4', 'f6', 'n7'], true, []],
    ['what never came', ['c0', 'd1', 'f2', 'n3', 'e4'], false, [2]],
    ['a group in which one is lost', ['c0', 'd1', 'f2', 'n3', 'f6', 'n7'], false, [1]],
    ['the controls', ['d1', 'f2', 'n3', 'e4', 'f6', 'n7'], false, [0]],
    ['nothing, where a dead front explains what is not there', ['c0', 'd1', 'f2=1', 'e4', 'f6=1', 'y8=1'], false, []],
    ['endpoints behind a dead front', ['c0', 'd1', 'f2', 'n3', 'e4', 'f6=1'], false, [2]],
    ['a name behind a living one', ['c0', 'd1', 'f2', 'n3', 'e4', 'f6'], false, [2]],
    ['what the kernel ended for want of memory', ['c0', 'd1', 'f2=137', 'e4', 'f6', 'n7'], true, [1]],
  ])('%s', (_, records, complete, groups) => {
    const lost = missing(
      all.map(target),
      records.map((word) => record(word)),
      complete,
    );
    expect([...new Set(lost.map(({ group }) => group))]).toEqual(groups);
    expect(lost).toHaveLength(all.map(target).filter(({ group }) => groups.includes(group)).length);
  });
});

test('the second answer counts where something was asked again, the first elsewhere', () => {
  const first = [
    record('resolv', 'one'),
    record('c0', 'one'),
    record('f2', 'one'),
    record('f2.http', 'one'),
    record('f6', 'one'),
  ];
  const again = [record('resolv', 'two'), record('c0', 'two'), record('f2', 'two'), record('f2.https', 'two')];
  const both = withAgain(first, again, [target('0:c0'), target('1:f2')]);
  expect(both.map(({ id, text }) => `${id} ${text}`)).toEqual([
    'resolv one',
    'f6 one',
    'c0 two',
    'f2 two',
    'f2.https two',
  ]);
});
