import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { dnsQuestion, send } from '../../../src/probe/local/datagram.ts';
import { ask, dial } from '../../../src/probe/local/dial.ts';
import { certificate } from '../../faults/certificate.ts';

/** Real servers on the loopback, each of which does to a connection what its row says. */
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

const door = (port: number) => ({ host: '127.0.0.1', port, limit: 5000, signal: new AbortController().signal });
const page: RequestListener = ({ url, headers }, response) => {
  response.statusCode = url === '/sick' ? 503 : 200;
  response.end(`${url} for ${headers.host}`);
};
const raw = (told: (socket: Socket) => void) => () =>
  listening(createServer((socket) => told(socket.on('error', () => {}))));
const http = () => listening(createHttp(page));
const https = () => {
  const { crt, key } = certificate();
  return listening(createHttps({ cert: crt, key }, page));
};
/** One that was free a moment ago. */
const closed = async () => {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

test.each<[string, () => Promise<number>, string]>([
  ['a server', http, 'ok'],
  ['nobody', closed, 'refused'],
])('a connection to %s', async (_, start, outcome) => {
  expect(await dial(door(await start()))).toMatchObject({ outcome });
});

describe('a request', () => {
  test.each<[string, () => Promise<number>, 'http' | 'https', string, string, number | undefined]>([
    ['a web server', http, 'http', '/', 'ok', 200],
    ['one that is sick', http, 'http', '/sick', 'http', 503],
    ['a certificate that nobody has signed', https, 'https', '/', 'ok', 200],
    ['TLS to plain HTTP', http, 'https', '/', 'tls', undefined],
    ['plain HTTP to TLS', https, 'http', '/', 'empty', undefined],
    ['nobody', closed, 'http', '/', 'refused', undefined],
    ['one that closes at once', raw((socket) => socket.destroy()), 'http', '/', 'reset|empty', undefined],
    [
      'one that reads and closes',
      raw((socket) => socket.once('data', () => socket.end())),
      'http',
      '/',
      'empty',
      undefined,
    ],
    ['a mail server', raw((socket) => socket.write('220 mail ready\r\n')), 'http', '/', 'protocol', undefined],
    ['one that says nothing', raw(() => {}), 'http', '/', 'timeout', undefined],
    [
      'one that stops in the middle',
      raw((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc')),
      'http',
      '/',
      'ok',
      200,
    ],
  ])('to %s', async (title, start, scheme, path, outcome, status) => {
    const limit = /nothing|middle/.test(title) ? 300 : 5000;
    const question = { ...door(await start()), limit, scheme, path, hostHeader: '' };
    const answer = await ask(question);
    expect(answer.outcome).toMatch(new RegExp(`^(${outcome})$`));
    expect(answer.status).toBe(status);
  });

  test('asks for the Host that it is told, and keeps the first 4 KiB', async () => {
    const port = await listening(createHttp((request, response) => response.end(request.headers.host?.repeat(2000))));
    const { body } = await ask({ ...door(port), scheme: 'http', path: '/', hostHeader: 'shop.example' });
    expect(new TextDecoder().decode(body)).toBe('shop.example'.repeat(2000).slice(0, 4096));
  });

  test('ends with its signal', async () => {
    const end = new AbortController();
    const port = await raw(() => end.abort(new Error('enough')))();
    const question = { ...door(port), signal: end.signal, scheme: 'http', path: '/', hostHeader: '' } as const;
    await expect(ask(question)).rejects.toThrow('enough');
  });
});

describe('a datagram', () => {
  const bound = async (answer: boolean) => {
    const socket = createSocket('udp4');
    closing.push(() => socket.close());
    if (answer) socket.on('message', (message, { port, address }) => socket.send(message, port, address));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return socket.address().port;
  };
  const free = async () => {
    const port = await bound(false);
    await new Promise<void>((resolve) => (closing.pop()?.(), setTimeout(resolve, 10)));
    return port;
  };
  test.each<[string, () => Promise<number>, string]>([
    ['a server that answers', () => bound(true), 'ok'],
    ['one that does not', () => bound(false), 'no-answer'],
    ['nobody', free, 'refused'],
  ])('to %s', async (_, start, outcome) => {
    const told = await send({ ...door(await start()), limit: 1500 }, dnsQuestion('kubernetes.default.svc'));
    expect(told).toMatchObject({ outcome });
  });
});
