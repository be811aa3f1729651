import { UsageError } from '../errors.ts';
import type { Service, ServicePort } from '../service/types.ts';

/** probe's own exit codes: 2 where the line is off, 4 where the API could not be asked (errors.ts). */
export class ProbeUsageError extends UsageError {
  override readonly exitCode = 2;
}

/** What the user asks for: `NAME`, `svc/NAME`, either with `:PORT`. */
export function parseAsked(
  words: readonly string[],
  portFlag: string | undefined,
): { name: string; port: string | undefined } {
  const [word, ...more] = words;
  if (word === undefined || more.length > 0)
    throw new ProbeUsageError(`expected one Service, as NAME[:PORT] or svc/NAME[:PORT], got ${words.length}`);
  const [, type, name = '', port] = /^(?:([^/]*)\/)?([^/:]*)(?::(.*))?$/.exec(word) ?? [];
  const known = type === undefined || ['svc', 'service', 'services'].includes(type.toLowerCase());
  if (name === '' || !known || port === '')
    throw new ProbeUsageError(`invalid Service "${word}": expected NAME[:PORT] or svc/NAME[:PORT]`);
  if (port !== undefined && portFlag !== undefined && port !== portFlag)
    throw new ProbeUsageError(`two ports are asked for, ${port} and ${portFlag}: give one`);
  return { name, port: port ?? portFlag };
}

/** The ports to probe: all, or the one of this number or name; undefined where there is none such. */
export function portsAsked({ spec }: Service, port: string | undefined): ServicePort[] | undefined {
  const all = spec.ports ?? [];
  if (port === undefined) return all;
  const found = all.filter((one) => one.name === port || String(one.port) === port);
  return found.length > 0 ? found : undefined;
}

/** An attempt shorter than this reads an ICMP reject, which comes after a second, as a time-out. */
const leastTimeout = 2000;

/** Whole seconds for one attempt. */
export function attemptSeconds(milliseconds: number): number {
  if (milliseconds >= leastTimeout) return Math.ceil(milliseconds / 1000);
  throw new ProbeUsageError(
    '--timeout must be at least 2s: a refusal by the network itself takes a second to arrive, and would be read as a time-out',
  );
}
