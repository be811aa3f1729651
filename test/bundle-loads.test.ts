import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = JSON.parse(readFileSync(join(root, 'dist/meta.json'), 'utf8')) as Record<string, { sources: string[] }>;

/** The sources that a command line of the built package really loads: the chunks that V8 saw, by the bundler's notes. */
function loadedBy(line: string): { code: number | null; sources: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'kubesvc-loads-'));
  try {
    const { status } = spawnSync(process.execPath, ['bin/kubesvc.js', ...line.split(' ').filter(Boolean)], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: folder, NODE_V8_COVERAGE: folder },
    });
    const loaded = readdirSync(folder)
      .filter((file) => file.startsWith('coverage-'))
      .flatMap((file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] }).result)
      .filter(({ url }) => url.startsWith('file:'))
      .map(({ url }) => relative(join(root, 'dist'), fileURLToPath(url)).replaceAll('\\', '/'));
    return { code: status, sources: loaded.flatMap((file) => files[file]?.sources ?? []) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const client = /src\/kube\/|client-node/;
/** The client, but for its settings: what is wrong with those is said by a client-side dry run too, as kubectl says it. */
const connection = /src\/kube\/(connect|exchange|over-|paths|status|transport)|client-node/;
const yamlReader = /js-yaml/;
const yamlWriter = /output\/yaml/;
const pictures = /cli-table3|chalk/;
const scripts = /^completions\//;
const probing = /src\/(probe\/(?!ask)|diagnosis\/)/;

/** What a command line must not pay for, and what it does pay for, as a sign that loading is seen at all. */
test.each<[line: string, code: number, without: RegExp[], having: RegExp]>([
  ['', 0, [client, yamlReader, yamlWriter, pictures, scripts, probing], /src\/program\.ts/],
  ['--help', 0, [client, yamlReader, yamlWriter, pictures, scripts, probing], /src\/program\.ts/],
  ['help get', 0, [client, yamlReader, yamlWriter, pictures, scripts, probing], /src\/program\.ts/],
  ['probe --help', 0, [client, yamlReader, yamlWriter, pictures, scripts], /src\/program\.ts/],
  ['nope', 1, [client, yamlReader, yamlWriter, pictures, scripts, probing], /src\/program\.ts/],
  ['get svc --nope', 1, [client, yamlReader, yamlWriter, pictures, scripts, probing], /src\/program\.ts/],
  ['expose deploy/web --port=http', 1, [client, yamlReader, yamlWriter, pictures, scripts], /src\/program\.ts/],
  ['version --client', 0, [client, yamlReader, yamlWriter, pictures, scripts, probing], /src\/version\.ts/],
  ['completion bash', 0, [client, yamlReader, yamlWriter, pictures, /_kubesvc|\.fish|\.ps1/], /kubesvc\.bash/],
  ['__complete exp', 0, [client, yamlReader, yamlWriter, pictures, scripts], /completion\/complete/],
  ['__complete expose --type=', 0, [client, yamlReader, yamlWriter, pictures, scripts], /completion\/flags/],
  [
    'create service clusterip web --tcp=80 --dry-run=client',
    0,
    [connection, yamlReader, yamlWriter, pictures, scripts, probing],
    /commands\/create-service/,
  ],
  [
    'create service clusterip web --tcp=80 --dry-run=client -o yaml',
    0,
    [connection, yamlReader, pictures, scripts, probing],
    yamlWriter,
  ],
  [
    'expose -f examples/mydeployment.yaml --dry-run=client -o json',
    0,
    [connection, yamlWriter, pictures, scripts, probing],
    yamlReader,
  ],
])('kubesvc %s', (line, code, without, having) => {
  const loaded = loadedBy(line);
  expect(loaded.code).toBe(code);
  expect(loaded.sources.filter((file) => having.test(file))).not.toEqual([]);
  expect(loaded.sources.filter((file) => without.some((unwanted) => unwanted.test(file)))).toEqual([]);
});
