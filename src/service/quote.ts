/**
 * A value in double quotes as a message shows it: control and invisible characters made visible, what is long cut short.
 * Texts that are plain and short look as they were written.
 */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `"${visible(cut(text, 60))}"`;
}

/** The same for kubectl's sentences that quote nothing. */
export const plainly = (text: string) => visible(cut(text, 200));

const cut = (text: string, longest: number) =>
  text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;

function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (char) => named[char] ?? code(char));
}

const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const code = (char: string) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
