import { UsageError } from '../errors.ts';

/** Deeper than any object an API server keeps; a made-up one must not exhaust the stack. */
const deepest = 1000;

/** @throws UsageError for an object nested deeper than 1000 levels */
export function refuseDeepNesting(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === deepest) throw new UsageError(`the object is nested deeper than ${deepest} levels`);
  for (const inner of Object.values(value)) refuseDeepNesting(inner, depth + 1);
}
