import { formatFloat } from './go-float.ts';
import { floatOf, GoComplex, integerOf, isMap, kindOf } from './go-value.ts';
import { byCodePoint } from './key-order.ts';
import { onDemand } from './on-demand.ts';

/** A value as Go's `%v` prints it: `[a b]`, `map[app:web tier:front]`, `<nil>`. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(formatValue).join(' ')}]`;
  if (isMap(value)) {
    const keys = Object.keys(value).sort(byCodePoint);
    return `map[${keys.map((key) => `${key}:${formatValue(value[key])}`).join(' ')}]`;
  }
  const kind = kindOf(value);
  if (kind === 'int' || kind === 'uint') return String(integerOf(value));
  if (kind === 'float') return formatFloat(floatOf(value));
  if (value instanceof GoComplex) {
    return `(${formatFloat(value.real)}${formatFloat(value.imaginary).replace(/^(?![-+])/, '+')}i)`;
  }
  return kind === 'bool' ? String(value) : kind === 'invalid' ? '<invalid reflect.Value>' : '<nil>';
}

/** Text as a Go string constant (strconv.Quote); with `ascii`, all else escaped (strconv.QuoteToASCII). */
export function quoted(text: string, { quote = '"', ascii = false } = {}): string {
  let inside = '';
  for (const char of text) inside += char === quote ? `\\${char}` : escapedChar(char, ascii);
  return `${quote}${inside}${quote}`;
}

/** Does Go print this character as it is (unicode.IsPrint)? */
export const isPrintable = onDemand(String.raw`[\p{L}\p{M}\p{N}\p{P}\p{S} ]`);

/** `U+007E '~'`, as Go names a character in messages. */
export function codePoint(char: string): string {
  if (char === '') return 'U+FFFFFFFFFFFFFFFF'; // Go's -1, the end of the text
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return isPrintable(char) ? `U+${hex} '${char}'` : `U+${hex}`;
}

function escapedChar(char: string, ascii: boolean): string {
  const name = names[char];
  if (name !== undefined) return name;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x7f ? code >= 0x20 : !ascii && isPrintable(char)) return char;
  const hex = (width: number) => code.toString(16).padStart(width, '0');
  if (code <= 0x7f) return `\\x${hex(2)}`;
  return code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`;
}

const names: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};
