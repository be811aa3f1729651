/** What kubectl makes of characters that a terminal would obey (cli-runtime/pkg/printers/terminal.go). */
export function escaped(text: string): string {
  return text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r');
}
