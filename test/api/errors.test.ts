import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, inject, test } from 'vitest';
import { connect } from '../../src/kube/connect.ts';
import { kinds } from '../../src/service/kinds.ts';
import { kubesvc as run, type Outcome } from '../support/built.ts';
import { onCluster } from '../support/cluster.ts';

const service = (name: string, spec: object, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...more },
  spec,
});

onCluster('each class of error of the API', ({ namespace, kubesvc, kubectl, apply }) => {
  const client = () =>
    connect(
      { namespace },
      { env: { HOME: '/none', KUBECONFIG: inject('kubeconfig') }, userAgent: 'kubesvc/test', warn: () => {} },
    );

  test.each([
    ['AlreadyExists', ['create', 'service', 'clusterip', 'there', '--tcp=80']],
    ['NotFound', ['get', 'svc', 'nope']],
    ['Forbidden', ['get', 'svc', '--as=jane']],
    ['Forbidden of a name in other letters', ['get', 'svc', '--as=jäne', '--as-group=→']],
    ['BadRequest', ['get', 'svc', '--field-selector=spec.ports=80']],
    ['NotFound of a subresource', ['get', 'svc', 'there', '--subresource=scale']],
  ])('%s, as kubectl says it', async (_, args) => {
    await apply(JSON.stringify(service('there', { ports: [{ port: 80 }] })));
    const theirs = await kubectl(...args);
    const flat = (outcome: Outcome) => ({
      ...outcome,
      // kubectl flattens what the server says to `create service`; kubesvc names its class.
      stderr: outcome.stderr.replace(
        'error: failed to create ClusterIP service: ',
        'Error from server (AlreadyExists): ',
      ),
    });
    expect(await kubesvc(...args)).toEqual(flat(theirs));
    expect(theirs.code).toBe(1);
  });

  test('Invalid with several causes, Conflict, and a server dry run that keeps nothing', async () => {
    const kube = await client();
    const bad = service('bad', { type: 'NodePort', clusterIP: 'None', ports: [] });
    await expect(kube.create(kinds.Service, namespace, bad)).rejects.toMatchObject({ reason: 'Invalid', code: 422 });

    const made = await kube.create(kinds.Service, namespace, service('mine', { ports: [{ port: 80 }] }));
    const stale = { ...made, metadata: { ...made.metadata, labels: { a: 'b' } } };
    await kube.replace(kinds.Service, { namespace, name: 'mine' }, stale);
    await expect(kube.replace(kinds.Service, { namespace, name: 'mine' }, stale)).rejects.toMatchObject({
      reason: 'Conflict',
      message: expect.stringContaining('the object has been modified') as string,
    });

    await kube.create(kinds.Service, namespace, service('dry', { ports: [{ port: 80 }] }), { dryRun: 'server' });
    expect(await kubesvc('get', 'svc', 'dry', '--ignore-not-found')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('server-side apply names who owns what, and takes it by force', async () => {
    const kube = await client();
    const ref = { namespace, name: 'applied' };
    const wish = (port: number) => service('applied', { ports: [{ port, name: 'a' }], sessionAffinity: 'None' });
    await kube.patch(kinds.Service, ref, wish(80), { type: 'apply', fieldManager: 'one' });
    const other = service('applied', { sessionAffinity: 'ClientIP' });
    await expect(kube.patch(kinds.Service, ref, other, { type: 'apply', fieldManager: 'two' })).rejects.toMatchObject({
      reason: 'Conflict',
      status: { details: { causes: [{ field: '.spec.sessionAffinity' }] } },
    });
    const taken = await kube.patch(kinds.Service, ref, other, { type: 'apply', fieldManager: 'two', force: true });
    expect(taken).toMatchObject({ spec: { sessionAffinity: 'ClientIP', ports: [{ port: 80 }] } });
    const port = [{ op: 'replace', path: '/spec/ports/0/port', value: 81 }];
    expect(await kube.patch(kinds.Service, ref, port, { type: 'json' })).toMatchObject({
      spec: { ports: [{ port: 81 }] },
    });
  });

  test('a busy server is asked again, and given up on at last', async () => {
    let calls = 0;
    let busy = 2;
    const server = createServer((_, answer) => {
      calls++;
      if (busy-- > 0) answer.writeHead(429, { 'retry-after': '0' }).end('too many');
      else answer.end('{"kind":"ServiceList","apiVersion":"v1","metadata":{},"items":[]}');
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const at = `--server=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await run(['get', 'svc', '-o', 'name', at], {})).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(calls).toBe(3);
    busy = Infinity;
    expect(await run(['get', 'svc', '-o', 'name', at], {})).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'Error from server (TooManyRequests): the server has received too many requests and has asked us to try again later (get services)\n',
    });
    server.close();
  });

  test('10,000 Services in pages', async () => {
    const kube = await client();
    const names = Array.from({ length: 10_000 }, (_, index) => `s${index}`);
    const workers = Array.from({ length: 16 }, async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) {
        await kube.create(kinds.Service, namespace, service(name, { type: 'ExternalName', externalName: 'x' }));
      }
    });
    await Promise.all(workers);
    const { code, stdout, stderr } = await kubesvc('get', 'svc', '-v=6');
    expect(code).toBe(0);
    expect(stdout.split('\n').length).toBeGreaterThan(10_001);
    expect(stderr.match(/"Response" verb="GET"/g)?.length).toBeGreaterThanOrEqual(20);
    const all = await kubesvc('get', 'svc', '-o', 'name', '--chunk-size=0');
    expect(all.stdout).toBe((await kubectl('get', 'svc', '-o', 'name')).stdout);
  }, 300_000);
});
