import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { putOnPath } from './support/built.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-streams-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** More YAML than a pipe holds: 64 KiB. */
const many = 600;
const lines = many * 16 - 1;
writeFileSync(
  join(folder, 'many.yaml'),
  Array.from(
    { length: many },
    (_, index) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: p${index}, labels: {app: p${index}}}\nspec: {containers: [{name: c, ports: [{containerPort: 80}]}]}\n`,
  ).join('---\n'),
);
writeFileSync(
  join(folder, 'pod.json'),
  '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"app":"web"}},"spec":{"containers":[{"ports":[{"containerPort":80}]}]}}',
);
putOnPath(folder);

const one = 'kubesvc create service clusterip web --tcp=80 --dry-run=client';
const all = 'kubesvc expose -f many.yaml --dry-run=client -o yaml';

/** Bash, with what the first program of the last pipe exited with at the end. */
const shell = (line: string) => {
  const { stdout, stderr } = spawnSync('bash', ['-c', `${line}; echo "exit \${PIPESTATUS[0]}"`], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH ?? ''}`, HOME: folder, TERM: 'dumb' },
  });
  return stdout + stderr;
};

describe.skipIf(process.platform === 'win32')('what standard output may be', () => {
  const nonBlocking = `perl -e 'use Fcntl; fcntl(STDOUT, F_SETFL, O_NONBLOCK | O_WRONLY); exec @ARGV'`;
  test.each([
    ['a pipe', `${one} | cat`, 'service/web created (dry run)\nexit 0\n'],
    ['a file', `${one} > out; cat out`, 'service/web created (dry run)\nexit 0\n'],
    ['nothing', `${one} > /dev/null`, 'exit 0\n'],
    ['closed', `${one} >&-`, 'exit 0\n'],
    ['a slow reader', `${all} | { sleep 0.5; wc -l; }`, `${lines}\nexit 0\n`],
    [
      'a slow reader of a pipe that does not wait',
      `${nonBlocking} ${all} | { sleep 0.5; wc -l; }`,
      `${lines}\nexit 0\n`,
    ],
    ['a reader that leaves', `${all} | head -1`, 'apiVersion: v1\nexit 0\n'],
  ])('%s', (_, line, expected) => {
    expect(shell(line)).toBe(expected);
  });

  const exposed = 'service/web exposed (dry run)\nexit 0\n';
  const fed = 'kubesvc expose -f - --dry-run=client';
  const notWaiting = `perl -e 'use Fcntl; fcntl(STDIN, F_SETFL, O_NONBLOCK | O_RDONLY); exec @ARGV'`;
  test.each([
    ['a pipe', `cat pod.json | { ${fed}; }`, exposed],
    ['a file', `${fed} < pod.json`, exposed],
    ['a slow writer', `{ head -c 20 pod.json; sleep 0.3; tail -c +21 pod.json; } | ${fed} | cat`, exposed],
    [
      'a slow writer of a pipe that does not wait',
      `{ sleep 0.3; cat pod.json; } | ${notWaiting} ${fed} | cat`,
      exposed,
    ],
    ['nothing', `${fed} < /dev/null`, 'exit 0\n'],
    ['closed', `${fed} <&-`, 'exit 0\n'],
    ['a pipe by its name', `kubesvc expose -f <(sleep 0.1; cat pod.json) --dry-run=client`, exposed],
  ])('standard input: %s', (_, line, expected) => {
    expect(shell(line)).toBe(expected);
  });

  test('one file for standard output and standard error, in their order', () => {
    expect(shell(`{ ${one}; kubesvc nope; ${one}; } > both 2>&1; grep -n . both`)).toBe(
      [
        '1:service/web created (dry run)',
        '2:error: unknown command "nope" for "kubesvc"',
        '3:service/web created (dry run)',
        'exit 0\n',
      ].join('\n'),
    );
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk', () => {
    expect(shell(`${one} > /dev/full`)).toBe(
      'exit 1\nerror: cannot write the answer: ENOSPC: no space left on device, write\n',
    );
  });
});
