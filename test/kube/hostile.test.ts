import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { kubesvc } from '../support/built.ts';

test('a terminal does not obey what a server says', async () => {
  const server = createServer((_, answer) => {
    const message = 'first\n\u001b[31msecond \u202e\u0007';
    answer.writeHead(403).end(JSON.stringify({ kind: 'Status', code: 403, reason: 'Forbidden', message }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await kubesvc(['get', 'svc', `--server=http://127.0.0.1:${port}`], {})).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Error from server (Forbidden): first\n\\u001b[31msecond \\u202e\\u0007\n',
  });
  server.close();
}, 60_000);
