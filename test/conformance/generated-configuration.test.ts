import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { fc } from '../support/seed.ts';
import { both } from './beside.ts';
import { cases } from './cases.ts';

/** Drawn kubeconfigs and flags over them: what is wrong with them is found as kubectl finds it, or nobody answers. */

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-drawn-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'token'), 'from-file\n');

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);
const fields = (known: Record<string, fc.Arbitrary<unknown>>) => fc.record(known, { requiredKeys: [] });
const named = (name: string, known: fc.Arbitrary<object>, key: string) =>
  fc.record({ name: oneOf(name, name, 'other'), [key]: known });

const cluster = fields({
  server: oneOf('https://127.0.0.1:1', 'https://127.0.0.1:1', '127.0.0.1:1', 'http://127.0.0.1:1', 'http://', ''),
  'certificate-authority': oneOf('none', '', null),
  'certificate-authority-data': oneOf('', null),
  'insecure-skip-tls-verify': oneOf(true, false, null),
  'tls-server-name': oneOf('a', ''),
  'proxy-url': oneOf('', 'ftp://a', 'a:1'),
});
const user = fields({
  token: oneOf('t', 't', ''),
  tokenFile: oneOf('token', 'none', ''),
  username: oneOf('n', ''),
  password: oneOf('p', ''),
  'client-certificate': oneOf('none', ''),
  'client-key': oneOf('none', ''),
  as: oneOf('jane', ''),
  'as-groups': oneOf(['g'], [], null),
  'as-uid': oneOf('1', ''),
  exec: oneOf({ command: 'none' }, null, null),
});
const context = fields({
  cluster: oneOf('c', 'c', 'other'),
  user: oneOf('u', 'u', 'other'),
  namespace: oneOf('a', ''),
});
const config = fc.record({
  clusters: fc.tuple(named('c', cluster, 'cluster')),
  users: fc.tuple(named('u', user, 'user')),
  contexts: fc.tuple(named('x', context, 'context')),
  'current-context': oneOf('x', 'x', 'x', 'other', ''),
});
const flags = fc.subarray(
  ['-n=a', '--context=x', '--cluster=c', '--user=u', '--token=t', '--username=n', '--as=joe', '--as-uid=5'].concat(
    ['--insecure-skip-tls-verify', '--certificate-authority=none', '--request-timeout=x', '--server=127.0.0.1:1'],
    ['--context=none', '--user=none'],
  ),
  { maxLength: 3 },
);
const drawn = fc.record({ configs: fc.array(config, { minLength: 1, maxLength: 2 }), flags });

describe.skipIf(inject('missing') !== '').concurrent('drawn kubeconfigs, beside kubectl', () => {
  test.each(cases(drawn, 30))('$row', async ({ row, value: { configs, flags: given } }) => {
    const files = configs.map((one, index) => {
      const file = join(folder, `${row.split(' ')[0]}-${index}`);
      writeFileSync(file, JSON.stringify(one));
      return file;
    });
    const args = ['get', 'svc', 'web', ...given];
    const surroundings = { KUBECONFIG: files.join(':') };
    const [theirs, ours] = await Promise.all([
      both.kubectl(args, '', surroundings),
      both.kubesvc(args, '', surroundings),
    ]);
    if (theirs.stdout.startsWith('Please enter Username')) {
      expect(ours).toMatchObject({ code: 1, stdout: '' }); // kubesvc asks nobody
      return;
    }
    const stderr = theirs.stderr.replaceAll(/^E\d{4} .* memcache\.go.*\n/gm, '');
    expect({ given, configs, ...ours }).toEqual({ given, configs, ...theirs, stderr });
  });
});
