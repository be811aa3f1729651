/** The text between Go quotes with its escapes undone (strconv.UnquoteChar); undefined where it is not well-formed. */
export function unquoteChars(text: string, quote: string): string | undefined {
  let plain = '';
  for (let rest = text; rest !== '';) {
    const match = escape.exec(rest);
    const [whole = '', char, octal, hex2, hex4, hex8] = match ?? [];
    if (!match) {
      if (rest.startsWith('\\') || rest.startsWith(quote)) return undefined;
      plain += rest.charAt(0);
      rest = rest.slice(1);
      continue;
    }
    if ((char === '"' || char === "'") && char !== quote) return undefined;
    const code = octal === undefined ? Number.parseInt(hex2 ?? hex4 ?? hex8 ?? '0', 16) : Number.parseInt(octal, 8);
    if (octal !== undefined && code > 255) return undefined;
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
    plain += char === undefined ? String.fromCodePoint(code) : (named[char] ?? char);
    rest = rest.slice(whole.length);
  }
  return plain;
}

const escape = /^\\(?:([abfnrtv\\'"])|([0-7]{3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/;

const named: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
