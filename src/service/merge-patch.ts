/** JSON merge patches (RFC 7386): objects are merged, everything else, lists too, is replaced whole; null removes. */

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `target` with `patch` applied; neither is changed. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}

/**
 * The smallest patch that makes `to` of `from`; undefined where they are equal.
 * A null inside `to` cannot be asked for by a merge patch, and counts as absent.
 */
export function mergePatch(from: object, to: object): Record<string, unknown> | undefined {
  const patch: Record<string, unknown> = {};
  const before = from as Record<string, unknown>;
  const after = to as Record<string, unknown>;
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, wanted] = [before[key] ?? undefined, after[key] ?? undefined];
    if (sameJson(old, wanted)) continue;
    if (isObject(old) && isObject(wanted)) patch[key] = mergePatch(old, wanted) ?? {};
    else patch[key] = wanted === undefined ? null : wanted;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** Equal as JSON, whatever the order of keys; a key that is undefined counts as absent. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameJson(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => sameJson(one[key], other[key]));
}
