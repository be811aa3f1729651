import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface TestProxy {
  port: number;
  /** Where clients wanted to go, `HOST:PORT`. */
  asked: string[];
  /** The Proxy-Authorization headers, or the SOCKS user names with their passwords, that came. */
  logins: string[];
  stop: () => Promise<void>;
}

/** A CONNECT proxy on loopback that leads everywhere to `to`; with `status` it refuses everybody with that. */
export async function connectProxy(to: { host: string; port: number }, status = 200): Promise<TestProxy> {
  const asked: string[] = [];
  const logins: string[] = [];
  const server = createHttpServer((_, answer) => answer.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    logins.push(request.headers['proxy-authorization'] ?? '');
    client.on('error', () => {});
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const target = connect(to.port, to.host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
  });
  return started(server, asked, logins);
}

/** A SOCKS5 server on loopback (RFC 1928, 1929) that leads everywhere to `to`. */
export async function socksProxy(to: { host: string; port: number }): Promise<TestProxy> {
  const asked: string[] = [];
  const logins: string[] = [];
  const server = createServer((client) => {
    client.on('error', () => {});
    client.once('data', (greeting) => {
      const withLogin = greeting.subarray(2).includes(2);
      client.write(Buffer.from([5, withLogin ? 2 : 0]));
      client.once('data', (first) => {
        if (!withLogin) return request(first);
        const user = first.subarray(2, 2 + (first[1] ?? 0)).toString();
        logins.push(`${user}:${first.subarray(3 + user.length).toString()}`);
        client.write(Buffer.from([1, 0]));
        client.once('data', request);
      });
    });
    function request(bytes: Buffer): void {
      const length = bytes[4] ?? 0;
      const host = bytes[3] === 3 ? bytes.subarray(5, 5 + length).toString() : [...bytes.subarray(4, 8)].join('.');
      asked.push(`${host}:${bytes.readUInt16BE(bytes.length - 2)}`);
      const target = connect(to.port, to.host, () => {
        client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
        target.pipe(client).pipe(target);
      });
      target.on('error', () => client.destroy());
    }
  });
  return started(server, asked, logins);
}

async function started(server: Server, asked: string[], logins: string[]): Promise<TestProxy> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { port, asked, logins, stop };
}
