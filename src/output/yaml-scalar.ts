/**
 * Text as go-yaml writes it: plain where it can, else quoted or as a block, folded behind column 80
 * (go.yaml.in/yaml/v2 emitterc.go, encode.go; its emitter is libyaml's).
 */
import { readsAsText } from './yaml-type.ts';

type Style = 'plain' | 'single' | 'double' | 'literal';

export interface Place {
  /** Where the text begins: the column behind `key: ` or `- `. */
  column: number;
  /** Where further lines of it begin. */
  indent: number;
  /** A key before a colon stays on one line. */
  foldable: boolean;
}

const widest = 80;

export function scalar(text: string, place: Place): string {
  const style = styleOf(text);
  if (style === 'literal') return literal(text, place.indent);
  if (style === 'plain' && place.column + text.length <= widest) return text; // too short to be folded
  if (style === 'plain') return fold(Array.from(text), place, plainSpace);
  if (style === 'single') return `'${fold(Array.from(text.replaceAll("'", "''")), within(place), quotedSpace)}'`;
  return `"${fold(escaped(text), within(place), escapedSpace)}"`;
}

const longestKey = 128;

/** go-yaml writes a longer key, or one of several lines, behind a question mark. Measured in bytes of UTF-8. */
export function isSimpleKey(text: string): boolean {
  if (/[\n\r\u0085\u2028\u2029]/.test(text)) return false;
  return text.length * 3 <= longestKey || new TextEncoder().encode(text).length <= longestKey;
}

const within = (place: Place): Place => ({ ...place, column: place.column + 1 });

// Control characters, the line separators that YAML 1.1 reads as line ends, byte order marks and all beyond U+FFFF.
const unprintable = /[^\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Most text there is, which can be nothing but plain, or a word that stands for something else. */
const simple = /^[A-Za-z][\w./-]*$/;

function styleOf(text: string): Style {
  if (simple.test(text)) return readsAsText(text) ? 'plain' : 'double';
  const special = unprintable.test(text) || / \n/.test(text);
  if (text.includes('\n')) return special || text.endsWith(' ') ? 'double' : 'literal';
  if (special || !readsAsText(text)) return 'double';
  return isPlain(text) ? 'plain' : 'single';
}

function isPlain(text: string): boolean {
  if (/^ | $|^---|^\.\.\./.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:]( |$)/.test(text)) return false;
  return !/:( |$)| #/.test(text);
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const lines = text.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return `|${hint}${chomp}\n${lines.join('\n')}`;
}

/** May a line end at the space at `at`, and what does the next line open with? `undefined`: no. */
type Space = (chars: readonly string[], at: number) => string | undefined;

const plainSpace: Space = (chars, at) => (chars[at + 1] === ' ' ? undefined : '');
const quotedSpace: Space = (chars, at) => (at > 0 && at < chars.length - 1 ? plainSpace(chars, at) : undefined);
const escapedSpace: Space = (chars, at) => {
  if (at === 0 || at === chars.length - 1) return undefined;
  return chars[at + 1] === ' ' ? '\\' : '';
};

/** Ends a line at the first single space behind column 80, which the line end then stands for. */
function fold(chars: readonly string[], { column, indent, foldable }: Place, space: Space): string {
  let text = '';
  let behindSpace = false;
  for (const [at, char] of chars.entries()) {
    const opening = foldable && char === ' ' && !behindSpace && column > widest ? space(chars, at) : undefined;
    behindSpace = char === ' ';
    if (opening === undefined) {
      text += char;
      column += Array.from(char).length;
    } else {
      text += `\n${' '.repeat(indent)}${opening}`;
      column = indent + opening.length;
    }
  }
  return text;
}

const named: Record<string, string> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

/** Each character as it stands between double quotes; behind a byte order mark go-yaml escapes every one. */
function escaped(text: string): string[] {
  const everyOne = text.startsWith('\uFEFF');
  return Array.from(text).map((char) => {
    const name = named[char];
    if (name !== undefined || !(everyOne || unprintable.test(char))) return name ?? char;
    const code = char.codePointAt(0) ?? 0;
    const hex = (width: number) => code.toString(16).toUpperCase().padStart(width, '0');
    if (code <= 0xff) return `\\x${hex(2)}`;
    return code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
  });
}
