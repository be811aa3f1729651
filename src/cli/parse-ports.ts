import { UsageError } from '../errors.ts';
import type { PortWish, Protocol } from '../service/ports.ts';
import { quoted } from '../service/quote.ts';
import type { ServicePort } from '../service/types.ts';
import { isPort, portNameRules, portRange } from '../service/validate/text.ts';
import { commaSeparated } from './csv.ts';
import { parseProtocol } from './parse.ts';
import { wholeNumber } from './whole-number.ts';

/** The flags that ask for ports: text -> what is wished, throwing one sentence. */

/** A whole number from 1 to 65535 as Go's Atoi reads it, `080` and `+80` too; or undefined. */
function portNumber(text: string): number | undefined {
  const port = /^\+?\d+$/.test(text) ? Number(text) : 0;
  return isPort(port) ? port : undefined;
}

const isNumber = (text: string) => /^[-+]?\d+$/.test(text);

function target(text: string, subject: string): number | string {
  if (isNumber(text)) {
    const port = portNumber(text);
    if (port !== undefined) return port;
    throw new UsageError(`invalid ${subject} ${quoted(text)}: a port number is between 1 and 65535`);
  }
  if (portNameRules(text).length === 0) return text;
  throw new UsageError(
    `invalid ${subject} ${quoted(text)}: expected a port number between 1 and 65535, or a port name of at most 15 lower case letters, digits and single hyphens with a letter among them`,
  );
}

/** 0 means the port's own number, as the API has it. */
export const parseTargetPort = (text: string) => (/^[-+]?0+$/.test(text) ? 0 : target(text, '--target-port'));

/**
 * `[NAME=]PORT[:TARGET][/PROTOCOL][@NODEPORT]`, several parted by commas; a plain `80,443` is kubectl's form.
 * The flag may be repeated: `before` are the ports of the flags to the left.
 */
export function parsePorts(text: string, before?: PortWish[]): PortWish[] | undefined {
  return text === '' ? before : [...(before ?? []), ...text.split(',').map(parsePortWish)];
}

function parsePortWish(text: string): PortWish {
  const found = /^(?:([^=]*)=)?([^:/@]*)(?::([^/@]*))?(?:\/([^@]*))?(?:@(.*))?$/s.exec(text);
  const [, name, number = '', targetText, protocol, nodePort] = found ?? [];
  const port = portNumber(number);
  if (port === undefined) {
    throw new UsageError(
      `invalid --port ${quoted(text)}: the port is a number between 1 and 65535, as in 80, 80:8080/TCP or http=80:8080`,
    );
  }
  const node = nodePort === undefined ? undefined : portNumber(nodePort);
  if (nodePort !== undefined && node === undefined) {
    throw new UsageError(`invalid --port ${quoted(text)}: the node port after @ is a number between 1 and 65535`);
  }
  if (name === '') throw new UsageError(`invalid --port ${quoted(text)}: the name before = is empty`);
  return {
    port,
    ...(name !== undefined && { name }),
    ...(targetText !== undefined && { targetPort: target(targetText, `--port ${quoted(text)}, target`) }),
    ...(protocol !== undefined && { protocol: parseProtocol(protocol) }),
    ...(node !== undefined && { nodePort: node }),
  };
}

/**
 * `--tcp=PORT[:TARGET]`, several parted by commas. kubectl names every port after its words, `80-8080`, and forgives a third
 * one; a port of another protocol has that at the end of its name, so that TCP and UDP can have one number.
 */
export function parsePairs(flag: string, protocol: Protocol) {
  return (text: string, before: ServicePort[] = []): ServicePort[] => [
    ...before,
    ...commaSeparated(flag, text).map((word) => pairOf(word, flag, protocol)),
  ];
}

function pairOf(word: string, flag: string, protocol: Protocol): ServicePort {
  const [number = '', to] = word.split(':');
  const port = number.startsWith('+') ? undefined : portNumber(number);
  if (port === undefined) {
    throw new UsageError(
      `invalid ${flag} ${quoted(word)}: expected PORT or PORT:TARGET, with a port number between 1 and 65535`,
    );
  }
  return {
    name: portName(word.replaceAll(':', '-'), protocol),
    protocol,
    port,
    targetPort: to === undefined ? port : pairTarget(to),
  };
}

const portName = (words: string, protocol: Protocol) =>
  protocol === 'TCP' ? words : `${words}-${protocol.toLowerCase()}`;

/** In kubectl's words, which are the API's (create_service.go, parsePorts); what is no integer to Go is a name. */
function pairTarget(text: string): number | string {
  if (isNumber(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)) {
    const port = portNumber(text);
    if (port !== undefined) return port;
    throw new UsageError(portRange);
  }
  const rules = portNameRules(text);
  if (rules.length > 0) throw new UsageError(rules.join(','));
  return text;
}

/** The ports of `create service --port`, named as `--tcp` names its own where they have no name. */
export function portsWished(wishes: readonly PortWish[] = []): ServicePort[] {
  return wishes.map(({ port, name, protocol = 'TCP', targetPort, nodePort }) => ({
    name: name ?? portName(targetPort === undefined ? `${port}` : `${port}-${targetPort}`, protocol),
    protocol,
    port,
    targetPort: targetPort ?? port,
    ...(nodePort !== undefined && { nodePort }),
  }));
}

/** `--node-port`; 0 asks for none. */
export function parseNodePort(text: string): number | undefined {
  const port = wholeNumber(text) ?? Number.NaN;
  if (port === 0) return undefined;
  if (isPort(port)) return port;
  throw noNodePort(text);
}

/** What pflag refuses of `--node-port` by itself: a text that is no number. */
export function readNodePort(text: string): void {
  if (wholeNumber(text) === undefined) throw noNodePort(text);
}

const noNodePort = (text: string) =>
  new UsageError(`invalid --node-port ${quoted(text)}: expected a port number between 1 and 65535`);
