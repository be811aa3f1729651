/**
 * Text with tabs into columns, as kubectl's tabwriter sets it (cli-runtime/pkg/printers/tabwriter.go over
 * github.com/liggitt/tabwriter): at least 6 characters wide, 3 blanks between, widths kept from one flush to the next.
 *
 * A cell ends with its tab; what stands behind the last tab of a line belongs to no column. A column is a run of lines
 * that have a cell there, so a line with fewer cells begins a new one.
 */
const least = 6;
const padding = 3;

interface Cell {
  text: string;
  width: number;
}

export class TabWriter {
  /** Lines not yet written; the last one is still open. */
  #lines: Cell[][] = [[]];
  #open = '';
  /** The widest each column has been. */
  readonly #kept: number[] = [];

  /** Takes text and answers what can be written already: a line without a tab ends the columns before it. */
  write(text: string): string {
    let written = '';
    for (const part of text.split(/(?<=[\t\v\n\f])/)) {
      const end = part.at(-1) ?? '';
      if (!/[\t\v\n\f]/.test(end)) {
        this.#open += part;
        continue;
      }
      const line = this.#endCell(part.slice(0, -1));
      if (end === '\t' || end === '\v') continue;
      this.#lines.push([]);
      if (end === '\f' || line.length === 1) written += this.flush();
    }
    return written;
  }

  /** All lines taken so far. */
  flush(): string {
    if (this.#open !== '') this.#endCell('');
    const parts: string[] = [];
    this.#format(parts, 0, this.#lines.length, []);
    this.#lines = [[]];
    return parts.join('');
  }

  #endCell(rest: string): Cell[] {
    const text = this.#open + rest;
    this.#open = '';
    const line = this.#lines.at(-1) ?? [];
    line.push({ text, width: widthOf(text) });
    return line;
  }

  /** Lines `from` to `to`, whose first columns have the given widths. */
  #format(parts: string[], from: number, to: number, widths: readonly number[]): void {
    const column = widths.length;
    const reaches = (at: number) => column < (this.#lines[at]?.length ?? 0) - 1;
    let begin = from;
    for (let at = from; at < to; at++) {
      if (!reaches(at)) continue;
      this.#emit(parts, begin, at, widths);
      begin = at;
      let width = least;
      for (; at < to && reaches(at); at++) width = Math.max(width, (this.#lines[at]?.[column]?.width ?? 0) + padding);
      width = Math.max(width, this.#kept[column] ?? 0);
      this.#kept[column] = width;
      this.#format(parts, begin, at, [...widths, width]);
      begin = at;
    }
    this.#emit(parts, begin, to, widths);
  }

  #emit(parts: string[], from: number, to: number, widths: readonly number[]): void {
    for (let at = from; at < to; at++) {
      for (const [column, { text, width }] of (this.#lines[at] ?? []).entries()) {
        parts.push(text);
        const wanted = widths[column];
        if (wanted !== undefined) parts.push(' '.repeat(wanted - width));
      }
      if (at + 1 < this.#lines.length) parts.push('\n');
    }
  }
}

/** In characters, as Go's runes. */
export const widthOf = (text: string) => (isAscii.test(text) ? text.length : Array.from(text).length);
// eslint-disable-next-line no-control-regex -- the ASCII range begins with control characters
const isAscii = /^[\x00-\x7f]*$/;

/** In bytes of UTF-8. */
export const bytesOf = (text: string) => (isAscii.test(text) ? text.length : new TextEncoder().encode(text).length);
