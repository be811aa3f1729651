import { UsageError } from '../errors.ts';
import { plainly } from './quote.ts';

export type Labels = Record<string, string>;

/**
 * `key=value,key=value` as kubectl reads it, in its words (cmd/expose/expose.go, parseLabels). Labels of an object go the
 * same way, so a value with `=` or `,` in it, which only a file can have, is refused alike.
 * @throws UsageError
 */
export function parseLabels(text: string): Labels {
  const pairs = text.split(',').map((pair): [string, string] => {
    const [key = '', value, ...rest] = pair.split('=');
    if (value === undefined || rest.length > 0) throw new UsageError(`unexpected label spec: ${plainly(pair)}`);
    if (key === '') throw new UsageError('unexpected empty label key');
    return [key, value];
  });
  return Object.fromEntries(pairs);
}

/** `key=value,key=value` */
export function labelText(labels: Readonly<Labels>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
