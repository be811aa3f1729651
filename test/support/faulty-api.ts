import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { finish } from './built.ts';
import { must } from './cluster.ts';

/** What a healthy server does not do. */
export type Fault =
  /** The server carries it out; whoever asked sees a reset connection. */
  | { lose: 'answer' }
  /** It never reaches the server. */
  | { lose: 'request' }
  /** Another answer than the server's, which is not asked. */
  | { answer: number; headers?: Record<string, string>; body?: object }
  /** Milliseconds by which the answer comes late. */
  | { late: number }
  /** A reset so many milliseconds after the answer has begun, or in the middle of its first bytes. */
  | { cut: number | 'at once' }
  /** The answer lacks these lines. */
  | { without: RegExp }
  /** Connections that are open now hang from here on; new ones work. */
  | { freeze: true }
  /** From here on nothing comes through. */
  | { die: true };

export interface Rule {
  /** Of `METHOD /path?query`. */
  on: RegExp;
  fault: Fault;
  /** The first so many; all where absent. */
  times?: number;
}

export interface FaultyApi {
  /** For `--server`. */
  url: string;
  /** How often each rule has been followed. */
  hits: number[];
  stop: () => Promise<void>;
}

interface Upstream {
  url: URL;
  agent: Agent;
}

/** Plain HTTP on loopback in front of the real API server, as the user of the kubeconfig, with faults by rule. */
export async function faultyApi(
  kubectl: string,
  env: Record<string, string>,
  rules: readonly Rule[],
): Promise<FaultyApi> {
  const upstream = await upstreamOf(kubectl, env);
  const hits = rules.map(() => 0);
  const sockets = new Set<Socket>();
  const frozen = new Set<Socket>();
  let dead = false;
  const server = createServer((asked, answer) => {
    const line = `${asked.method} ${asked.url}`;
    const index = rules.findIndex(({ on, times = Infinity }, at) => on.test(line) && (hits[at] ?? 0) < times);
    const fault = rules[index]?.fault;
    if (dead) asked.socket.resetAndDestroy();
    if (dead || frozen.has(asked.socket)) return;
    if (fault) hits[index] = (hits[index] ?? 0) + 1;
    if (fault && 'freeze' in fault) for (const socket of sockets) frozen.add(socket);
    if (fault && 'die' in fault) {
      dead = true;
      for (const socket of sockets) socket.resetAndDestroy();
    }
    if (!dead && !frozen.has(asked.socket)) void handle(asked, answer, fault, upstream);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    stop: async () => {
      upstream.agent.destroy();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function upstreamOf(kubectl: string, env: Record<string, string>): Promise<Upstream> {
  const { stdout } = await must(finish(kubectl, ['config', 'view', '--raw', '--minify', '-o', 'json'], env));
  const { clusters, users } = JSON.parse(stdout) as {
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
    users: { user: { 'client-certificate-data': string; 'client-key-data': string } }[];
  };
  const [{ cluster } = { cluster: undefined }] = clusters;
  const [{ user } = { user: undefined }] = users;
  const decoded = (text = '') => Buffer.from(text, 'base64');
  return {
    url: new URL(cluster?.server ?? ''),
    agent: new Agent({
      keepAlive: true,
      ca: decoded(cluster?.['certificate-authority-data']),
      cert: decoded(user?.['client-certificate-data']),
      key: decoded(user?.['client-key-data']),
    }),
  };
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) text += chunk;
  return text;
}

async function handle(asked: IncomingMessage, answer: ServerResponse, fault: Fault | undefined, upstream: Upstream) {
  const reset = () => void asked.socket.resetAndDestroy();
  const chunks: Buffer[] = [];
  for await (const chunk of asked as AsyncIterable<Buffer>) chunks.push(chunk);
  if (fault && 'lose' in fault && fault.lose === 'request') {
    reset();
    return;
  }
  if (fault && 'answer' in fault) {
    answer.writeHead(fault.answer, { 'content-type': 'application/json', ...fault.headers });
    answer.end(JSON.stringify(fault.body ?? {}));
    return;
  }
  if (fault && 'late' in fault) await sleep(fault.late);
  const { url, agent } = upstream;
  const { host: _, ...headers } = asked.headers;
  const ours = httpsRequest(new URL(asked.url ?? '/', url), { agent, method: asked.method, headers });
  answer.on('close', () => ours.destroy());
  ours.on('error', reset);
  ours.on('response', (theirs) => {
    theirs.on('error', reset);
    if (fault && 'lose' in fault) {
      theirs.resume().on('end', reset);
      return;
    }
    answer.writeHead(theirs.statusCode ?? 500, theirs.headers);
    answer.flushHeaders();
    if (fault && 'cut' in fault && fault.cut === 'at once') {
      theirs.once('data', (bytes: Buffer) => answer.write(bytes.subarray(0, Math.floor(bytes.length / 2)), reset));
      return;
    }
    if (fault && 'without' in fault) {
      const kept = (text: string) => text.split('\n').filter((one) => !fault.without.test(one));
      textOf(theirs).then((text) => answer.end(kept(text).join('\n')), reset);
      return;
    }
    if (fault && 'cut' in fault) setTimeout(reset, Number(fault.cut));
    theirs.pipe(answer);
  });
  ours.end(Buffer.concat(chunks));
}
