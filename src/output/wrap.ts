/**
 * Text in lines no wider than `width`, broken at blanks; every line but the first begins with `indent` blanks. A word that
 * is too long for a line stands in one by itself, whole: names, addresses and commands are to be copied. A number stays
 * with its unit.
 */
export function wrapped(text: string, width: number, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S)(?= (?!(?:ms|s|min)\b))/)) {
    const fits = line.length + word.length <= width;
    if (line.trim() === '' || fits) {
      line += word;
      continue;
    }
    lines.push(line);
    line = ' '.repeat(indent) + word.trimStart();
  }
  return [...lines, line].map((one) => one.trimEnd()).join('\n');
}

/** At most `width` characters, the end of what is longer cut and marked. */
export const clipped = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
