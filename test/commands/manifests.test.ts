import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { offline } from '../support/cli.ts';

/** What `-f` reads, and what it says where it cannot; nothing here may ask for a cluster. */

const dryRun = ['--dry-run=client', '-o', 'name'];
const fed = (text: string) => offline(['expose', '-f', '-', ...dryRun], text);
const pod = (name: string) =>
  `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}","labels":{"a":"b"}},"spec":{"containers":[{"ports":[{"containerPort":80}]}]}}`;
const exposed = (...names: string[]) => names.map((name) => `service/${name}\n`).join('');

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-manifests-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe('what is no object is no error', () => {
  test.each([
    '',
    '# only a comment\n---\n',
    'null',
    '{kind: List, apiVersion: v1, items: []}',
    '{kind: List, apiVersion: v1, items: null}',
    '{kind: PodList, apiVersion: v1}',
  ])('%j', async (text) => expect(await fed(text)).toEqual({ code: 0, stdout: '', stderr: '' }));
});

describe('what is read', () => {
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
  test.each<[string, string | Uint8Array, string]>([
    ['JSON', pod('one'), exposed('one')],
    ['JSON one after another', pod('one') + pod('two'), exposed('one', 'two')],
    ['documents', `${pod('one')}\n---\n${pod('two')}`, exposed('one', 'two')],
    ['a byte order mark', `\ufeff${pod('one')}`, exposed('one')],
    ['UTF-16', utf16(pod('one')), exposed('one')],
    ['UTF-16 the other way round', utf16(pod('one')).swap16(), exposed('one')],
    ['a comment that is no UTF-8', Buffer.from(`# \xfc\n${pod('one')}`, 'latin1'), exposed('one')],
    ['Windows lines', `${pod('one')}\r\n---\r\n${pod('two')}\r\n`, exposed('one', 'two')],
    ['a List', `{kind: List, apiVersion: v1, items: [${pod('one')}, ${pod('two')}]}`, exposed('one', 'two')],
    [
      'a List in a List',
      `{kind: List, apiVersion: v1, items: [{kind: List, apiVersion: v1, items: [${pod('one')}]}]}`,
      exposed('one'),
    ],
    [
      'a PodList whose items do not say what they are',
      `{kind: PodList, apiVersion: v1, items: [${pod('one').replace('"apiVersion":"v1","kind":"Pod",', '')}]}`,
      exposed('one'),
    ],
    [
      'null for nothing',
      pod('one').replace('"labels"', '"annotations":null,"finalizers":null,"labels"'),
      exposed('one'),
    ],
    [
      'a resource with a pod template that nobody knows',
      '{apiVersion: example.com/v1, kind: Rollout, metadata: {name: one}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{ports: [{containerPort: 80}]}]}}}}',
      exposed('one'),
    ],
  ])('%s', async (name, content, stdout) => {
    const path = file(`read/${name}.yaml`, content);
    expect(await offline(['expose', '-f', path, ...dryRun])).toEqual({ code: 0, stdout, stderr: '' });
  });
});

describe('an unknown field is named', () => {
  const path = file(
    'unknown.yaml',
    `{apiVersion: v1, kind: Pod, metadata: {name: one, labels: {a: b}, bogus: 1}, spec: {containers: [{Ports: [], ports: [{containerPort: 80, nme: x, "e\\u0007": 1}]}]}}`,
  );
  test('with its path', async () =>
    expect(await offline(['expose', '-f', path, ...dryRun])).toEqual({
      code: 0,
      stdout: exposed('one'),
      stderr: [
        `Warning: ${path}: unknown field "metadata.bogus"`,
        `Warning: ${path}: unknown field "spec.containers[0].Ports"; did you mean "ports"?`,
        `Warning: ${path}: unknown field "spec.containers[0].ports[0].nme"`,
        `Warning: ${path}: unknown field "spec.containers[0].ports[0].e\\u0007"`,
        '',
      ].join('\n'),
    }));
});

const refused = (message: string) => ({ code: 1, stdout: '', stderr: `error: ${message}\n` });
const decode = (message: string) => `unable to decode "STDIN": ${message}`;
const withPod = (from: string, to: string) => pod('one').replace(from, to);

describe('a bad document', () => {
  test.each<[string, string]>([
    ['a: [1', 'error parsing STDIN: line 1: the text ends before a bracket is closed'],
    ['\tx: 1', 'error parsing STDIN: line 1: a tab cannot indent YAML: use spaces'],
    ['a: b: c', 'error parsing STDIN: line 1: the indentation is wrong, or a text needs quotes'],
    ['{"kind": "Po', 'error parsing STDIN: line 1: the text ends before a quote is closed'],
    ['a: &x [*x]', "error parsing STDIN: anchor 'x' value contains itself"],
    ['['.repeat(1_000_000), 'error parsing STDIN: line 1: nested more than 500 deep'],
    ['{"a":'.repeat(1_000_000), 'error parsing STDIN: line 1: nested more than 500 deep'],
    ['a: \u0000', 'error parsing STDIN: a manifest is YAML or JSON text, and this is none: byte 4 is zero'],
    ['- 1', decode('the document is a list, but must be an object with apiVersion and kind')],
    ['hello', decode('the document is the text "hello", but must be an object with apiVersion and kind')],
    ['5', decode('the document is the number 5, but must be an object with apiVersion and kind')],
    ['{"apiVersion":"v1"}', decode(`Object 'Kind' is missing in '{"apiVersion":"v1"}'`)],
    ['{"kind":"Pod"}', decode(`Object 'apiVersion' is missing in '{"kind":"Pod"}'`)],
    ['b: "<\\u009b>"\na: 1', decode(`Object 'Kind' is missing in '{"a":1,"b":"\\u003c\\u009b\\u003e"}'`)],
    ['{kind: 5, apiVersion: v1}', decode('kind is the number 5, but must be text: put it in quotes')],
    ['{kind: Pod, apiVersion: 1}', decode('apiVersion is the number 1, but must be text: put it in quotes')],
    ['{kind: List, apiVersion: v1, items: 5}', decode('items is the number 5, but must be a list')],
    [
      '{kind: List, apiVersion: v1, items: [x]}',
      decode('items[0] is the text "x", but must be an object with apiVersion and kind'),
    ],
    [
      withPod('80', '"http"'),
      decode('spec.containers[0].ports[0].containerPort is the text "http", but must be a whole number of 32 bits'),
    ],
    [
      withPod('80', '8.5'),
      decode('spec.containers[0].ports[0].containerPort is the number 8.5, but must be a whole number of 32 bits'),
    ],
    [
      withPod('80', '5000000000'),
      decode(
        'spec.containers[0].ports[0].containerPort is the number 5000000000, but must be a whole number of 32 bits',
      ),
    ],
    [
      withPod('80', 'true'),
      decode('spec.containers[0].ports[0].containerPort is the boolean true, but must be a whole number of 32 bits'),
    ],
    [
      withPod('"b"', 'yes'),
      decode(
        "metadata.labels.a is the boolean true (YAML's word for y, yes, on and true), but must be text: put it in quotes",
      ),
    ],
    [withPod('"b"', '1.0'), decode('metadata.labels.a is the number 1, but must be text: put it in quotes')],
    [withPod('"a":"b"', 'x.io/v: {}'), decode('metadata.labels["x.io/v"] is a map, but must be text')],
    [withPod('{"a":"b"}', '[a]'), decode('metadata.labels is a list, but must be a map')],
    [withPod('[{"containerPort":80}]', '80'), decode('spec.containers[0].ports is the number 80, but must be a list')],
    [
      withPod('[{"containerPort":80}]', '[80]'),
      decode('spec.containers[0].ports[0] is the number 80, but must be a map of fields'),
    ],
    [
      withPod('"ports"', 'resources: {limits: {cpu: lots}}, "ports"'),
      decode('spec.containers[0].resources.limits.cpu is the text "lots", but must be a quantity such as 500m or 2Gi'),
    ],
    [
      withPod('"labels"', 'creationTimestamp: now, "labels"'),
      decode('metadata.creationTimestamp is the text "now", but must be a time such as 2026-01-02T03:04:05Z'),
    ],
    [withPod('"spec":', 'spec: 5, "x":'), decode('spec is the number 5, but must be a map of fields')],
    [
      '{apiVersion: v1, kind: Pod, metadata: {generateName: x-, labels: {a: b}}, spec: {containers: [{ports: [{containerPort: 80}]}]}}',
      'name must be specified',
    ],
    [
      '{apiVersion: apps/v1beta9, kind: Deployment}',
      decode('the API has no Deployment in apps/v1beta9: kind must be Deployment, in apps/v1'),
    ],
    [
      '{apiVersion: v1, kind: deployment}',
      decode('the API has no deployment in v1: kind must be Deployment, in apps/v1'),
    ],
    ['{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}', 'cannot expose a ConfigMap'],
    ['{apiVersion: example.com/v1, kind: Thing, metadata: {name: c}}', 'cannot expose a Thing.example.com'],
  ])('%.60j', async (text, message) => expect(await fed(text)).toEqual(refused(message)));

  test('that is too large to show is cut', async () => {
    const { stderr } = await fed(`a: ${'x'.repeat(100_000)}`);
    expect(stderr.length).toBeLessThan(700);
  });

  test('that is no UTF-8', async () => {
    const path = file('latin1.yaml', Buffer.from('a: \xfc', 'latin1'));
    expect(await offline(['expose', '-f', path, ...dryRun])).toEqual(
      refused(`error parsing ${path}: a manifest is YAML or JSON text, and this is none: it is not UTF-8`),
    );
  });

  test('and a file that is too large', async () => {
    const path = file('large.yaml', '');
    truncateSync(path, 50 * 1024 * 1024);
    for (const large of [path, '/dev/zero']) {
      expect(await offline(['expose', '-f', large, ...dryRun])).toEqual(
        refused(`error parsing ${large}: it is larger than 32 MiB, which is the most that is read`),
      );
    }
  });

  test('with more aliases than a manifest has', async () => {
    const rows = ['a0: &a0 [x, x]'];
    for (let depth = 1; depth < 60; depth++) rows.push(`a${depth}: &a${depth} [*a${depth - 1}, *a${depth - 1}]`);
    expect(await fed(rows.join('\n'))).toEqual(refused('error parsing STDIN: document contains excessive aliasing'));
  });
});

describe('several files', () => {
  const at = (name: string) => join(folder, 'many', name);
  for (const name of ['b.yaml', 'a.json', 'sub/z.yml', 'sub/notes.txt', 'Upper.YAML']) {
    file(`many/${name}`, pod(name.replaceAll(/[^a-z]/g, '')));
  }
  file('mixed/a.yaml', `${pod('first')}\n---\n{apiVersion: v1}\n---\n${pod('second')}\n---\n[`);
  file('mixed/b.yaml', '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}');
  file('mixed/c.yaml', pod('third'));
  file('list.yaml', `{kind: List, apiVersion: v1, items: [${pod('good')}, {kind: Pod}]}`);
  mkdirSync(join(folder, 'empty'));
  const link = (name: string) => join(folder, 'links', name);
  mkdirSync(link(''));
  symlinkSync('nowhere', link('broken.yaml'));
  symlinkSync('../many', link('folder'));

  test.each<[string, string[], object]>([
    ['a folder, by name', ['-f', join(folder, 'many')], { code: 0, stdout: exposed('ajson', 'byaml'), stderr: '' }],
    [
      'a folder and those in it',
      ['-R', '-f', join(folder, 'many')],
      { code: 0, stdout: exposed('ajson', 'byaml', 'subzyml'), stderr: '' },
    ],
    [
      'a list',
      ['-f', `${at('b.yaml')},${at('a.json')}`, '-f', at('sub/notes.txt')],
      { code: 0, stdout: exposed('byaml', 'ajson', 'subnotestxt'), stderr: '' },
    ],
    ['a pattern', ['-f', at('*[^x].?aml')], { code: 0, stdout: exposed('byaml'), stderr: '' }],
    ['a pattern with escapes', ['-f', at('\\*')], refused(`the path "${at('\\*')}" does not exist`)],
    [
      'a pattern with an escape that is needless',
      ['-f', at('\\b.[\\^y]aml')],
      { code: 0, stdout: exposed('byaml'), stderr: '' },
    ],
    [
      'a pattern of a range from behind',
      ['-f', at('[z-a].yaml')],
      refused(`the path "${at('[z-a].yaml')}" does not exist`),
    ],
    ['half a pattern', ['-f', at('[b')], refused(`pattern "${at('[b')}" is not valid: syntax error in pattern`)],
    [
      'a path through a file',
      ['-f', at('b.yaml/x')],
      refused(`the path "${at('b.yaml/x')}" cannot be accessed: stat ${at('b.yaml/x')}: not a directory`),
    ],
    ['a link to nowhere', ['-f', link('*.yaml')], refused(`the path "${link('broken.yaml')}" does not exist`)],
    [
      'a folder with a link to nowhere',
      ['-f', link('')],
      refused(`open ${link('broken.yaml')}: no such file or directory`),
    ],
    [
      'a link to a folder',
      ['-f', link('folder')],
      refused(`error parsing ${link('folder')}: read ${link('folder')}: is a directory`),
    ],
    ['a pattern over folders', ['-f', at('s*/*')], { code: 0, stdout: exposed('subnotestxt', 'subzyml'), stderr: '' }],
    ['a pattern that matches nothing', ['-f', at('*.toml')], refused(`the path "${at('*.toml')}" does not exist`)],
    ['a path that is not there', ['-f', '/none'], refused('the path "/none" does not exist')],
    [
      'two paths that are not there',
      ['-f', '/none', '-f', at('b.yaml'), '-f', '/neither'],
      { code: 1, stdout: '', stderr: 'the path "/none" does not exist\nthe path "/neither" does not exist\n' },
    ],
    [
      'a folder without manifests',
      ['-f', join(folder, 'empty')],
      refused(`error reading [${join(folder, 'empty')}]: recognized file extensions are [.json .yaml .yml]`),
    ],
    ['standard input twice', ['-f', '-', '-f', '-'], refused('standard input cannot be used for multiple arguments')],
    [
      'a file and a word',
      ['-f', at('b.yaml'), 'pod'],
      refused('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well'),
    ],
    [
      'a file and a kustomization',
      ['-f', at('b.yaml'), '-k', folder],
      refused('only one of -f or -k can be specified'),
    ],
    ['a kustomization and its subfolders', ['-R', '-k', folder], refused("the -k flag can't be used with -f or -R")],
    [
      'a kustomization that nobody can build',
      ['-k', folder],
      refused(
        `building the kustomization "${folder}" takes kubectl or kustomize, and neither is on PATH: put one there, or build it elsewhere and give the result with -f`,
      ),
    ],
    [
      'good ones are done, bad ones named',
      ['-f', join(folder, 'mixed')],
      {
        code: 1,
        stdout: exposed('first', 'second', 'third'),
        stderr: [
          'cannot expose a ConfigMap',
          `unable to decode "${join(folder, 'mixed/a.yaml')}": Object 'Kind' is missing in '{"apiVersion":"v1"}'`,
          `error parsing ${join(folder, 'mixed/a.yaml')}: line 7: the text ends before a bracket is closed`,
          '',
        ].join('\n'),
      },
    ],
    [
      'a list of which one item is bad',
      ['-f', join(folder, 'list.yaml')],
      refused(`unable to decode "${join(folder, 'list.yaml')}": Object 'apiVersion' is missing in '{"kind":"Pod"}'`),
    ],
  ])('%s', async (_, args, outcome) => expect(await offline(['expose', ...args, ...dryRun])).toEqual(outcome));
});

describe('an address', () => {
  async function served(answer: RequestListener, path = '/pod.yaml') {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    try {
      return { url, outcome: await offline(['expose', '-f', url, ...dryRun]) };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test('is read', async () => {
    const { outcome } = await served((_, response) => response.end(pod('one')));
    expect(outcome).toEqual({ code: 0, stdout: exposed('one'), stderr: '' });
  });

  test('that leads elsewhere is followed', async () => {
    const { outcome } = await served(({ url }, response) => {
      if (url === '/there') response.end(pod('one'));
      else response.writeHead(302, { location: '/there' }).end();
    });
    expect(outcome).toEqual({ code: 0, stdout: exposed('one'), stderr: '' });
  });

  test('that leads round in a circle', async () => {
    const { outcome } = await served((_, response) => response.writeHead(302, { location: '/pod.yaml' }).end());
    expect(outcome).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Unable to connect to the server: stopped after 10 redirects\n',
    });
  });

  test('that is not there', async () => {
    const { url, outcome } = await served((_, response) => response.writeHead(404).end());
    expect(outcome).toEqual(refused(`unable to read URL "${url}", server reported 404 Not Found, status code=404`));
  });

  test('of a server in trouble is tried again', async () => {
    let requests = 0;
    const { outcome } = await served((_, response) => {
      if (++requests < 3) response.writeHead(503).end();
      else response.end(pod('one'));
    });
    expect(outcome).toEqual({ code: 0, stdout: exposed('one'), stderr: '' });
  });

  test('with more than can be read', async () => {
    const { url, outcome } = await served((_, response) => {
      const more = () => {
        while (response.writable && response.write(Buffer.alloc(1 << 20, 35)));
      };
      response.on('drain', more);
      more();
    });
    expect(outcome).toEqual(refused(`error parsing ${url}: it is larger than 32 MiB, which is the most that is read`));
  });

  test('where nobody listens', async () => {
    const { outcome } = { outcome: await offline(['expose', '-f', 'http://127.0.0.1:1/pod.yaml', ...dryRun]) };
    expect(outcome).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
    });
  });

  test('that is none', async () => {
    expect(await offline(['expose', '-f', 'http://[', ...dryRun])).toEqual(
      refused('the URL passed to filename "http://[" is not valid'),
    );
  });
});

describe('probe -f: what is wrong with a file is exit code 2, as 1 is a verdict', () => {
  const service = file(
    'service.yaml',
    '{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {}}',
  );
  test.each<[string, string[], string]>([
    ['no such file', ['-f', 'nope.yaml'], 'the path "nope.yaml" does not exist'],
    ['no Service in it', ['-f', file('pod.yaml', pod('one'))], 'there is no Service in what --filename names'],
    [
      'another namespace than -n',
      ['-n', 'other', '-f', service],
      `the namespace from the provided object "shop" does not match the namespace "other". You must pass '--namespace=shop' to perform this operation.`,
    ],
  ])('%s', async (_, args, message) => {
    expect(await offline(['probe', ...args])).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n` });
  });
});
