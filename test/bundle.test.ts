import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Metafile {
  outputs: Record<
    string,
    { bytes: number; entryPoint?: string; imports: { path: string; kind: string }[]; inputs: Record<string, unknown> }
  >;
}

const meta = JSON.parse(readFileSync(`${root}/dist/meta.json`, 'utf8')) as Metafile;

/** Every source file that is loaded with an output: its own and those of its static imports. */
function loadedWith(output: string, seen = new Set<string>()): string[] {
  if (seen.has(output)) return [];
  seen.add(output);
  const { inputs, imports } = meta.outputs[output] ?? { inputs: {}, imports: [] };
  const others = imports
    .filter(({ kind }) => kind === 'import-statement')
    .flatMap(({ path }) => loadedWith(path, seen));
  return [...Object.keys(inputs), ...others];
}

const main = 'dist/main.js';

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

test('expose -f … --dry-run=client adds YAML and nothing of the client', () => {
  const chunks = Object.keys(meta.outputs).filter((output) => /documents|(^|\/)yaml-/.test(output));
  expect(chunks.length).toBeGreaterThan(1);
  const loaded = chunks.flatMap((chunk) => loadedWith(chunk));
  expect(loaded.some((file) => file.includes('js-yaml'))).toBe(true);
  expect(loaded.filter((file) => /src\/kube\/|client-node/.test(file))).toEqual([]);
});

test('a connection loads no generated API and, without a plugin, nothing of client-node', () => {
  const connect = Object.keys(meta.outputs).find((output) => /chunks\/connect-/.test(output)) ?? '';
  const loaded = loadedWith(connect);
  expect(loaded).toContain('src/kube/connect.ts');
  expect(loaded.filter((file) => file.includes('client-node'))).toEqual([]);
  const all = Object.values(meta.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  expect(all.filter((file) => file.includes('client-node/dist/gen/'))).toEqual([]);
});

/** The outputs that are loaded with one: itself and its static imports. */
function outputsWith(output: string, seen = new Set<string>()): Set<string> {
  if (seen.has(output)) return seen;
  seen.add(output);
  const imports = meta.outputs[output]?.imports ?? [];
  for (const { path, kind } of imports) if (kind === 'import-statement' && meta.outputs[path]) outputsWith(path, seen);
  return seen;
}

const bytesOf = (outputs: readonly string[]) => outputs.reduce((sum, one) => sum + (meta.outputs[one]?.bytes ?? 0), 0);

/** In bytes. The generated API, which must not come back, is 1.5 MB. */
const most = { start: 350_000, oneThingMore: 500_000 };

test('the start is small, and so is each thing that a command loads after it', () => {
  const start = outputsWith(main);
  expect(bytesOf([...start])).toBeGreaterThan(100_000);
  expect(bytesOf([...start])).toBeLessThan(most.start);
  const added = Object.keys(meta.outputs)
    .filter((output) => !start.has(output))
    .map((output) => ({ output, bytes: bytesOf([...outputsWith(output)].filter((one) => !start.has(one))) }));
  expect(added.length).toBeGreaterThan(10);
  expect(added.filter(({ bytes }) => bytes > most.oneThingMore)).toEqual([]);
});
