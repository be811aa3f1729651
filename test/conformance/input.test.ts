import { describe, expect, inject, test } from 'vitest';
import { decodeYaml } from '../../src/yaml/decode.ts';
import type { Service } from '../../src/service/types.ts';
import { beside } from './beside.ts';

/** What a file means: kubesvc makes of it what kubectl makes of it, and refuses what kubectl refuses, in words of its own. */

const pod = (label: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels:\n    v: ${label}\n${more}spec:\n  containers:\n  - name: c\n    ports:\n    - containerPort: 80\n`;
const container = (port: string) =>
  pod('x').replace('containerPort: 80', `containerPort: ${port}`).replace('v: x', 'a: b');
const list = (items: string) => `apiVersion: v1\nkind: List\nitems:\n${items}`;
const asItem = (object: string) => `- ${object.trim().replaceAll('\n', '\n  ')}\n`;
const bomb = ['a0: &a0 [x, x, x]', ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)];

const scalars = [
  ...'y Y yes no on Off true FALSE tRUE ~ null Null NULL 0 1 -1 +1 017 08 0o17 0x1F 0x 0b11 1_000 1e3 1E3 1. .5 . 1.0'.split(
    ' ',
  ),
  ...'.nan .inf -.Inf 1:30 190:20:30 2001-01-01 2001-12-14t21:59:43 = << 1e400 99999999999999999999 *none x#y a:b'.split(
    ' ',
  ),
  "'<<'",
  "'1'",
  '"yes"',
  '!!str yes',
  '!!str 1',
  '!mine 1',
  '!!int 3',
  '!!binary aGk=',
  'x # y',
  '[a]',
  '{a: b}',
  '|',
];

const json =
  '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"v":"x"}},"spec":{"containers":[{"ports":[{"containerPort":80}]}]}}';

const texts: [string, string | Buffer][] = [
  ...scalars.map((scalar): [string, string] => [`the label ${scalar}`, pod(scalar)]),
  ...['yes', '017', '1.5', '1e10', '.nan', '~', '"q"', '[a]', '2001-01-01', '-0', '0x10', '1_0'].map(
    (key): [string, string] => [`the key ${key}`, pod(`x\n    ${key}: y`)],
  ),
  ...['80', '80.0', '8e1', '0o120', '0x50', '"80"', '8.5', 'http', 'yes', '5000000000', '-1'].map(
    (port): [string, string] => [`the port ${port}`, container(port)],
  ),
  ['duplicate keys', pod('x\n    v: y')],
  [
    'an anchor and a merge',
    pod('&l x\n    w: *l', '  annotations: &a {p: q}\n  x: {<<: *a}\n').replace('  x: {<<: *a}\n', ''),
  ],
  ['a merge that stands last', pod('x\n    <<: {v: z, w: z}')],
  ['a merge that stands first', pod('x').replace('    v: x', '    <<: [{v: z, w: z}, {w: a}]\n    v: x')],
  ['documents', `---\n# one\n${pod('x')}---\n---\n`],
  ['Windows lines', pod('x').replaceAll('\n', '\r\n')],
  ['a byte order mark', `\ufeff${pod('x')}`],
  [
    'JSON',
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"v":"x"}},"spec":{"containers":[{"ports":[{"containerPort":80}]}]}}',
  ],
  ...['80.0', '8e1', '8E+1', '-0', '0.8e2', '8.5', '1e400', '4294967376'].map((port): [string, string] => [
    `the port ${port} in JSON`,
    `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"v":"1.0"}},"spec":{"containers":[{"image":"i:1.5","ports":[{"containerPort":${port}}]}]}}]}`,
  ]),
  ...['80.0', '8e1', '8.5'].map((port): [string, string] => [
    `the port ${port} in JSON below a comment`,
    `# a comment\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"a":"b"}},"spec":{"containers":[{"ports":[{"containerPort":${port}}]}]}}`,
  ]),
  [
    'a probe by 80.0 in JSON',
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"v":"x"}},"spec":{"containers":[{"livenessProbe":{"tcpSocket":{"port":80.0}},"ports":[{"containerPort":80}]}]}}',
  ],
  [
    'a quantity of 1.0 in JSON',
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"v":"x"}},"spec":{"containers":[{"resources":{"limits":{"cpu":1.0,"memory":1e3}},"ports":[{"containerPort":80}]}]}}',
  ],
  [
    'JSON with a comma too many',
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"v":"x"}},"spec":{"containers":[{"ports":[{"containerPort":80}]}]},}',
  ],
  [
    'a flow mapping',
    '{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {v: x}}, spec: {containers: [{ports: [{containerPort: 80}]}]}}',
  ],
  ['an end mark', `${pod('x')}...\nkind: [`],
  ['words after the separator', `--- {}\n${pod('x')}`],
  ['words after a later separator', `${pod('x')}---x\n${pod('y')}`],
  ['a separator behind a blank', ` ---\n${pod('x')}`],
  ['a separator behind a blank, later', `${pod('x')} ---\n${pod('y')}`],
  ['a separator behind a blank in a block', pod('x', '  annotations:\n    a: |\n     ---\n     b\n')],
  ['an empty list of nobody', 'apiVersion: example.com/v1\nkind: FooList\nitems: []\n'],
  ['an empty list of Pods', 'apiVersion: v1\nkind: PodList\nitems: []\n'],
  ['a directive', `%YAML 1.1\n---\n${pod('x')}`],
  ['a byte order mark of a later document', `${pod('x')}---\n\ufeff${pod('y')}`],
  ['a label that is no UTF-8', Buffer.from(pod('x', '  annotations: {a: "\xfc"}\n'), 'latin1')],
  ...['\x07', '\x7f', '\x80', '\x9f', '\ufffe', '\u0085', '\ufeff'].flatMap((control): [string, string][] => [
    [`${JSON.stringify(control)} in a comment`, `${pod('x')}# ${control}\n`],
    [`${JSON.stringify(control)} in quotes`, pod('x', `  annotations: {a: '${control}'}\n`)],
  ]),
  ['an escape of a control character', pod('x', '  annotations: {a: "\\x07\\x7f"}\n')],
  ['a flow mapping that ends at the margin', pod('x', '  annotations: {\na: b,\n  c: d\n}\n')],
  ['a flow mapping with tabs', pod('x', '  annotations:\t{\n\ta:\tb,\tc: "d\te",\n\t\tf:\t[\n\t]\n\t}\n')],
  ['JSON with tabs below a separator', `---\n${JSON.stringify(JSON.parse(json), null, '\t')}\n`],
  ['quotes over lines that begin with tabs', pod('x', '  annotations:\n    a: "b\n\tc\nd"\n    e: \'f\n\tg\'\n')],
  ['a kind in capitals', pod('x').replace('kind:', 'Kind:').replace('apiVersion', 'APIVERSION')],
  ['an apiVersion of three parts', pod('x').replace('v1', 'a/b/c')],
  ['an apiVersion without a group', pod('x').replace('v1', '/v1')],
  ['an apiVersion without a version', pod('x').replace('v1', 'apps/')],
  ['a PodList with Services', list(asItem(pod('x').replace('Pod', 'Service'))).replace('List', 'PodList')],
  ['a ConfigMapList with Pods', list(asItem(pod('x'))).replace('List', 'ConfigMapList')],
  ['a List of version 2', list(asItem(pod('x'))).replace('v1', 'v2')],
  [
    'a PodList of another group',
    list(asItem(pod('x')))
      .replace('v1', 'apps/v1')
      .replace('List', 'PodList'),
  ],
  ...['\t', '  \t', '\t# x', '          \t'].flatMap((blank) =>
    [0, 3, 4, 5, 6, 7, 8, 10].map((line): [string, string] => [
      `${JSON.stringify(blank)} before line ${line}`,
      pod('x').split('\n').toSpliced(line, 0, blank).join('\n'),
    ]),
  ),
  ['a tab at the end', `${pod('x')}\t\n`],
  ['a tab in an empty line of a block', pod('x', '  annotations:\n    a: |\n      b\n\t\n      \t\n      c\n')],
  ['a tab in an empty line of quotes', pod('x', '  annotations:\n    a: "b\n\t\n      c"\n    d: e\n')],
  ['a tab in an empty line of brackets', pod('x', '  annotations: {a: b,\n\t\n    c: "d"\n\t# x\n  }\n')],
  ['a tab', pod('x').replace('    v', '\tv')],
  ['a tab after a colon', pod('x').replace('v: x', 'v:\tx')],
  ['a label without a value', pod('')],
  ['null labels', pod('x').replace('labels:\n    v: x', 'labels: null')],
  ['null ports', pod('x').replace('ports:\n    - containerPort: 80', 'ports: null')],
  ['labels in a list', pod('x').replace('    v: x', '  - v')],
  ['a time', pod('x', '  creationTimestamp: 2001-01-01T00:00:00Z\n')],
  ['a time that is none', pod('x', '  creationTimestamp: 2001-01-01\n')],
  ['a quantity', pod('x').replace('name: c', 'resources: {limits: {cpu: 1, memory: 1Gi, a: 1.5, b: 1e3, c: "1"}}')],
  ['a quantity that is none', pod('x').replace('name: c', 'resources: {limits: {cpu: 1 G}}')],
  [
    'a probe by name and number',
    pod('x').replace('name: c', 'livenessProbe: {httpGet: {port: http}, tcpSocket: {port: 1}}'),
  ],
  ['a probe by half a number', pod('x').replace('name: c', 'livenessProbe: {httpGet: {port: 1.5}}')],
  ['text for a boolean', pod('x').replace('name: c', 'tty: "true"')],
  ['a List', list(asItem(pod('x')))],
  ['a List of nothing', list('').trim()],
  ['a List with a bad item', list(asItem(pod('x')) + asItem(pod('yes')))],
  ['a List without items', 'apiVersion: v1\nkind: List\n'],
  ['a List whose items are text', list('- x')],
  ['a PodList', list(asItem(pod('x'))).replace('List', 'PodList')],
  [
    'a PodList whose items say nothing',
    list(asItem(pod('x').replace('apiVersion: v1\nkind: Pod\n', ''))).replace('List', 'PodList'),
  ],
  ['no kind', pod('x').replace('kind: Pod\n', '')],
  ['no apiVersion', pod('x').replace('apiVersion: v1\n', '')],
  ['a kind that is none', pod('x').replace('kind: Pod', 'kind: 5')],
  ['an empty kind', pod('x').replace('kind: Pod', 'kind: ""')],
  ['another version', pod('x').replace('apiVersion: v1', 'apiVersion: v2')],
  ['text', 'hello'],
  ['a list', '- a'],
  ['zero', 'a: \u0000'],
  ['a bomb', bomb.join('\n')],
  ['an anchor in itself', pod('&x [*x]')],
];

describe.skipIf(inject('missing') !== '').concurrent('a file with', () => {
  test.each(texts)('%s', async (_, text) => {
    const { theirs, ours } = await beside(['expose', '-f', '-', '--dry-run=client', '-o', 'yaml'], text);
    const [, refused] = /^error: invalid \S+ ("(?:[^"\\]|\\.)*"): /.exec(ours.stderr) ?? [];
    if (theirs.code === 0 && refused !== undefined) {
      // Read alike, and refused because the server would: what is refused is the very value that kubectl prints.
      const { metadata, spec } = decodeYaml(theirs.stdout) as Service;
      return expect([`v=${metadata.labels?.v}`, String(spec.ports?.[0]?.port)]).toContain(JSON.parse(refused));
    }
    if (theirs.code === 0) return expect(ours).toEqual(theirs);
    expect({ code: ours.code, stdout: ours.stdout }).toEqual({ code: theirs.code, stdout: theirs.stdout });
    expect(ours.stderr).toMatch(/^error: .+\n$/);
  });
});
