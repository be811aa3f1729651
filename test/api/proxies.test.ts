import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, inject, test } from 'vitest';
import { connectProxy, socksProxy } from '../support/proxies.ts';
import { kubesvc as run } from '../support/built.ts';
import { onCluster } from '../support/cluster.ts';

onCluster('through a proxy', ({ env, kubectl }) => {
  const api = () => {
    const [, host = '', port = ''] =
      /server: https:\/\/([^:]+):(\d+)/.exec(readFileSync(inject('kubeconfig'), 'utf8')) ?? [];
    return { host, port: Number(port) };
  };
  const get = ['get', 'svc', '-n', 'default', '-o', 'name'];
  const fine = { code: 0, stdout: 'service/kubernetes\n', stderr: '' };
  /** A name that is in the server's certificate and in no DNS: only the proxy can know where it leads. */
  const byName = () => `--server=https://kubernetes.default.svc:${api().port}`;

  test('--proxy-url, CONNECT', async () => {
    const proxy = await connectProxy(api());
    expect(await run([...get, `--proxy-url=http://u:p%40ss@127.0.0.1:${proxy.port}`], env)).toEqual(fine);
    expect(proxy.asked).toEqual([`${api().host}:${api().port}`]);
    expect(proxy.logins).toEqual([`Basic ${Buffer.from('u:p@ss').toString('base64')}`]);
    await proxy.stop();
  });

  test.each([
    ['HTTPS_PROXY', ''],
    ['https_proxy', 'other.example,10.0.0.0/8'],
  ])('%s, NO_PROXY=%s', async (name, noProxy) => {
    const proxy = await connectProxy(api());
    const surroundings = { ...env, [name]: `127.0.0.1:${proxy.port}`, NO_PROXY: noProxy };
    expect(await run([...get, byName()], surroundings)).toEqual(fine);
    expect(proxy.asked).toEqual([`kubernetes.default.svc:${api().port}`]);
    expect(await run(get, surroundings), 'loopback never goes through the proxy of the environment').toEqual(fine);
    expect(proxy.asked).toHaveLength(1);
    await proxy.stop();
  });

  test('the address behind -f, as the server', async () => {
    const manifest = { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'far', labels: { a: 'b' } } };
    const far = createServer((_, answer) => answer.end(JSON.stringify(manifest)));
    await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
    const proxy = await connectProxy({ host: '127.0.0.1', port: (far.address() as AddressInfo).port });
    const expose = ['expose', '-f', 'http://manifests.example/pod.yaml', '--port=80', '--dry-run=client', '-o', 'name'];
    const surroundings = { ...env, HTTP_PROXY: `127.0.0.1:${proxy.port}` };
    expect(await run(expose, surroundings)).toEqual({ code: 0, stdout: 'service/far\n', stderr: '' });
    expect(proxy.asked).toEqual(['manifests.example:80']);
    expect(await run(expose, { ...surroundings, HTTP_PROXY: 'http://127.0.0.1:1' })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: unable to read URL "http://manifests.example/pod.yaml": the proxy refused the connection\n',
    });
    await proxy.stop();
    far.closeAllConnections();
    far.close();
  });

  test('NO_PROXY names the server', async () => {
    const surroundings = { ...env, HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '.svc' };
    expect(await run([...get, byName()], surroundings)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^Unable to connect to the server: dial tcp: lookup kubernetes\.default\.svc( on \S+)?: /,
      ) as string,
    });
  });

  test('socks5, which resolves the name', async () => {
    const proxy = await socksProxy(api());
    expect(await run([...get, byName(), `--proxy-url=socks5://u:pw@127.0.0.1:${proxy.port}`], env)).toEqual(fine);
    expect(proxy.asked).toEqual([`kubernetes.default.svc:${api().port}`]);
    expect(proxy.logins[0]).toMatch(/^u:/);
    await proxy.stop();
  });

  test.each([
    [407, 'the proxy 127.0.0.1:PORT wants a login (407): put it into the URL of the proxy, http://USER:PASSWORD@HOST'],
    [403, 'the proxy 127.0.0.1:PORT answered 403 to CONNECT'],
  ])('a proxy that answers %i', async (status, why) => {
    const proxy = await connectProxy(api(), status);
    expect(await run([...get, `--proxy-url=http://u:secret@127.0.0.1:${proxy.port}`], env)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Unable to connect to the server: ${why.replace('PORT', String(proxy.port))}\n`,
    });
    await proxy.stop();
  });

  test.each(['http', 'socks5'])('a %s proxy that is not there', async (scheme) => {
    expect(await run([...get, `--proxy-url=${scheme}://127.0.0.1:1`], env)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Unable to connect to the server: the proxy 127.0.0.1:1 refused the connection\n',
    });
  });

  test('a proxy-url that is none', async () => {
    const { code, stderr } = await run([...get, '--proxy-url=ftp://x'], env);
    const theirs = await kubectl(...get, '--proxy-url=ftp://x');
    expect({ code, stderr }).toMatchObject({ code: 1 });
    expect(stderr).toContain('unsupported scheme "ftp", must be http, https, or socks5');
    expect(theirs.stderr).toContain('unsupported scheme "ftp", must be http, https, or socks5');
  });
});
