import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { offline } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-print-'));
const template = join(folder, 'template');
writeFileSync(template, '{{.kind}} {{.metadata.name}}\n');
const path = join(folder, 'path');
writeFileSync(path, '{.kind} {.metadata.name}');
const wrong = join(folder, 'wrong');
writeFileSync(wrong, '{{.kind');
afterAll(() => rmSync(folder, { recursive: true }));

const made = (...flags: string[]) =>
  offline(['create', 'service', 'clusterip', 'web', '--tcp=80', '--dry-run=client', ...flags]);

/** Which flag means which printer, as in kubectl (cli-runtime print_flags.go). */
test.each([
  [[], 'service/web created (dry run)\n'],
  [['-o', ''], 'service/web created (dry run)\n'],
  [['-o', 'name'], 'service/web\n'],
  [['-o', 'NAME'], 'service/web\n'],
  [['-ojsonpath={.kind}'], 'Service'],
  [['-o=jsonpath={.kind}'], 'Service'],
  [['-o', 'jsonpath', '--template={.kind}'], 'Service'],
  [['-o', 'jsonpath={.metadata.name}={.kind}'], 'web=Service'],
  [['-o', 'jsonpath-as-json={.kind}'], '[\n    "Service"\n]\n'],
  [['-o', 'go-template={{.kind}}'], 'Service'],
  [['-o', 'template={{.kind}}'], 'Service'],
  [['-o', 'go-template', '--template', '{{.kind}}'], 'Service'],
  [['--template={{.kind}}'], 'Service'],
  [['-o', '', '--template={{.kind}}'], 'service/web created (dry run)\n'],
  [['-o', 'name', '--template={{.kind}}'], 'service/web\n'],
  [['-o', `go-template-file=${template}`], 'Service web\n'],
  [['-o', `templatefile=${template}`], 'Service web\n'],
  [['-o', 'go-template-file', `--template=${template}`], 'Service web\n'],
  [['-o', `jsonpath-file=${path}`], 'Service web'],
  [['-o', 'jsonpath={.nope}'], ''],
  [['-o', 'go-template={{.nope}}', '--allow-missing-template-keys'], '<no value>'],
])('%j', async (flags, stdout) => expect(await made(...flags)).toEqual({ code: 0, stdout, stderr: '' }));

const allowed =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml';
const noPrinter = (format: string) =>
  `unable to match a printer suitable for the output format ${format}, allowed formats are: ${allowed}`;

/** Found before anything is sent: `offline` fails a line that asks for a cluster. */
test.each([
  [['-o', 'wide'], noPrinter('"wide"')],
  [['-o', 'custom-columns=A:.kind'], noPrinter('"custom-columns=A:.kind"')],
  [['-o', 'Jsonpath={.kind}'], noPrinter('"Jsonpath={.kind}"')],
  [['-o', 'jsonpath={.kind}', '--template={.x}'], noPrinter('"jsonpath={.kind}"')],
  [['-o', 'a"b'], noPrinter('"a\\"b"')],
  [['-o', 'jsonpath'], 'template format specified but no template given'],
  [['-o', 'go-template='], 'template format specified but no template given'],
  [['-o', 'jsonpath={.kind'], 'error parsing jsonpath {.kind, unclosed action'],
  [['-o', 'go-template={{.kind'], 'error parsing template {{.kind, template: output:1: unclosed action'],
  [['-o', `go-template-file=${wrong}`], 'error parsing template {{.kind, template: output:1: unclosed action'],
  [['-o', 'jsonpath-file=/nope'], 'error reading --template /nope, open /nope: no such file or directory'],
  [['-o', 'go-template-file=/nope'], 'error reading --template /nope, open /nope: no such file or directory'],
  [['-o', `jsonpath-file=${folder}`], `error reading --template ${folder}, read ${folder}: is a directory`],
  [
    ['-o', 'jsonpath={.nope}', '--allow-missing-template-keys=false'],
    'error executing jsonpath "{.nope}": nope is not found',
  ],
  [
    ['--template={{.nope}}', '--allow-missing-template-keys=F'],
    'error executing template "{{.nope}}": line 1, at <.nope>: map has no entry for key "nope"',
  ],
])('%j is refused', async (flags, message) =>
  expect(await made(...flags)).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` }),
);

test.each([
  ['custom-columns', 'custom-columns format specified but no custom columns given'],
  ['custom-columns=', 'custom-columns format specified but no custom columns given'],
  ['custom-columns=A', 'unexpected custom-columns spec: A, expected <header>:<json-path-expr>'],
  ['custom-columns=A:.x[', 'error parsing the path .x[ of custom-columns: unterminated array'],
  ['custom-columns-file=/nope', 'error reading template /nope, open /nope: no such file or directory'],
])('get svc -o %s is refused', async (format, message) =>
  expect(await offline(['get', 'svc', '-o', format])).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` }),
);

test('documents of one stream are parted as their format wants it', async () => {
  const pod = (name: string) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, labels: {app: x}}, spec: {containers: [{ports: [{containerPort: 80}]}]}}`;
  const manifest = `${pod('a')}\n---\n${pod('b')}`;
  const printed = async (format: string) => {
    const { stdout } = await offline(['expose', '-f', '-', '--dry-run=client', '-o', format], manifest);
    return stdout
      .split('\n')
      .filter((line) => /^---|^\{|name: |"name": /.test(line))
      .map((line) => line.trim());
  };
  expect(await printed('yaml')).toEqual(['name: a', '---', 'name: b']);
  expect(await printed('json')).toEqual(['{', '"name": "a",', '{', '"name": "b",']);
  expect(await printed('kyaml')).toEqual(['---', '{', 'name: "a",', '---', '{', 'name: "b",']);
});
