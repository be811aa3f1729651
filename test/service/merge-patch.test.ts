import { fc } from '../support/seed.ts';
import { expect, test } from 'vitest';
import { applyMergePatch, mergePatch, sameJson } from '../../src/service/merge-patch.ts';

// The rows of RFC 7386, appendix A.
test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j patched with %j is %j', (target, patch, result) => expect(applyMergePatch(target, patch)).toEqual(result));

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer()));
const { tree } = fc.letrec((tie) => ({
  tree: fc.dictionary(
    fc.string({ maxLength: 3 }).filter((key) => key !== '__proto__'),
    fc.oneof(leaf, tie('tree')),
    {
      maxKeys: 4,
    },
  ),
}));

test('the patch between two objects makes the second of the first, and of nothing else', () => {
  fc.assert(
    fc.property(tree, tree, (from, to) => {
      const [before, after] = [from as object, to as object];
      const patch = mergePatch(before, after);
      expect(patch === undefined).toBe(sameJson(before, after));
      expect(sameJson(applyMergePatch(before, patch ?? {}), after)).toBe(true);
    }),
  );
});
