import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { offline } from '../support/cli.ts';

/** The words that Tab offers for a half line, the last of which is being typed; without what each means. */
async function wordsFor(...half: string[]) {
  const { code, stdout, stderr } = await offline(['__complete', ...half]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  return { words: lines.slice(0, -1).map((line) => line.split('\t')[0]), directive: lines.at(-1) };
}

const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];

describe('what the program knows by itself', () => {
  test.each<[half: string[], words: string[]]>([
    [['exp'], ['expose']],
    [['cre'], ['create']],
    [['create', ''], ['service']],
    [['create', 'svc', 'cl'], ['clusterip']],
    [['-n', 'shop', 'pro'], ['probe']],
    [['-nshop', 'pro'], ['probe']],
    [['--namespace=shop', 'pro'], ['probe']],
    [
      ['-o', 'name', 'get', '--no'],
      ['--no-headers', '--no-ready'],
    ],
    [['--dry-run=client', 'create', 'service', 'cl'], ['clusterip']],
    [['create', '--save-config', 'service', 'l'], ['loadbalancer']],
    [['--typ'], []],
    [['-A', 'get', ''], []],
    [['help', 'pro'], ['probe']],
    [['help', 'edit', 'ty'], ['type']],
    [['help', 'probe', ''], []],
    [['help', '--'], []],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
    [['completion', 'bash', ''], []],
    [['expose', 'dep'], ['deployment']],
    [['expose', '--', 'dep'], ['deployment']],
    [['expose', '--', '--ty'], []],
    [['get', 's'], ['svc']],
    [['expose', '--typ'], ['--type']],
    [['expose', '--type', ''], types],
    [['expose', '--type='], types],
    [['expose', '--type=Lo'], ['LoadBalancer']],
    [['expose', '--type', 'NodePort', 'dep'], ['deployment']],
    [
      ['expose', '--protocol', ''],
      ['TCP', 'UDP', 'SCTP'],
    ],
    [
      ['expose', '--dry-run='],
      ['none', 'client', 'server'],
    ],
    [['expose', '--dry-run', 'dep'], ['deployment']],
    [
      ['expose', '-o', 'js'],
      ['json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file'],
    ],
    [['expose', '-o=ya'], ['yaml']],
    [['get', 'svc', '-A', '-o', 'wi'], ['wide']],
    [['get', 'svc', '-Ao', 'wi'], ['wide']],
    [
      ['expose', '--insecure-skip-tls-verify='],
      ['true', 'false'],
    ],
    [['edit', 'type', 'web', ''], types],
    [['edit', 'type', 'web', 'Ex'], ['ExternalName']],
    [['no-such-command', ''], []],
    [['expose', '--no-such-flag', 'dep'], ['deployment']],
    [
      ['version', '-o', ''],
      ['json', 'yaml'],
    ],
    [
      ['expose', '--wait='],
      ['endpoints', 'address', 'reachable'],
    ],
    [['probe', '--wait', ''], []],
    [['probe', '--explain', 'S01'], ['S01']],
    [['probe', '--via', 'dns,no'], ['dns,nodeport']],
    [['expose', '--name', ''], []],
  ])('%j', async (half, words) => {
    expect(await wordsFor(...half)).toEqual({ words, directive: ':4' });
  });

  test('a dash alone also offers the flags of one letter', async () => {
    const { words } = await wordsFor('expose', '-');
    expect(words).toEqual(expect.arrayContaining(['--port', '--namespace', '--help', '-f', '-n', '-o']));
    expect((await wordsFor('expose', '--')).words).not.toContain('-f');
  });

  test('after a word that goes on there is no space', async () => {
    expect(await wordsFor('get', 'svc/')).toEqual({ words: [], directive: ':4' });
    expect((await offline(['__complete', 'get', 'svc', '--', 's'])).stdout).toBe(':4\n');
  });

  test('files, of some sorts and of any', async () => {
    expect(await wordsFor('expose', '-f', '')).toEqual({ words: ['json', 'yaml', 'yml'], directive: ':8' });
    expect(await wordsFor('expose', '--filename=')).toEqual({ words: ['json', 'yaml', 'yml'], directive: ':8' });
    expect(await wordsFor('--kubeconfig', '')).toEqual({ words: [], directive: ':0' });
  });

  test('each word says what it is, unless that is not wanted', async () => {
    expect((await offline(['__complete', 'pro'])).stdout).toBe(
      'probe\tSay whether a pod can reach a Service, and if not, why\n:4\n',
    );
    expect((await offline(['__completeNoDesc', 'pro'])).stdout).toBe('probe\n:4\n');
    expect((await offline(['__complete'])).stdout).toMatch(/^expose\t/);
  });
});

test.each([
  ['bash', 'kubesvc.bash'],
  ['zsh', '_kubesvc'],
  ['fish', 'kubesvc.fish'],
  ['powershell', 'kubesvc.ps1'],
])('completion %s prints completions/%s', async (shell, file) => {
  const script = readFileSync(fileURLToPath(new URL(`../../completions/${file}`, import.meta.url)), 'utf8');
  expect(script.length).toBeGreaterThan(500);
  expect(await offline(['completion', shell])).toEqual({ code: 0, stdout: script, stderr: '' });
});

test.each([
  [[], 'Shell not specified.'],
  [['tcsh'], 'Unsupported shell type "tcsh".'],
  [['constructor'], 'Unsupported shell type "constructor".'],
  [['bash', 'zsh'], 'Too many arguments. Expected only the shell type.'],
])("completion %j is refused in kubectl's words", async (words, message) => {
  expect(await offline(['completion', ...words])).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: ${message}\nSee 'kubesvc completion -h' for help and examples\n`,
  });
});
