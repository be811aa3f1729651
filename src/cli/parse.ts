import { UsageError } from '../errors.ts';
import { milliseconds } from '../service/duration.ts';
import type { PortWish, Protocol } from '../service/ports.ts';
import type { ServicePort, ServiceType } from '../service/types.ts';

/** Text of one flag -> value, one function a flag. All throw UsageError that names the flag, the value and what is expected. */

const inRange = (port: number) => port >= 1 && port <= 65535;

/** A whole number from 1 to 65535, or undefined. */
function portNumber(text: string): number | undefined {
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  return inRange(port) ? port : undefined;
}

/** IANA_SVC_NAME (RFC 6335 §5.1), as the API server checks a named targetPort. */
function isPortName(text: string): boolean {
  return text.length <= 15 && /^[a-z0-9]([a-z0-9]|-(?!-))*$/.test(text) && /[a-z]/.test(text) && !text.endsWith('-');
}

function target(text: string, flag: string): number | string {
  if (/^[-+]?\d+$/.test(text)) {
    const port = portNumber(text);
    if (port !== undefined) return port;
    throw new UsageError(`invalid ${flag} "${text}": a port number is between 1 and 65535`);
  }
  if (isPortName(text)) return text;
  throw new UsageError(
    `invalid ${flag} "${text}": expected a port number between 1 and 65535, or a port name of at most 15 lower case letters, digits and single hyphens with a letter among them`,
  );
}

export const parseTargetPort = (text: string) => target(text, '--target-port');

/**
 * `[NAME=]PORT[:TARGET][/PROTOCOL][@NODEPORT]`, several parted by commas; a plain `80,443` is kubectl's form.
 * The flag may be repeated: `before` are the ports of the flags to the left.
 */
export function parsePorts(text: string, before: PortWish[] = []): PortWish[] {
  return [...before, ...text.split(',').map(parsePortWish)];
}

function parsePortWish(text: string): PortWish {
  const found = /^(?:([^=]*)=)?([^:/@]*)(?::([^/@]*))?(?:\/([^@]*))?(?:@(.*))?$/s.exec(text);
  const [, name, number = '', targetText, protocol, nodePort] = found ?? [];
  const port = portNumber(number);
  if (port === undefined) {
    throw new UsageError(
      `invalid --port "${text}": the port is a number between 1 and 65535, as in 80, 80:8080/TCP or http=80:8080`,
    );
  }
  const node = nodePort === undefined ? undefined : portNumber(nodePort);
  if (nodePort !== undefined && node === undefined) {
    throw new UsageError(`invalid --port "${text}": the node port after @ is a number between 1 and 65535`);
  }
  if (name === '') throw new UsageError(`invalid --port "${text}": the name before = is empty`);
  return {
    port,
    ...(name !== undefined && { name }),
    ...(targetText !== undefined && { targetPort: target(targetText, `--port "${text}", target`) }),
    ...(protocol !== undefined && { protocol: parseProtocol(protocol) }),
    ...(node !== undefined && { nodePort: node }),
  };
}

/** One of `words` in any case, answered in the API's own case. */
function oneOf<T extends string>(flag: string, words: readonly T[]) {
  return (text: string): T => {
    const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    throw new UsageError(`invalid ${flag} "${text}": must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
  };
}

export const parseProtocol = oneOf<Protocol>('--protocol', ['TCP', 'UDP', 'SCTP']);
export const parseType = oneOf<ServiceType>('--type', ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']);

/** Seconds, or a Go duration such as 1m30s; answered in milliseconds. */
export function parseDuration(text: string, flag: string): number {
  const duration = milliseconds(text);
  if (duration !== undefined) return duration;
  throw new UsageError(`invalid ${flag} "${text}": expected a duration such as 30s or 2m`);
}

const dryRuns = { none: 'none', client: 'client', server: 'server' } as const;
export type DryRun = keyof typeof dryRuns;

/** `--dry-run[=none|client|server]`, and the forms that kubectl has deprecated: bare, and a boolean (helpers.go, GetDryRunStrategy). */
export function parseDryRun(text: string): DryRun {
  if (Object.hasOwn(dryRuns, text)) return dryRuns[text as DryRun];
  if (text === 'unchanged' || /^(1|t|T|true|TRUE|True)$/.test(text)) return 'client';
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return 'none';
  throw new UsageError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`);
}

/** `--tcp=PORT[:TARGET]`, several parted by commas. kubectl names every port after its words: `80-8080`. */
export function parseTcp(text: string, before: ServicePort[] = []): ServicePort[] {
  const ports = text
    .split(',')
    .filter((word) => word !== '')
    .map((word): ServicePort => {
      const [number = '', to, ...rest] = word.split(':');
      const port = portNumber(number);
      if (port === undefined || rest.length > 0) {
        throw new UsageError(
          `invalid --tcp "${word}": expected PORT or PORT:TARGET, with a port number between 1 and 65535`,
        );
      }
      return {
        name: word.replaceAll(':', '-'),
        protocol: 'TCP',
        port,
        targetPort: to === undefined ? port : target(to, `--tcp "${word}", target`),
      };
    });
  return [...before, ...ports];
}

export const parseClusterIp = (text: string) => (text.toLowerCase() === 'none' ? 'None' : text);
