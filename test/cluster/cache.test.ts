import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alone, cacheFolder, finish, hashOf, newDraft, prune, refuseCovered } from './cache.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cache-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test.for<[Record<string, string>, string]>([
  [{ KUBESVC_CLUSTER_CACHE: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' }, '/c'],
  [{ XDG_CACHE_HOME: '/x', HOME: '/h' }, '/x/kubesvc-test-cluster'],
  [{ HOME: '/h' }, '/h/.cache/kubesvc-test-cluster'],
  [{ XDG_CACHE_HOME: '', HOME: '/h' }, '/h/.cache/kubesvc-test-cluster'],
])('%j: the cache is %s', ([env, folder]) => {
  expect(cacheFolder(env)).toBe(folder);
});

test('a cache where a node has folders of its own is refused', () => {
  expect(() => refuseCovered('/var/lib/cache')).toThrow('cannot lie in /var/lib');
  expect(() => refuseCovered('/run')).toThrow('KUBESVC_CLUSTER_CACHE');
  refuseCovered('/running/cache');
});

test('a name changes with what goes in, and with nothing else', () => {
  const put = (name: string, text: string) => writeFileSync(join(dir, name), text);
  const name = (recipe: unknown = {}) => hashOf(dir, ['go.mod', 'cmd'], recipe);
  mkdirSync(join(dir, 'cmd'));
  put('go.mod', 'module x');
  put('cmd/main.go', 'package main');
  const first = name();
  put('README.md', 'not an input');
  put('cmd/main_test.go', 'package main // a test does not go into a binary');
  utimesSync(join(dir, 'go.mod'), 0, 0);
  expect(name()).toBe(first);
  expect(name({ flags: 1 })).not.toBe(first);
  put('cmd/main.go', 'package main // changed');
  expect(name()).not.toBe(first);
  put('cmd/main.go', 'package main');
  put('cmd/more.go', '');
  expect(name()).not.toBe(first);
});

test('what is not finished does not have the name', () => {
  const folder = join(dir, 'k8s-1');
  writeFileSync(join(newDraft(folder), 'half'), '');
  expect(existsSync(folder)).toBe(false);
  const draft = newDraft(folder);
  expect(readdirSync(draft)).toEqual([]);
  finish(draft, folder);
  expect(existsSync(folder)).toBe(true);
});

test('drafts go, and what was out of use for a week; nothing that is not of the cache', () => {
  const day = 24 * 3600;
  for (const [name, age] of [
    ['k8s-new', 1],
    ['k8s-used', 30],
    ['images-old', 8],
    ['bin-old', 8],
    ['tools-x.draft', 0],
    ['previous-v1.2.3', 8],
    ['previous-v1.2.4.draft', 0],
    ['notes', 99],
  ] as const) {
    mkdirSync(join(dir, name));
    utimesSync(join(dir, name), Date.now() / 1000 - age * day, Date.now() / 1000 - age * day);
  }
  expect(prune(dir, ['k8s-used'], Date.now()).sort()).toEqual([
    'bin-old',
    'images-old',
    'previous-v1.2.3',
    'tools-x.draft',
  ]);
  expect(readdirSync(dir).sort()).toEqual(['k8s-new', 'k8s-used', 'notes', 'previous-v1.2.4.draft']);
});

test('two builds for one cache wait for one another', async () => {
  const order: string[] = [];
  let waited = false;
  const build = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push(`${name} ends`);
  };
  const noteWait = () => {
    waited = true;
  };
  await Promise.all([alone(dir, noteWait, build('first')), alone(dir, noteWait, build('second'))]);
  expect(order.filter((_, i) => i % 2 === 0).map((line) => line.replace('begins', 'ends'))).toEqual(
    order.filter((_, i) => i % 2 === 1),
  );
  expect(waited).toBe(true);
});
