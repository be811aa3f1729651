import { expect, test } from 'vitest';
import { calledAs } from '../../src/cli/called-as.ts';
import { inNameOf } from '../../src/output/in-name-of.ts';
import { inProcess } from '../support/cli.ts';

test.each([
  ['/usr/bin/kubesvc', 'kubesvc', []],
  ['/opt/kubesvc/bin/kubesvc.js', 'kubesvc', []],
  ['', 'kubesvc', []],
  ['/opt/kubectl-tools/kubesvc', 'kubesvc', []],
  ['kubectl', 'kubesvc', []],
  ['/usr/bin/kubectl-kubesvc', 'kubectl kubesvc', []],
  ['/opt/kubesvc/bin/kubectl-kubesvc.js', 'kubectl kubesvc', []],
  ['C:\\krew\\bin\\kubectl-service_tools.exe', 'kubectl service-tools', []],
  ['kubectl-my-svc', 'kubectl my svc', []],
  ['/usr/bin/kubectl_complete-kubesvc', 'kubectl kubesvc', ['__complete']],
])('called as %s', (path, program, words) => expect(calledAs(path)).toEqual({ program, words }));

test('only commands are renamed, not the name of the thing', () => {
  const text = 'kubesvc makes Services: kubesvc expose deployment web, see kubesvc help';
  expect(inNameOf('kubesvc', text)).toBe(text);
  expect(inNameOf('kubectl kubesvc', text)).toBe(
    'kubesvc makes Services: kubectl kubesvc expose deployment web, see kubectl kubesvc help',
  );
});

test.each([
  [['nope'], 'error: unknown command "nope" for "kubectl kubesvc"\n'],
  [['get', '--nope'], "error: unknown flag: --nope\nSee 'kubectl kubesvc get --help' for usage.\n"],
  [['get', 'pods'], 'error: kubesvc shows Services only, not "pods": use kubectl kubesvc get svc\n'],
])('as a plugin, %j is refused in the name it was called by', async (argv, stderr) => {
  expect(await inProcess(argv, { program: 'kubectl kubesvc' })).toEqual({ code: 1, stdout: '', stderr });
});

test('as a plugin, help names the commands as they are typed', async () => {
  const { stdout } = await inProcess(['expose', '--help'], { program: 'kubectl kubesvc' });
  expect(stdout).toMatch(/Usage:\n {2}kubectl kubesvc expose /);
  expect(stdout).toContain('\n  kubectl kubesvc expose deployment web\n');
  expect(stdout).not.toMatch(/(?<!kubectl )kubesvc (expose|options)/);
});
