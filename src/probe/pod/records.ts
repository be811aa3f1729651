/** What one run of a tool in the pod came to, as the pod told it. */
export interface Record {
  /** The target's id; with `.http`, `.https`, `.h2c`, `.redis`, `.banner`, `.a` or `.s` behind it, what was asked after the connection; with `.late`, how long it was asked again. */
  id: string;
  exitCode: number;
  /** Milliseconds. */
  took: number;
  /** At most 200 characters; line breaks are `|`. */
  text: string;
}

export interface Records {
  records: Record[];
  /** The end mark was there, and as many records as it counts. */
  complete: boolean;
  /** The first 4 KiB of what fronts answered, by target id, where they were asked for. */
  bodies: ReadonlyMap<string, Uint8Array>;
}

/** Reads the lines of the runner (see runner.sh.ts); whatever else is among them is passed over. */
export function parseRecords(lines: readonly string[]): Records {
  const records: Record[] = [];
  const bodies = new Map<string, Uint8Array>();
  let count: number | undefined;
  for (const line of lines) {
    const [letter, first = '', exitCode = '', micros = '', ...rest] = line.split('\t');
    if (letter === 'R' && rest.length > 0 && /^\d+$/.test(exitCode)) {
      records.push({ id: first, exitCode: Number(exitCode), took: Number(micros) / 1000, text: rest.join(' ') });
    }
    if (letter === 'E') count = Number(first);
    if (letter === 'B') bodies.set(first, decodeBase64(exitCode));
  }
  return { records, complete: count === records.length, bodies };
}

/** Bytes of a base64 text; none of what is none. */
function decodeBase64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return new Uint8Array();
  return Uint8Array.from(atob(text), (character) => character.codePointAt(0) ?? 0);
}
