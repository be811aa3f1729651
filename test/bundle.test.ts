import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Of each file of dist/: its size, what it loads at once, and the sources in it. */
const files = JSON.parse(readFileSync(`${root}/dist/meta.json`, 'utf8')) as Record<
  string,
  { bytes: number; imports: string[]; sources: string[] }
>;

/** The files that are loaded with one: itself and its static imports. */
function filesWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !files[file]) return seen;
  seen.add(file);
  for (const other of files[file].imports) filesWith(other, seen);
  return seen;
}

/** Every source that is loaded with a file. */
const loadedWith = (file: string) => [...filesWith(file)].flatMap((one) => files[one]?.sources ?? []);

const main = 'main.cjs';

/** What starts with every command: `--help`, `completion`, usage errors and client dry runs pay for this and no more. */
test('the start loads no client, no YAML, no tables', () => {
  const loaded = loadedWith(main);
  expect(loaded.length).toBeGreaterThan(20);
  expect(
    loaded.filter((file) => /src\/kube\/|client-node|js-yaml|cli-table3|chalk|output\/(yaml|json)/.test(file)),
  ).toEqual([]);
  expect(loaded.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [])).toEqual(
    expect.arrayContaining(['commander']),
  );
});

/** The file of that name, whatever its hash. */
const chunk = (name: string) => {
  const found = Object.keys(files).filter((file) => file.startsWith(`chunks/${name}-`));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
};

test('expose -f … --dry-run=client adds YAML, the settings of a connection, and nothing of the connection', () => {
  const loaded = ['manifests', 'yaml', 'settings'].flatMap((name) => loadedWith(chunk(name)));
  expect(loaded).toContain('src/kube/settings.ts');
  expect(loaded.some((file) => file.includes('js-yaml'))).toBe(true);
  expect(loaded.filter((file) => /client-node|src\/kube\/(connect|transport|over-node|over-fetch)/.test(file))).toEqual(
    [],
  );
});

test('what is loaded together is in few files: each takes a tenth of a millisecond', () => {
  const ofGet = new Set(['get-svc', 'client'].flatMap((name) => [...filesWith(chunk(name))]));
  expect([...ofGet].map((file) => file.replace(/-.{8}\.cjs$/, '')).toSorted()).toEqual([
    'chunks/client',
    'chunks/command',
    'chunks/get-svc',
    'chunks/go-format',
    'chunks/rolldown-runtime',
    'chunks/settings',
    'main.cjs',
  ]);
});

test('a connection loads no generated API and, without a plugin, nothing of client-node', () => {
  const loaded = loadedWith(chunk('client'));
  expect(loaded).toContain('src/kube/connect.ts');
  expect(loaded.filter((file) => file.includes('client-node'))).toEqual([]);
  const all = Object.values(files).flatMap(({ sources }) => sources);
  expect(all.filter((file) => file.includes('client-node/dist/gen/'))).toEqual([]);
});

const bytesOf = (some: readonly string[]) => some.reduce((sum, one) => sum + (files[one]?.bytes ?? 0), 0);

/** In bytes. The generated API, which must not come back, is 1.5 MB. */
const most = { start: 150_000, oneThingMore: 500_000 };

test('the start is small, and so is each thing that a command loads after it', () => {
  const start = filesWith(main);
  expect(bytesOf([...start])).toBeGreaterThan(50_000);
  expect(bytesOf([...start])).toBeLessThan(most.start);
  const added = Object.keys(files)
    .filter((file) => !start.has(file))
    .map((file) => ({ file, bytes: bytesOf([...filesWith(file)].filter((one) => !start.has(one))) }));
  expect(added.length).toBeGreaterThan(10);
  expect(added.filter(({ bytes }) => bytes > most.oneThingMore)).toEqual([]);
});
