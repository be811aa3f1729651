type JsonObject = Record<string, unknown>;

/** RFC 7386: null removes, objects are merged, all else replaces. */
export function mergePatched(object: JsonObject, patch: JsonObject): JsonObject {
  const result: JsonObject = { ...object };
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else result[key] = isObject(change) ? mergePatched(asObject(result[key]), change) : change;
  }
  return result;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});
