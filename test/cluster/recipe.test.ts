import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { binaries, groupsOf, versionIn } from './recipe.ts';

const mod = (module: string) => readFileSync(join(import.meta.dirname, module, 'go.mod'), 'utf8');
const recipes = binaries(mod('k8s'), mod('node'));

test('every component calls itself by the version of its module', () => {
  const flags = recipes.k8s.map(({ ldflags }) => ldflags.join(' '));
  for (const text of flags) expect(text).toMatch(/gitVersion=v1\.37\.\d+ .*gitMajor=1 .*gitMinor=37 /);
  expect(recipes.tools.flatMap(({ ldflags }) => ldflags).join(' ')).not.toMatch(/=( |$)/);
});

test('only runc, whose start is C, is built with cgo', () => {
  const all = Object.values(recipes).flat();
  expect(all.filter(({ cgo }) => cgo).map(({ name }) => name)).toEqual(['runc']);
});

test('the API server alone needs neither the tools nor the images', () => {
  expect(groupsOf.api).toEqual(['k8s', 'launcher']);
});

test('a version is that of the module, not of one that begins alike', () => {
  const text = 'require (\n\texample.com/a/v2 v2.1.0\n\texample.com/a v1.0.0 // indirect\n)';
  expect(versionIn(text, 'example.com/a')).toBe('v1.0.0');
  expect(() => versionIn(text, 'example.com/b')).toThrow('example.com/b is not in go.mod');
});
