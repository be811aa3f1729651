import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { both, environment, program, type Who } from './beside.ts';

/** What both tell of the same changes, each watching from before the first of them. */

/** A line, and what of kubectl's answer shows that the last change has arrived. */
const rows: [line: string, last: RegExp][] = [
  ['get svc -w', /^last /m],
  ['get svc -w -o wide --no-headers', /^last /m],
  ['get svc -w -o name', /last$/m],
  ['get svc -w -o yaml', /name: last$/m],
  ['get svc -w -o custom-columns=N:.metadata.name,A:.metadata.labels.app', /^last /m],
  ['get svc -w -o jsonpath={.metadata.name}:{.metadata.labels.app};', /last:/],
  ['get svc -w -L app --show-labels', /^last /m],
  ['get svc -w --output-watch-events', /^ADDED +last /m],
  ['get svc -w --output-watch-events -o json', /"name": ?"last"/],
  ['get svc -w --output-watch-events -o name', /last$/m],
  ['get svc -w --output-watch-events -o go-template={{.type}}/{{.object.metadata.name}};', /ADDED.last/],
  ['get svc -w -l app=web', /^last /m],
  ['get svc -w -l app=web --output-watch-events', /^ADDED +last /m],
  ['get svc -w --field-selector metadata.name!=one -o name', /last$/m],
  ['get svc -w --subresource=status -o name', /last$/m],
  ['get svc one -w', /(one .*\n){6}/],
  ['get svc one -w -o name --output-watch-events', /(service.one\n){6}/],
  ['get svc --watch-only', /^last /m],
  ['get svc --watch-only --output-watch-events -o name', /last$/m],
  ['get svc one --watch-only', /(one .*\n)+one .*\n$/],
];

const namespace = `watch-${randomBytes(4).toString('hex')}`;
const kubectl = (...args: string[]) => both.kubectl([...args, '-n', namespace]);

/** A watch that has begun, and what it has told since. */
function watching(who: Who, line: string) {
  const { command, first } = program(who);
  const child = spawn(command, [...first, ...line.split(' '), '-n', namespace], { env: environment() });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise((resolve) => child.on('close', resolve));
  return {
    told: () => stdout,
    async end() {
      child.kill('SIGTERM');
      await ended;
      return { stdout: aged(stdout), stderr };
    },
  };
}

/** The same a second later. What a watch without a list tells first depends on when it began: only its head is kept. */
function aged(text: string): string {
  return text.replaceAll(/\b(\d+m)?\d+s\b/g, 'AGE').replaceAll(/ +/g, ' ');
}

describe.skipIf(inject('missing') !== '' || !inject('own'))('a watch', () => {
  beforeAll(async () => {
    await both.kubectl(['create', 'namespace', namespace]);
    for (const name of ['one', 'two']) await kubectl('create', 'service', 'clusterip', name, '--tcp=80');
    await kubectl('label', 'service', 'two', 'app=web', '--overwrite');
  });
  afterAll(async () => void (await both.kubectl(['delete', 'namespace', namespace, '--wait=false'])));

  test('tells what kubectl tells', async () => {
    const watches = rows.map(([line, last]) => ({
      line,
      last,
      theirs: watching('kubectl', line),
      ours: watching('kubesvc', line),
    }));
    const isQuiet = (line: string) => line.includes('--watch-only');
    const all = watches.flatMap(({ line, theirs, ours }) => [theirs, ours].map((watch) => ({ line, watch })));
    const begun = (list: typeof all) => list.every(({ watch }) => watch.told() !== '');
    await expect.poll(() => begun(all.filter(({ line }) => !isQuiet(line))), { timeout: 120_000 }).toBe(true);
    // One that tells no list has begun when it tells of a change.
    let count = 0;
    const nudged = async () => {
      await kubectl('annotate', 'service', 'one', `n=${count++}`, '--overwrite');
      return begun(all);
    };
    await expect.poll(nudged, { timeout: 120_000 }).toBe(true);

    await kubectl('label', 'service', 'two', 'tier=front');
    await kubectl('label', 'service', 'one', 'app=web', '--overwrite');
    await kubectl('label', 'service', 'one', 'app=other', '--overwrite');
    await kubectl('label', 'service', 'one', 'app=web', '--overwrite');
    await kubectl('patch', 'service', 'two', '-p', '{"spec":{"type":"NodePort"}}');
    await kubectl('delete', 'service', 'two');
    await kubectl('delete', 'service', 'one');
    await kubectl('create', 'service', 'clusterip', 'last', '--tcp=80');
    await kubectl('label', 'service', 'last', 'app=web', '--overwrite');
    for (const { line, last, theirs, ours } of watches) {
      await expect.poll(theirs.told, { timeout: 60_000 }).toMatch(last);
      const same = () => trimmed(line, aged(ours.told())) === trimmed(line, aged(theirs.told()));
      await expect
        .poll(same, { message: line, timeout: 60_000 })
        .toBe(true)
        .catch(() => {});
      const [wanted, got] = await Promise.all([theirs.end(), ours.end()]);
      const cut = ({ stdout, stderr }: typeof wanted) => ({ line, stdout: trimmed(line, stdout), stderr });
      expect(cut(got)).toEqual(cut(wanted));
    }
  }, 300_000);
});

/** Of a watch without a list, the head and what comes of `two` and after it: the nudges before it may be more for one of both. */
function trimmed(line: string, text: string): string {
  if (!line.includes('--watch-only')) return text;
  const [head = '', ...others] = text.split('\n');
  if (line.includes(' one ')) return [head, new Set(others).size].join('\n');
  return [head, ...others.slice(others.findIndex((one) => one.includes('two')))].join('\n');
}
