import { UsageError } from '../errors.ts';
import type { Service, ServicePort } from '../service/types.ts';

/** probe's own exit codes: 2 where the line is off, 4 where the API could not be asked (errors.ts). */
export class ProbeUsageError extends UsageError {
  override readonly exitCode = 2;
}

/** One Service as it was asked for. */
export interface Asked {
  name: string;
  /** By number or name; all where absent. */
  port?: string | undefined;
  /** Of a manifest that says so; else the line's. */
  namespace?: string | undefined;
}

/** What is to be probed. */
export type What = { named: Asked[] } | { selector?: string | undefined; all: boolean };

/** What the user asks for: `NAME`, `svc/NAME`, either with `:PORT`, several of them; or none, with a selector or -A. */
export function parseAsked(words: readonly string[], portFlag: string | undefined): Asked[] {
  const [first, ...rest] = words;
  // `svc web` as in get: a type by itself in front of names.
  const typed = first !== undefined && rest.length > 0 && isServiceWord(first);
  return (typed ? rest : words).map((word) => parseOne(word, portFlag));
}

const isServiceWord = (word: string) => ['svc', 'service', 'services'].includes(word.toLowerCase());

function parseOne(word: string, portFlag: string | undefined): Asked {
  const [, type, name = '', port] = /^(?:([^/]*)\/)?([^/:]*)(?::(.*))?$/s.exec(word) ?? [];
  if (name === '' || (type !== undefined && !isServiceWord(type)) || port === '' || port?.includes('/'))
    throw new ProbeUsageError(`invalid Service "${word}": expected NAME[:PORT] or svc/NAME[:PORT]`);
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name) || name.length > 253)
    throw new ProbeUsageError(`invalid Service "${word}": a name is of lower case letters, digits and hyphens`);
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
