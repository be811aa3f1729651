import { expect, test } from 'vitest';
import { timeless } from './alike.ts';
import { blocksOf, rewritten } from './blocks.ts';

const markdown = ['Text', '```console', '$ one', 'a', '', 'b', '# exit code 3', '', '$ two \\', '  -x', '```', '```sh', 'three  # why', '```', ''].join('\n'); // prettier-ignore

test('commands with their output and exit code', () => {
  expect(blocksOf(markdown).map(({ steps }) => steps)).toEqual([
    [
      { command: 'one', output: 'a\n\nb\n', code: 3 },
      { command: 'two \\\n  -x', output: '', code: 0 },
    ],
    [{ command: 'three', output: undefined, code: 0 }],
  ]);
});

test('what is written again reads the same', () => {
  expect(rewritten(markdown, blocksOf(markdown))).toBe(markdown);
});

test.each([
  ['web   ClusterIP   10.96.4.5   <none>   80/TCP   5s', 'web ClusterIP ADDRESS <none> 80/TCP SPAN'],
  ['80:31234/TCP', '80:NODEPORT/TCP'],
  ['mydeployment-85bb894664-r6v2x', 'mydeployment-POD'],
  ['job kubesvc-probe-f4c60932 (default, node node1, alpine:3.23), 1.9 s', 'job kubesvc-probe-RUN (default, node NODE, alpine:3.23), SPAN'], // prettier-ignore
])('timeless %s', (text, expected) => {
  expect(timeless(text)).toBe(expected);
});
