import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kubesvc-compiled-test-'));
const at = (...names: string[]) => join(folder, ...names);
const kept = at('cache', `kubesvc-compiled-${process.getuid?.() ?? 'user'}`);

/** An installation of its own, so that a test can change a file of it. */
beforeEach(() => {
  rmSync(folder, { recursive: true });
  for (const name of ['tmp', 'cache']) mkdirSync(at(name), { recursive: true });
  for (const part of ['bin', 'dist/main.cjs', 'dist/chunks']) cpSync(join(root, part), at(part), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(env: Record<string, string> = {}, ...args: string[]) {
  const words = args.length > 0 ? args : ['version', '--client'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('bin/kubesvc.js'), ...words], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: at('tmp'), NODE_COMPILE_CACHE: at('cache'), ...env },
  });
  return { status, stdout, stderr };
}

const works = { status: 0, stdout: expect.stringMatching(/^Client Version: v/) as string, stderr: '' };

const only = (place: string) => {
  const names = readdirSync(place);
  expect(names).toHaveLength(1);
  return join(place, names[0] ?? '');
};

// Windows has no users in this sense.
describe.skipIf(process.platform === 'win32')('what V8 has compiled', () => {
  test('is kept for its user alone, and as it is while nothing new is run', () => {
    expect(run()).toEqual(works);
    const file = only(kept);
    expect([statSync(kept).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    utimesSync(file, 1, 1);
    expect(run()).toEqual(works);
    expect(statSync(only(kept)).mtimeMs).toBe(1000);
  });

  test('grows with each command that is run', () => {
    run();
    const before = statSync(only(kept)).size;
    expect(run({}, 'completion', 'bash')).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(only(kept)).size).toBeGreaterThan(before);
  });

  test.each<[what: string, env: Record<string, string>]>([
    ['with NODE_DISABLE_COMPILE_CACHE', { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['where nothing can be written', { NODE_COMPILE_CACHE: '/proc/none' }], // from where Node's mkdir -p never comes back
  ])('is not kept %s', (_, env) => {
    expect(run(env)).toEqual(works);
    expect(readdirSync(at('cache'))).toEqual([]);
  });

  test('is not among the temporary files', () => {
    expect(run({ NODE_COMPILE_CACHE: '' })).toEqual(works);
    expect([readdirSync(at('cache')), readdirSync(at('tmp'))]).toEqual([[], []]);
    const ours = readdirSync(join('/tmp', basename(kept))).filter((name) => name.includes(basename(folder)));
    expect(ours).toHaveLength(1);
    rmSync(join('/tmp', basename(kept), ours[0] ?? ''));
  });

  test.each<[what: string, spoil: (file: string) => void]>([
    ['shorter than it was', (file) => writeFileSync(file, readFileSync(file).subarray(0, -100))],
    ['empty', (file) => writeFileSync(file, '')],
    ['something else', (file) => writeFileSync(file, '[["a","b"]]\n')],
    [
      'right but for where its pieces are',
      (file) => {
        const text = readFileSync(file, 'latin1');
        const end = text.indexOf('\n');
        const list = JSON.parse(text.slice(0, end)) as unknown[][];
        const lost = list.map(([name, stamp], index) => [name, stamp, -index, 10 ** (10 * index)]);
        writeFileSync(file, JSON.stringify(lost) + text.slice(end), 'latin1');
      },
    ],
    [
      'changed at a hundred places', // which ends the process where V8 believes it
      (file) => {
        const bytes = readFileSync(file);
        const start = bytes.indexOf('\n') + 100;
        const step = Math.floor((bytes.length / 2 - start) / 100);
        for (let place = 0; place < 100; place++) bytes.writeUInt8(0xa5, start + place * step);
        writeFileSync(file, bytes);
      },
    ],
  ])('does no harm when the file is %s, and is made anew', (_, spoil) => {
    run();
    const file = only(kept);
    spoil(file);
    expect(run()).toEqual(works);
    utimesSync(file, 1, 1);
    expect(run()).toEqual(works);
    expect(statSync(only(kept)).mtimeMs).toBe(1000);
  });

  test('is not read from a folder or a file that others may write', () => {
    for (const place of [() => kept, () => only(kept)]) {
      rmSync(kept, { recursive: true, force: true });
      run();
      chmodSync(place(), 0o777);
      const file = only(kept);
      utimesSync(file, 1, 1);
      expect(run()).toEqual(works);
      // One that is not read is written anew, into a folder that is safe.
      expect(statSync(file).mtimeMs === 1000).toBe(place() === kept);
    }
  });

  test('is never that of another file of the same name', () => {
    run();
    const text = readFileSync(at('dist/main.cjs'), 'utf8');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    writeFileSync(at('dist/main.cjs'), text.replaceAll(`"${version}"`, `"9.9.9"`));
    expect(run().stdout).toBe('Client Version: v9.9.9\n');
    expect(existsSync(only(kept))).toBe(true);
  });
});
