/** Whole numbers that a JSON text writes with a point or an exponent, `80.0` or `8e1`, by the path of their field. */
export type AsWritten = ReadonlyMap<string, string>;

/**
 * JSON.parse makes one number of `80` and `80.0`; Go's decoder takes only the first into an integer field.
 * @param json a text that JSON.parse takes
 * @param top the path of the whole
 */
export function numbersAsWritten(json: string, top = ''): AsWritten {
  const found = new Map<string, string>();
  if (!/\d(?:\.\d|[eE])/.test(json)) return found;
  let marks = 0;
  const marked = json.replaceAll(/"(?:[^"\\]+|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (token) => {
    if (!/^-?\d+[.eE]/.test(token) || !Number.isInteger(Number(token))) return token;
    marks++;
    return `"${mark}${token}"`;
  });
  if (marks > 0) collect(JSON.parse(marked), top, found);
  return found;
}

const mark = '\\u0000';

function collect(value: unknown, path: string, found: Map<string, string>): void {
  if (typeof value === 'string' && value.startsWith('\0')) found.set(path, value.slice(1));
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    collect(inner, isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`, found);
  }
}
