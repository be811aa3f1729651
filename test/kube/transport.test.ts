import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { connect } from '../../src/kube/connect.ts';
import { kinds } from '../../src/service/kinds.ts';

/** What a healthy API server does not do on demand: a small server that does it. */

let server: Server | undefined;
const warnings: string[] = [];
const logged: string[] = [];

async function against(listener: RequestListener, flags = {}) {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const surroundings = {
    env: { HOME: '/none' },
    userAgent: 'kubesvc/test',
    warn: (text: string) => warnings.push(text),
    log: (text: string) => logged.push(text),
  };
  return { kube: await connect({ server: `http://127.0.0.1:${port}`, ...flags }, surroundings), port };
}

afterEach(() => {
  warnings.length = 0;
  logged.length = 0;
  server?.closeAllConnections();
  server?.close();
});

const status = (code: number, reason: string) =>
  JSON.stringify({ kind: 'Status', code, reason, message: `no: ${reason}` });
const readWeb = (kube: Awaited<ReturnType<typeof against>>['kube']) =>
  kube.read(kinds.Service, { namespace: 'shop', name: 'web' });

test('an object is what the server sent, unknown fields and all', async () => {
  const object = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name: 'web' },
    spec: { brandNewField: { a: [1.5] } },
  };
  const { kube } = await against((_, answer) => answer.end(JSON.stringify(object)));
  expect(await readWeb(kube)).toEqual(object);
});

test('a list is asked for in pages, and its items know what they are', async () => {
  const asked: string[] = [];
  const { kube } = await against((request, answer) => {
    asked.push(request.url ?? '');
    const more = !request.url?.includes('continue');
    const metadata = { resourceVersion: '9', ...(more && { continue: 'a b' }) };
    answer.end(
      JSON.stringify({
        kind: 'ServiceList',
        apiVersion: 'v1',
        metadata,
        items: [{ metadata: { name: more ? 'one' : 'two' } }],
      }),
    );
  });
  const { items } = await kube.list(kinds.Service, { namespace: 'shop' });
  expect(items.map(({ kind, apiVersion, metadata }) => `${apiVersion} ${kind} ${metadata.name}`)).toEqual([
    'v1 Service one',
    'v1 Service two',
  ]);
  expect(asked).toEqual([
    '/api/v1/namespaces/shop/services?limit=500',
    '/api/v1/namespaces/shop/services?limit=500&continue=a+b',
  ]);
});

test('a busy server is asked again after the time it names', async () => {
  let calls = 0;
  const { kube } = await against((_, answer) => {
    calls++;
    if (calls < 3) answer.writeHead(429, { 'retry-after': '0' }).end(status(429, 'TooManyRequests'));
    else answer.end('{"kind":"Service"}');
  });
  expect(await readWeb(kube)).toEqual({ kind: 'Service' });
  expect(calls).toBe(3);
});

test('a GET whose connection broke is sent again, a POST is not', async () => {
  let calls = 0;
  const { kube } = await against((request, answer) => {
    calls++;
    if (calls === 1 || request.method === 'POST') request.socket.destroy();
    else answer.end('{"kind":"Service"}');
  });
  expect(await readWeb(kube)).toEqual({ kind: 'Service' });
  expect(calls).toBe(2);
  const web = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } };
  await expect(kube.create(kinds.Service, 'shop', web)).rejects.toThrow('closed the connection without an answer');
  expect(calls).toBe(3);
});

test('a packed answer is unpacked, and can be declined', async () => {
  const listener: RequestListener = (request, answer) => {
    if (request.headers['accept-encoding'] !== 'gzip') return answer.end('{"kind":"plain"}');
    answer.setHeader('content-encoding', 'gzip');
    return answer.end(gzipSync('{"kind":"packed"}'));
  };
  const packed = await against(listener);
  expect(await readWeb(packed.kube)).toEqual({ kind: 'packed' });
  server?.close();
  const plain = await against(listener, { disableCompression: true });
  expect(await readWeb(plain.kube)).toEqual({ kind: 'plain' });
});

test('a time-out is told to the server too', async () => {
  let asked: string | undefined;
  const { kube } = await against(
    (request, answer) => {
      asked = request.url;
      answer.end('{}');
    },
    { requestTimeout: '1m30s' },
  );
  await readWeb(kube);
  expect(asked).toBe('/api/v1/namespaces/shop/services/web?timeout=1m30s');
});

test('apply, JSON patch and replace are what they say', async () => {
  const asked: string[] = [];
  const { kube } = await against((request, answer) => {
    asked.push(`${request.method} ${request.url} ${request.headers['content-type']}`);
    answer.end('{}');
  });
  const web = { namespace: 'shop', name: 'web' };
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } };
  await kube.patch(kinds.Service, web, object, { type: 'apply', force: true, fieldManager: 'me' });
  await kube.patch(kinds.Service, web, [], { type: 'json', dryRun: 'server' });
  await kube.patch(kinds.Service, web, {}, { type: 'strategic', subresource: 'status' });
  await kube.replace(kinds.Service, web, object, { fieldValidation: 'Strict' });
  const path = '/api/v1/namespaces/shop/services/web';
  expect(asked).toEqual([
    `PATCH ${path}?fieldManager=me&force=true application/apply-patch+yaml`,
    `PATCH ${path}?dryRun=All application/json-patch+json`,
    `PATCH ${path}/status application/strategic-merge-patch+json`,
    `PUT ${path}?fieldValidation=Strict application/json`,
  ]);
});

test('warnings come through, quotes and all; other codes do not', async () => {
  const { kube } = await against((_, answer) => {
    answer.setHeader('warning', ['299 - "use \\"new\\" instead"', '199 - "noise"']);
    answer.end('{}');
  });
  await readWeb(kube);
  expect(warnings).toEqual(['use "new" instead']);
});

test.each<[string, RequestListener, object, string]>([
  ['a Status', (_, answer) => answer.writeHead(403).end(status(403, 'Forbidden')), {}, 'no: Forbidden'],
  [
    'a page of a proxy',
    (_, answer) => answer.writeHead(502).end('<html>bad gateway</html>'),
    {},
    'an error on the server ("<html>bad gateway</html>") has prevented the request from succeeding (get services web)',
  ],
  [
    'a server that knows no such path',
    (_, answer) => answer.writeHead(404).end('404 page not found\n'),
    {},
    'the server could not find the requested resource (get services web)',
  ],
  [
    'a page instead of an object',
    (_, answer) => answer.end('<html>log in</html>'),
    {},
    'with something that is not JSON; is it the API server of a cluster?',
  ],
  ['no object', (_, answer) => answer.end('[]'), {}, 'with no object; is it the API server of a cluster?'],
  ['a failure that is 200', (_, answer) => answer.end(status(403, 'Forbidden')), {}, 'no: Forbidden'],
  [
    'an empty error',
    (_, answer) => answer.writeHead(500).end(),
    {},
    'an error on the server ("") has prevented the request from succeeding (get services web)',
  ],
  [
    'no answer at all',
    () => {},
    { requestTimeout: '200ms' },
    'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'an answer that breaks off',
    (request, answer) => {
      answer.writeHead(200, { 'content-length': '500' }).write('{"kind"');
      setTimeout(() => request.socket.destroy(), 50);
    },
    {},
    'unexpected error when reading response body. Please retry. Original error: unexpected EOF',
  ],
  [
    'an answer that does not end',
    (_, answer) => void answer.writeHead(200, { 'content-length': '500' }).write('{"kind"'),
    { requestTimeout: '200ms' },
    'Original error: context deadline exceeded (Client.Timeout or context cancellation while reading body)',
  ],
  [
    'a name that no header can hold',
    () => {},
    { as: 'a\nb' },
    'net/http: invalid header field value for "Impersonate-User"',
  ],
  ['a closed connection', (request) => request.socket.destroy(), {}, 'closed the connection without an answer'],
])('%s is an error with a cause', async (_, listener, flags, message) => {
  const { kube } = await against(listener, flags);
  await expect(readWeb(kube)).rejects.toThrow(message);
});

test('a server that refuses', async () => {
  const { kube, port } = await against(() => {});
  server?.close();
  await expect(readWeb(kube)).rejects.toThrow(
    `The connection to the server 127.0.0.1:${port} was refused - did you specify the right host or port?`,
  );
});

test('an https client of an http server', async () => {
  const { port } = await against(() => {});
  const surroundings = { env: { HOME: '/none' }, userAgent: 'kubesvc/test', warn: () => {}, log: () => {} };
  const kube = await connect(
    { server: `https://127.0.0.1:${port}`, insecureSkipTlsVerify: true, token: 't' },
    surroundings,
  );
  await expect(readWeb(kube)).rejects.toThrow(`Unable to connect to the server: 127.0.0.1:${port} does not speak TLS`);
});

test('a watch yields whole events however they are cut, and an ERROR event is an error', async () => {
  const event = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;
  const { kube } = await against((_, answer) => {
    const text =
      event('ADDED', { metadata: { name: 'wéb' } }) +
      event('MODIFIED', { metadata: { name: 'b' } }) +
      event('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' });
    const bytes = Buffer.from(text);
    answer.write(bytes.subarray(0, 34)); // in the middle of a letter
    setTimeout(() => answer.end(bytes.subarray(34)), 50);
  });
  const seen: string[] = [];
  const watch = async () => {
    for await (const { type, object } of kube.watch(kinds.Service, { namespace: 'shop' }))
      seen.push(`${type} ${object.metadata.name}`);
  };
  await expect(watch()).rejects.toMatchObject({ code: 410, reason: 'Expired' });
  expect(seen).toEqual(['ADDED wéb', 'MODIFIED b']);
});

test('a delete carries its policy in the body, where the server looks first', async () => {
  let sent = '';
  const { kube } = await against((request, answer) => {
    request.on('data', (chunk) => (sent += chunk)).on('end', () => answer.end('{"kind":"Status","status":"Success"}'));
  });
  await kube.remove(
    kinds.Job,
    { namespace: 'shop', name: 'j' },
    { propagationPolicy: 'Background', gracePeriodSeconds: 0 },
  );
  expect(JSON.parse(sent)).toEqual({ propagationPolicy: 'Background', gracePeriodSeconds: 0 });
});
