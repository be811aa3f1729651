import { UsageError } from '../../errors.ts';
import type { AsWritten } from '../as-written.ts';
import { readAs } from '../fields.ts';
import { quoted } from '../quote.ts';
import { type Shape, serviceShape } from '../schema.ts';
import type { Service } from '../types.ts';

/**
 * What an override made, as kubectl holds it: in the API's types, with zero values dropped or written as Go does. What
 * kubectl drops silently, a field that there is not, is refused.
 * @throws UsageError that names the path
 */
export function decodedService(value: unknown, written?: AsWritten): Service {
  const { value: read, unknown, problem } = readAs('Service', value, '', written);
  const [stranger] = unknown;
  if (stranger) {
    const { path, meant } = stranger;
    throw refusal(`a Service has no field ${quoted(path)}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
  if (problem !== undefined) throw refusal(problem);
  const service = withZeros(read, serviceShape) as Service;
  if (service.kind !== 'Service') throw refusal(`kind is ${quoted(service.kind)}, but must be Service`);
  if (service.apiVersion !== 'v1') throw refusal(`apiVersion is ${quoted(service.apiVersion)}, but must be v1`);
  return service;
}

const refusal = (text: string) => new UsageError(`invalid --overrides: ${text}`);

type Json = Record<string, unknown>;

/** undefined is what Go leaves out. */
function withZeros(value: unknown, shape: Shape): unknown {
  if (shape.of === 'map') return Object.keys(value ?? {}).length === 0 ? undefined : value;
  if (shape.of === 'list') {
    const items = (value ?? []) as unknown[];
    return items.length === 0 ? undefined : items.map((item) => withZeros(item, shape.items) ?? item);
  }
  if (shape.of === 'object') {
    if (value === undefined && !shape.written) return undefined;
    const fields = (value ?? {}) as Json;
    const entries = Object.entries(shape.fields).map(([key, inner]) => [key, withZeros(fields[key], inner)]);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  }
  if (value === undefined) return shape.empty === 'written' ? shape.zero : undefined;
  return shape.empty === 'dropped' && value === shape.zero ? undefined : value;
}
