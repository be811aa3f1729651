import { expect, test } from 'vitest';
import { offline, tree } from '../support/cli.ts';

/**
 * Every flag of `expose` and `create service` with values that nobody means: an empty one, a huge one, a negative one, one in
 * another script, one that a terminal would obey. The golden file says what comes of each.
 */
const values: [word: string, value: string][] = [
  ['empty', ''],
  ['huge', '9'.repeat(100_000)],
  ['negative', '-1'],
  ['other script', 'сеть'],
  ['control', '\u001b[2J\u0007'],
];

const manifest =
  '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"a":"b"}},"spec":{"containers":[{"ports":[{"containerPort":80}]}]}}';

/** What other tests try: where it is read from, and how it is printed. */
const elsewhere = new Set(['--filename', '--kustomize', '--recursive', '--output', '--template', '--help']);

test.each([
  ['expose', ['-f', '-']],
  ['create service clusterip', ['web', '--port=80']],
  ['create service nodeport', ['web', '--port=80']],
  ['create service loadbalancer', ['web', '--port=80']],
  ['create service externalname', ['web', '--external-name=example.com']],
  ['create service headless', ['web']],
])('%s', async (line, operands) => {
  const path = line.split(' ');
  let { options, commands } = await tree();
  for (const name of path) {
    const found = commands.find((command) => command.name() === name);
    options = [...(found?.options ?? [])];
    commands = found?.commands ?? [];
  }
  const told: string[] = [];
  for (const { long } of options.filter((option) => !elsewhere.has(option.long ?? ''))) {
    for (const [word, value] of values) {
      const { code, stdout, stderr } = await offline(
        [...path, ...operands, '--dry-run=client', `${long}=${value}`],
        manifest,
      );
      told.push(`${long} ${word}: ${code === 0 ? 'taken' : stderr.trimEnd()}`);
      const sentence = stderr.replace(/\nSee '.*' for usage\.\n$/, '\n');
      // eslint-disable-next-line no-control-regex -- that there are none is the point
      const controls = /[\u0000-\u0009\u000b-\u001f\u007f]/.test(`${stdout}${stderr}`);
      expect({ long, word, controls, length: stderr.length < 500 }).toEqual({
        long,
        word,
        controls: false,
        length: true,
      });
      if (code === 0) continue;
      const lines = sentence.split('\n').length - 1;
      expect({ long, word, code, stdout, lines }).toEqual({ long, word, code: 1, stdout: '', lines: 1 });
    }
  }
  await expect(`${told.join('\n')}\n`).toMatchFileSnapshot(`../golden/bad-values/${path.join('-')}.txt`);
});
