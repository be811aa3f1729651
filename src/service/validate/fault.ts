/** What the API server will not take of a Service. */
export interface Fault {
  /** The field, `spec.ports[1].nodePort`. */
  path: string;
  /** What stands there; undefined where something is missing. */
  value?: unknown;
  /** The server's rule, to be read behind the value. */
  rule: string;
}

/** `rule` for the value at `path`, where it breaks one. */
export function fault(path: string, value: unknown, rule: string | undefined): Fault[] {
  return rule === undefined ? [] : [{ path, value, rule }];
}

/** The fault of a value that is none of `words`; nothing where there is no value. */
export function unlessOneOf(path: string, value: string | undefined, words: readonly string[]): Fault[] {
  if (value === undefined || words.includes(value)) return [];
  return [{ path, value, rule: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` }];
}
