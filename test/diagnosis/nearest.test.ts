import { fc } from '../support/seed.ts';
import { describe, expect, test } from 'vitest';
import { matches } from '../../src/diagnosis/facts.ts';
import { nearest } from '../../src/diagnosis/nearest.ts';

type Labels = Record<string, string>;

const of = (labels: Labels, maker = 'Deployment web') => ({ labels, maker, lives: true });

/** The selector after the merge patch that is offered. */
function patched(selector: Labels, patch: Record<string, string | null>): Labels {
  const merged = { ...selector, ...patch };
  return Object.fromEntries(Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null));
}

describe('the nearest labels', () => {
  test.each<[string, Labels, Labels[], string | undefined, boolean?]>([
    ['a letter', { app: 'webb' }, [{ app: 'web' }], 'app=web instead of app=webb', true],
    ['case', { app: 'Web' }, [{ app: 'web' }], 'app=web instead of app=Web', true],
    ['the case of the key', { App: 'web' }, [{ app: 'web' }], 'app=web instead of App=web', true],
    ['another key', { run: 'web' }, [{ app: 'web' }], 'app=web instead of run=web', true],
    [
      'the recommended key',
      { app: 'web' },
      [{ 'app.kubernetes.io/name': 'web' }],
      'app.kubernetes.io/name=web instead of app=web',
      true,
    ],
    [
      'two slips',
      { app: 'webb', tier: 'fornt' },
      [{ app: 'web', tier: 'front' }],
      'app=web instead of app=webb, tier=front instead of tier=fornt',
      true,
    ],
    [
      'one key of two',
      { app: 'web', tier: 'front' },
      [{ app: 'web', tier: 'database' }],
      'tier=database instead of tier=front',
      false,
    ],
    ['one key too many', { app: 'web', version: 'v2' }, [{ app: 'web' }], 'no label version', false],
    ['the only key, and another value', { app: 'frontend' }, [{ app: 'db' }], 'app=db instead of app=frontend', false],
    [
      'a slip before a guess',
      { app: 'webb' },
      [{ app: 'database' }, { app: 'database' }, { app: 'web' }],
      'app=web instead of app=webb',
      true,
    ],
    ['a label of a controller is no key', { hash: 'abc123' }, [{ 'pod-template-hash': 'abc123' }], undefined],
    ['nothing in common', { app: 'web', tier: 'front' }, [{ name: 'x' }], undefined],
    ['no pods', { app: 'web' }, [], undefined],
  ])('%s', (_what, selector, pods, differs, slip) => {
    const [first] = nearest(
      selector,
      pods.map((labels) => of(labels)),
      'web',
    );
    expect(first?.differs).toBe(differs);
    if (slip !== undefined) expect(first?.slip).toBe(slip);
  });

  test('of equally near ones, that of the name of the Service', () => {
    const [first] = nearest(
      { app: 'frontend' },
      [of({ app: 'cache' }, 'Deployment cache'), of({ app: 'web' }, 'Deployment web')],
      'web',
    );
    expect(first?.differs).toBe('app=web instead of app=frontend');
  });

  const word = fc.stringMatching(/^[a-z]{5,9}$/);
  const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'release', 'part-of'), word, { minKeys: 1, maxKeys: 4 });

  test('a selector with one letter wrong is brought back, among any other pods', () => {
    fc.assert(
      fc.property(labels, fc.nat(), fc.array(labels, { maxLength: 5 }), (own, which, others) => {
        const keys = Object.keys(own);
        const key = keys[which % keys.length] ?? '';
        const value = own[key] ?? '';
        const selector = { ...own, [key]: `${value.slice(0, -1)}${value.endsWith('z') ? 'y' : 'z'}` };
        const all = [...others, own].filter((one) => !matches(selector, one));
        fc.pre(all.includes(own));
        const near = nearest(
          selector,
          all.map((one) => of(one)),
          'web',
        );
        expect(near.length).toBeGreaterThan(0);
        expect(near[0]?.slip).toBe(true);
      }),
    );
  });

  test('the patch that is offered makes the selector match every candidate that it is offered for', () => {
    fc.assert(
      fc.property(labels, fc.array(labels, { minLength: 1, maxLength: 5 }), (selector, all) => {
        const pods = all.filter((one) => !matches(selector, one));
        for (const { patch, candidates } of nearest(
          selector,
          pods.map((one) => of(one)),
          'web',
        )) {
          const mended = patched(selector, patch);
          expect(Object.keys(mended).length).toBeGreaterThan(0);
          for (const { labels: one } of candidates) expect(matches(mended, one)).toBe(true);
        }
      }),
    );
  });
});
