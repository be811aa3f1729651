import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import type { Outcome } from '../support/built.ts';
import { both, words } from './beside.ts';

/** Kubeconfigs and the flags over them, beside kubectl: what is found wrong, in which order, and where a request goes. */

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'folder'));
writeFileSync(join(folder, 'empty'), '');

/** Nothing listens there. */
const nowhere = 'https://127.0.0.1:1';
const plugin = (more: object = {}) => ({
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'none',
  interactiveMode: 'Never',
  ...more,
});

interface Parts {
  cluster?: object;
  user?: object;
  context?: object;
  current?: string;
}

/** A kubeconfig of one cluster c, one user u and one context x. */
function kubeconfig(name: string, { cluster, user, context, current = 'x' }: Parts): string {
  const file = join(folder, name.replaceAll(/\W+/g, '-'));
  const config = {
    clusters: [{ name: 'c', cluster: cluster ?? { server: nowhere } }],
    users: [{ name: 'u', user: user ?? { token: 't' } }],
    contexts: [{ name: 'x', context: context ?? { cluster: 'c', user: 'u' } }],
    'current-context': current,
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** kubectl also logs each try to look around. */
const unlogged = ({ stderr, ...rest }: Outcome): Outcome => ({
  ...rest,
  stderr: stderr
    .replaceAll(/^E\d{4} .* memcache\.go.*\n(?:\t.*\n)*(?: >\n)?/gm, '')
    .replaceAll("See 'kubectl ", "See 'kubesvc "),
});

const get = 'get svc web';
/** It sends nothing, and is told of a kubeconfig that cannot be used all the same. */
const dry = 'create service clusterip a --tcp=80 --dry-run=client -o name';
const rows: [what: string, parts: Parts, lines: string[]][] = [
  ['nothing wrong', {}, [dry, get, `${get} -n a`, `${get} --request-timeout=-1s`]],
  ['no such context', { current: 'gone' }, [dry, get, `${get} -n a`, 'create service clusterip a --tcp=80 -n a']],
  [
    'names that lead nowhere',
    {},
    [
      ...['--context=n', '--cluster=n', '--user=n', '--context=n --cluster=n --user=n'].flatMap((flags) => [
        `${get} ${flags}`,
        `${get} -n a ${flags}`,
      ]),
      `${get} --context=n --request-timeout=x`,
      ...['--context=n', '--cluster=n', '--user=n', '--request-timeout=x', '-s http://127.0.0.1:1'].map(
        (flag) => `${dry} ${flag}`,
      ),
      'create service clusterip a --context=n',
      'expose --context=n',
    ],
  ],
  [
    'a context whose cluster is gone',
    { context: { cluster: 'gone', user: 'u' } },
    [dry, get, `${get} -n a`, `${get} -s http://127.0.0.1:2`, `${get} --insecure-skip-tls-verify`],
  ],
  [
    'groups of nobody',
    { user: { token: 't', 'as-groups': ['g'] } },
    [
      get,
      `${get} -n a`,
      'get svc -A -n a',
      'get --raw /api -n a',
      'edit svc web -n a',
      'create service clusterip a --tcp=80 -n a',
      'expose svc web --name=a -n a',
    ],
  ],
  [
    'no files',
    {
      cluster: { server: nowhere, 'certificate-authority': 'ca', 'proxy-url': 'ftp://p' },
      user: { 'client-certificate': 'crt', 'client-key': 'key', 'as-uid': 'x' },
    },
    [dry, get, `${get} -n a`, `${get} --certificate-authority=none`, `${get} --request-timeout=x`],
  ],
  ['folders', { cluster: { server: nowhere, 'certificate-authority': 'folder' } }, [get, `${get} -n a`]],
  [
    'a proxy without a scheme',
    { cluster: { server: nowhere, 'proxy-url': '127.0.0.1:1' } },
    [get, `${get} -n a`, `${get} --proxy-url=://x`],
  ],
  [
    'two ways to trust',
    { cluster: { server: nowhere, 'certificate-authority': 'empty', 'certificate-authority-data': 'AAAA' } },
    [get],
  ],
  [
    'no trust at all',
    { cluster: { server: nowhere, 'certificate-authority': 'empty', 'insecure-skip-tls-verify': true } },
    [dry, get, `${get} -s http://127.0.0.1:1`, `${get} --insecure-skip-tls-verify`],
  ],
  [
    'a cluster without a server',
    { cluster: { 'insecure-skip-tls-verify': true } },
    [dry, get, `KUBERNETES_MASTER=http://127.0.0.1:2 ${get}`],
  ],
  ['token and basic', { user: { token: 't', username: 'n' } }, [dry, get]],
  ['a token file and basic', { user: { tokenFile: 'empty', username: 'n' } }, [`${get} -n a`]],
  ['no token file', { user: { tokenFile: 'gone' } }, [dry, get, `${get} -s http://127.0.0.1:1`, `${get} --token=t`]],
  ['a token file that is a folder', { user: { tokenFile: 'folder' } }, [get]],
  ['a plugin', { user: { exec: plugin() } }, [dry]],
  ['a plugin and a token', { user: { token: 't', exec: plugin() } }, [dry, get]],
  [
    'a plugin that cannot be',
    {
      user: {
        exec: plugin({ env: [{ value: '1' }, { name: '' }], apiVersion: '', command: '', interactiveMode: 'Often' }),
      },
    },
    [get, `${get} -n a`],
  ],
  ['plugins that do not run', { user: { exec: plugin({ installHint: 'get \u001b[1mit\n' }) } }, [get]],
  ['a plugin that is not where it should be', { user: { exec: plugin({ command: './none' }) } }, [get]],
  ['a plugin that is a folder', { user: { exec: plugin({ command: './folder' }) } }, [get]],
  ['a plugin that is killed', { user: { exec: plugin({ command: 'sh', args: ['-c', 'kill -9 $$'] }) } }, [get]],
  ['a plugin of another API', { user: { token: 't', exec: plugin({ apiVersion: 'other/v1' }) } }, [dry, get]],
  [
    'a provider that is gone, and a token',
    { user: { token: 't', 'auth-provider': { name: 'gcp' } } },
    [dry, get, `${get} -s http://127.0.0.1:1`],
  ],
  [
    'servers',
    {},
    [
      ...[
        '127.0.0.1:1',
        '127.0.0.1:1/',
        '127.0.0.1:1/a',
        'http://',
        '/a',
        '://a',
        'http:/a',
        'https://[::1',
        'https://a:b',
        'ftp://a',
        'unix:///a',
        'a:99999',
        `${nowhere}//a//`,
        'https://no-such-host.invalid',
        'http://no_such_host.invalid:1',
      ].map((server) => `${get} -s ${server}`),
      `${get} -s 127.0.0.1:1 --insecure-skip-tls-verify`,
    ],
  ],
  [
    'other flags',
    {},
    [
      ...['soon', '-1', '1d', '5S', '99999999999999999999', '10000000h'].map(
        (time) => `${get} --request-timeout=${time}`,
      ),
      ...[
        '--profile=x',
        '--vmodule=a',
        '--vmodule=a=b',
        '--vmodule=a=-1',
        '--vmodule=a=1,',
        '--log-flush-frequency=5',
      ].map((flag) => `${get} ${flag}`),
      `${get} --as=a --as-user-extra=b`,
      `${get} --as-user-extra=b`,
      `${get} --as-user-extra=b=c`,
    ],
  ],
];

describe.skipIf(inject('missing') !== '').concurrent('kubeconfigs, beside kubectl', () => {
  const all = rows.flatMap(([what, parts, lines]) => {
    const file = kubeconfig(what, parts);
    return lines.map((line): [string, string, string] => [what, line, file]);
  });
  test.each(all)('%s: %s', async (_, line, file) => {
    const given = words(line);
    const env = Object.fromEntries(given.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split('=', 2)));
    const args = given.filter((word) => !/^[A-Z_]+=/.test(word));
    const surroundings = { KUBECONFIG: file, ...env };
    const [theirs, ours] = await Promise.all([
      both.kubectl(args, '', surroundings),
      both.kubesvc(args, '', surroundings),
    ]);
    expect(ours).toEqual(unlogged(theirs));
  });
});
