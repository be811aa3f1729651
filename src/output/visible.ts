/** What the cluster says, with control characters made visible: a terminal must not obey text from a pod or an API. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return named[character] ?? `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The same for a text of several lines, which stay lines. */
export function visibleLines(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, visible);
}

const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
