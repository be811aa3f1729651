/** The text in the editor, as kubectl has it (kubectl/pkg/cmd/util/editor/editoptions.go). */

/** Why the file is open again. */
export interface Reason {
  head: string;
  causes: readonly string[];
}

const greeting = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

export const header = (reasons: readonly Reason[]): string => greeting + reasons.map(commented).join('');

function commented({ head, causes }: Reason): string {
  const lines = [causes.length > 0 ? `${head}:` : head, ...causes.map((cause) => `* ${cause}`)];
  return `${lines.map((line) => `# ${line.replaceAll(/\n(?=[^#])/g, '\n# ')}\n`).join('')}#\n`;
}

/** Without the lines that are comments; a `#!` is none. */
export function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trim().startsWith('#') || line.trim().startsWith('#!'))
    .join('\n');
}

/** Nothing but blanks and comments: the user has given up. */
export const isEmpty = (text: string): boolean => text.split('\n').every((line) => /^\s*(#|$)/.test(line));

export const withLineEndings = (text: string, windows: boolean): string =>
  windows ? text.replaceAll(/\r?\n/g, '\r\n') : text;
