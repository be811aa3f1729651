import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Outcome } from '../judge/classify.ts';
import type { Door, Told } from './dial.ts';
import { outcomeOf } from './words.ts';

/**
 * Sends the same datagram twice, half a second apart, and waits for an answer: the refusal of the first shows in the
 * sending of the second. Silence is `no-answer`, which proves nothing.
 */
export function send({ host, port, limit, signal }: Door, payload: Uint8Array): Promise<Told> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const timers: NodeJS.Timeout[] = [];
    const close = () => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.removeAllListeners('error');
      socket.on('error', () => {});
      socket.close();
    };
    const end = (outcome: Outcome, raw: string) => {
      close();
      resolve({ outcome, took: performance.now() - began, raw });
    };
    const stop = () => {
      close();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', (error: Error & { code?: string }) => end(outcomeOf(error), error.message));
    socket.on('message', (answer) => end('ok', `${answer.length} bytes`));
    socket.on('connect', () => {
      const once = () => socket.send(payload, () => {});
      once();
      timers.push(setTimeout(once, 500));
      timers.push(setTimeout(() => end('no-answer', `no answer within ${limit / 1000} s`), limit));
    });
    socket.connect(port, host);
  });
}

/** RFC 1035: asks for the address of a name that every cluster has. That it is answered is all that counts. */
export function dnsQuestion(name: string): Uint8Array {
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Uint8Array.from([0x4b, 0x53, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1]);
}
