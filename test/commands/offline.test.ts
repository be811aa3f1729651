import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { offline } from '../support/cli.ts';

const example = fileURLToPath(new URL('../../examples/mydeployment.yaml', import.meta.url));

/** What needs no cluster must ask for none: `offline` fails a line that does. */

test.each([
  'kubesvc',
  'kubesvc expose',
  'kubesvc create',
  'kubesvc create service',
  'kubesvc create service clusterip',
  'kubesvc create service externalname',
  'kubesvc create service headless',
  'kubesvc create service loadbalancer',
  'kubesvc create service nodeport',
  'kubesvc get',
  'kubesvc edit',
  'kubesvc edit svc',
  'kubesvc edit type',
  'kubesvc probe',
  'kubesvc completion',
  'kubesvc version',
  'kubesvc options',
])('the help of %s', async (path) => {
  const [, ...words] = path.split(' ');
  const { code, stdout, stderr } = await offline([...words, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await expect(stdout).toMatchFileSnapshot(`../golden/help/${path.replaceAll(' ', '-')}.txt`);
  expect(await offline(['help', ...words])).toMatchObject({ code: 0, stdout });
});

test('options lists the connection flags', async () => {
  await expect((await offline(['options'])).stdout).toMatchFileSnapshot('../golden/options.txt');
});

test.each([
  ['yaml', []],
  ['json', []],
  ['name', []],
  ['yaml', ['--port=80', '--target-port=http', '--type=NodePort', '--name=front', '-n', 'shop']],
])('expose -f without a cluster, -o %s %j', async (format, flags) => {
  const { code, stdout, stderr } = await offline(['expose', '-f', example, '--dry-run=client', '-o', format, ...flags]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await expect(stdout).toMatchFileSnapshot(`../golden/expose/${flags.length > 0 ? 'all-flags' : 'plain'}.${format}`);
});

test('expose -f reads standard input', async () => {
  const manifest =
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"a":"b"}},"spec":{"containers":[{"ports":[{"containerPort":80}]}]}}';
  expect(await offline(['expose', '-f', '-', '--dry-run=client'], manifest)).toEqual({
    code: 0,
    stdout: 'service/p exposed (dry run)\n',
    stderr: '',
  });
});

test('of several objects each has its own selector, and a bad one does not stop the others', async () => {
  const pod = (name: string) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, labels: {app: ${name}}}, spec: {containers: [{ports: [{containerPort: 80}]}]}}`;
  const configMap = '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}';
  const manifest = [pod('one'), configMap, pod('two')].join('\n---\n');
  const { code, stdout, stderr } = await offline(['expose', '-f', '-', '--dry-run=client', '-o', 'yaml'], manifest);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'error: cannot expose a ConfigMap\n' });
  expect(stdout).toMatch(/app: one[\s\S]*---[\s\S]*app: two/);
});

test.each<[string, string]>([
  ['--nope', "error: unknown flag: --nope\nSee 'kubesvc --help' for usage.\n"],
  ['get --nope', "error: unknown flag: --nope\nSee 'kubesvc get --help' for usage.\n"],
  ['get -o', "error: flag needs an argument: 'o' in -o\nSee 'kubesvc get --help' for usage.\n"],
  ['nope', 'error: unknown command "nope" for "kubesvc"\n'],
  ['exposse', 'error: unknown command "exposse" for "kubesvc"\n\nDid you mean this?\n\texpose\n'],
  ['create service foo', 'error: unknown command "foo"\nSee \'kubesvc create service -h\' for help and examples\n'],
  [
    'create service clusterip',
    "error: exactly one NAME is required, got 0\nSee 'kubesvc create service clusterip -h' for help and examples\n",
  ],
  [
    'create service clusterip a b',
    "error: exactly one NAME is required, got 2\nSee 'kubesvc create service clusterip -h' for help and examples\n",
  ],
  ['create service clusterip web --dry-run=client', 'error: at least one tcp port specifier must be provided\n'],
  [
    'create service clusterip web --tcp=http --dry-run=client',
    'error: invalid --tcp "http": expected PORT or PORT:TARGET, with a port number between 1 and 65535\n',
  ],
  [
    'get',
    "error: Required resource not specified: kubesvc shows Services, as in kubesvc get svc [NAME...]\nSee 'kubesvc get --help' for usage.\n",
  ],
  ['create pods', 'error: kubesvc creates Services only, not "pods": use kubesvc create service\n'],
  ['create services', "error: Unexpected args: [services]\nSee 'kubesvc create -h' for help and examples\n"],
  [
    'edit deployment web',
    'error: kubesvc edits Services only, not "deployment": use kubesvc edit svc, or kubesvc edit type\n',
  ],
  ['get pods', 'error: kubesvc shows Services only, not "pods": use kubesvc get svc\n'],
  ['get foo', 'error: kubesvc shows Services only, not "foo": use kubesvc get svc\n'],
  ['get svc web -A', 'error: a resource cannot be retrieved by name across all namespaces\n'],
  [
    'get svc -o foo',
    'error: unable to match a printer suitable for the output format "foo", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml\n',
  ],
  ['edit type web', "error: expected NAME and TYPE, got 1 word\nSee 'kubesvc edit type --help' for usage.\n"],
  [
    'edit type web Foo',
    'error: invalid TYPE "Foo": must be ClusterIP, NodePort, LoadBalancer, ExternalName or headless\n',
  ],
  ['expose deployment', 'error: resource(s) were provided, but no name was specified\n'],
  ['expose deploy/', 'error: arguments in resource/name form must have a single resource and name\n'],
  ['expose deploy/a/b', 'error: arguments in resource/name form may not have more than one slash\n'],
  ['expose deploy/a --dry-run=foo', 'error: Invalid dry-run value (foo). Must be "none", "server", or "client".\n'],
  [
    'expose deploy/a --port=99999',
    'error: invalid --port "99999": the port is a number between 1 and 65535, as in 80, 80:8080/TCP or http=80:8080\n',
  ],
  [
    'expose deploy/a -o wide',
    'error: unable to match a printer suitable for the output format "wide", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml\n',
  ],
  ['expose -f /none', 'error: the path "/none" does not exist\n'],
])('%s is refused', async (line, stderr) => {
  expect(await offline(line.split(' '))).toEqual({ code: 1, stdout: '', stderr });
});

test('expose with nothing named', async () => {
  const { code, stderr } = await offline(['expose']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: You must provide one or more resources by argument or filename\.\nExample/);
});

test('create and edit alone print their help on standard error and fail', async () => {
  for (const words of [['create'], ['create', 'service'], ['edit']]) {
    const { code, stdout, stderr } = await offline(words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe((await offline([...words, '--help'])).stdout);
  }
});

test('a help topic that is none is said beside the help of the program, as in kubectl', async () => {
  const { stdout } = await offline(['--help']);
  expect(await offline(['help', 'nope', 'x'])).toEqual({
    code: 0,
    stdout: '',
    stderr: `Unknown help topic [\`nope\` \`x\`]\n${stdout}`,
  });
});

test.each(['', '-', '-n shop', '-n shop -- get svc', '--help get svc'])(
  '"%s" prints the help of the program',
  async (line) => {
    const { stdout } = await offline(['--help']);
    expect(await offline(line.split(' '))).toEqual({ code: 0, stdout, stderr: '' });
  },
);
