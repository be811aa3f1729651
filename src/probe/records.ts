/** What one check in the pod came to, as the pod told it. */
export interface Record {
  /** The target's id; with a `w` behind it, what wget said after the connection. */
  id: string;
  exitCode: number;
  /** Milliseconds. */
  took: number;
  /** At most 200 bytes; line breaks are `|`. */
  text: string;
}

export interface Records {
  records: Record[];
  /** The end mark was there, and as many records as it counts. */
  complete: boolean;
  /** The first 2 KiB of what the Service answered, where it was asked for. */
  body: Uint8Array | undefined;
}

/** Reads the lines of the runner (see runner.sh.ts); whatever else is among them is passed over. */
export function parseRecords(text: string): Records {
  const records: Record[] = [];
  let count: number | undefined;
  let body: Uint8Array | undefined;
  for (const line of text.split('\n')) {
    const [letter, first = '', exitCode = '', micros = '', ...rest] = line.split('\t');
    if (letter === 'R' && rest.length > 0) {
      records.push({ id: first, exitCode: Number(exitCode), took: Number(micros) / 1000, text: rest.join(' ') });
    }
    if (letter === 'E') count = Number(first);
    if (letter === 'B') body = decodeBase64(first);
  }
  return { records, complete: count === records.length, body };
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.codePointAt(0) ?? 0);
}
