/** Cells as kubectl's tabwriter sets them (cli-runtime/pkg/printers/tabwriter.go): at least 6 wide, 3 blanks between. */
const least = 6;
const padding = 3;

/** Lines of one table; the last cell of a line gets no padding. Widths count characters, as Go's runes. */
export function columns(lines: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const line of lines) {
    for (const [column, cell] of line.entries()) {
      if (column < line.length - 1) widths[column] = Math.max(widths[column] ?? least, width(cell) + padding);
    }
  }
  return lines
    .map(
      (line) =>
        `${line.map((cell, column) => (column < line.length - 1 ? pad(cell, widths[column] ?? least) : cell)).join('')}\n`,
    )
    .join('');
}

const width = (cell: string) => (isAscii.test(cell) ? cell.length : [...cell].length);
const pad = (cell: string, to: number) => cell + ' '.repeat(to - width(cell));
// eslint-disable-next-line no-control-regex -- the ASCII range begins with control characters
const isAscii = /^[\x00-\x7f]*$/;
