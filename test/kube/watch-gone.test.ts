import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { kubesvc } from '../support/built.ts';

/** What an API server that has compacted its history does; a real one takes five minutes to. */
test('a watch whose version is gone lists anew and tells the difference', async () => {
  const asked: string[] = [];
  const object = (name: string, resourceVersion: string) => ({ metadata: { name, uid: name, resourceVersion } });
  const lists = [
    { metadata: { resourceVersion: '5' }, items: [object('old', '1'), object('kept', '2')] },
    { metadata: { resourceVersion: '9' }, items: [object('kept', '2'), object('new', '7')] },
  ];
  const server = createServer((request, answer) => {
    asked.push(request.url ?? '');
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    if (!searchParams.has('watch')) {
      answer.end(JSON.stringify({ kind: 'ServiceList', apiVersion: 'v1', ...lists.shift() }));
    } else if (searchParams.get('resourceVersion') === '5') {
      const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 5 (8)' };
      answer.end(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
    } else if (searchParams.get('resourceVersion') === '11') {
      answer.writeHead(403).end('{"kind":"Status","code":403,"reason":"Forbidden","message":"enough"}');
    } else {
      const later = { ...object('later', '11'), apiVersion: 'v1', kind: 'Service' };
      answer.end(`${JSON.stringify({ type: 'ADDED', object: later })}\n`);
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const line = ['get', 'svc', '-w', '--output-watch-events', '-o', 'json'];
  const { code, stdout, stderr } = await kubesvc([...line, `--server=http://127.0.0.1:${port}`], {});
  server.closeAllConnections();
  server.close();
  const told = stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as { type: string; object: { metadata: { name: string } } });
  expect(told.map(({ type, object: { metadata } }) => `${type} ${metadata.name}`)).toEqual([
    'ADDED old',
    'ADDED kept',
    'DELETED old',
    'ADDED new',
    'ADDED later',
  ]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'Error from server (Forbidden): enough\n' });
  expect(asked.filter((path) => path.includes('watch')).map((path) => /resourceVersion=\d+/.exec(path)?.[0])).toEqual([
    'resourceVersion=5',
    'resourceVersion=9',
    'resourceVersion=11',
  ]);
}, 60_000);
