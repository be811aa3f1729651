import { UsageError } from '../errors.ts';
import { forms } from '../service/change-type/form.ts';
import type { NodePortWish } from '../service/change-type/wish.ts';
import { oneOf, parseProtocol } from './parse.ts';
import { quoted } from '../service/quote.ts';

/** What `edit type` is told, text -> value. */

export const parseForm = oneOf('TYPE', forms);

/** `[NAME|PORT[/PROTOCOL]=]NODEPORT`, several parted by commas; the flag may be repeated. */
export function parseNodePorts(text: string, before: NodePortWish[] = []): NodePortWish[] {
  return [...before, ...text.split(',').map(parseNodePort)];
}

function parseNodePort(text: string): NodePortWish {
  const [, of, number = ''] = /^(?:(.*)=)?([^=]*)$/s.exec(text) ?? [];
  const nodePort = portNumber(number);
  const port = of === undefined ? undefined : /^(\d+)(?:\/(.+))?$/.exec(of);
  if (nodePort === undefined || of === '' || (port && portNumber(port[1] ?? '') === undefined)) {
    throw new UsageError(
      `invalid --node-port ${quoted(text)}: expected a number between 1 and 65535, for one port of several with its name or number before it, as in 30080, http=30080 or 53/UDP=30053`,
    );
  }
  if (of === undefined) return { nodePort };
  if (!port) return { of: { name: of }, nodePort };
  return { of: { port: Number(port[1]), ...(port[2] && { protocol: parseProtocol(port[2]) }) }, nodePort };
}

function portNumber(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}
