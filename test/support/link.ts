import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface Link {
  port: number;
  /** For good: `reset` breaks what is open and refuses what is new, `silence` lets everything hang. */
  cut: (how: 'reset' | 'silence') => void;
  stop: () => Promise<void>;
}

/** Carries bytes from a port on loopback to a server, until it is cut. */
export async function openLink(to: { host: string; port: number }): Promise<Link> {
  let state: 'whole' | 'reset' | 'silence' = 'whole';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    return socket;
  };
  const server = createServer((near) => {
    keep(near);
    if (state === 'reset') near.resetAndDestroy();
    if (state !== 'whole') return;
    const far = keep(connect(to.port, to.host));
    near.pipe(far).pipe(near);
    near.on('close', () => state !== 'silence' && far.destroy());
    far.on('close', () => state !== 'silence' && near.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut: (how) => {
      state = how;
      for (const socket of sockets) {
        if (how === 'reset') socket.resetAndDestroy();
        else socket.unpipe().pause();
      }
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
