import { UsageError } from '../../errors.ts';
import { codePoint, quoted } from '../go-format.ts';

/**
 * The words of a template (text/template/parse/lex.go). Text between `{{` and `}}` is an action; `{{- ` and ` -}}` take
 * the blanks of the text beside them away.
 */
export type TokenType =
  | 'error'
  | 'EOF'
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'pipe'
  | 'declare'
  | 'assign'
  | 'left paren'
  | 'right paren'
  | 'bool'
  | 'char'
  | 'char constant'
  | 'number'
  | 'complex'
  | 'string'
  | 'raw string'
  | 'field'
  | 'identifier'
  | 'variable'
  | 'dot'
  | 'nil'
  | 'keyword';

export interface Token {
  type: TokenType;
  text: string;
  /** Counted from 1. */
  line: number;
  /** Where in the template it begins and ends. */
  from: number;
  to: number;
}

const keywords = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);

const space = /[ \t\r\n]/;
const letterOrDigit = /[_\p{L}\p{Nd}]/u;

export class Lexer {
  readonly #input: string;
  #at = 0;
  #start = 0;
  #line = 1;
  #inside = false;
  #depth = 0;

  constructor(input: string) {
    this.#input = input;
  }

  next(): Token {
    try {
      return this.#inside ? this.#insideAction() : this.#text();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { type: 'error', text: error.message, line: this.#line, from: this.#start, to: this.#at };
    }
  }

  #token(type: TokenType): Token {
    const [from, to] = [this.#start, this.#at];
    const text = this.#input.slice(from, to);
    const token: Token = { type, text, line: this.#line, from, to };
    this.#skip();
    return token;
  }

  /** Goes on from here, counting the lines behind. */
  #skip(): void {
    for (let at = this.#start; at < this.#at; at++) if (this.#input[at] === '\n') this.#line++;
    this.#start = this.#at;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#input) ?? [];
    this.#at += found.length;
    return found;
  }

  #peek(): string {
    const code = this.#input.codePointAt(this.#at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #startsWith(text: string, at = this.#at): boolean {
    return this.#input.startsWith(text, at);
  }

  #text(): Token {
    for (;;) {
      const open = this.#input.indexOf('{{', this.#at);
      this.#at = open === -1 ? this.#input.length : open;
      if (this.#at > this.#start) {
        const token = this.#textBefore(open !== -1 && /^-[ \t\r\n]/.test(this.#input.slice(open + 2, open + 4)));
        if (token) return token;
      }
      if (open === -1) return this.#token('EOF');
      const marker = /^-[ \t\r\n]/.test(this.#input.slice(open + 2, open + 4)) ? 2 : 0;
      if (!this.#startsWith('/*', open + 2 + marker)) return this.#open(marker);
      this.#at += 2 + marker;
      this.#comment();
    }
  }

  #textBefore(trimmed: boolean): Token | undefined {
    const end = this.#at;
    if (trimmed) this.#at = this.#start + this.#input.slice(this.#start, end).replace(/[ \t\r\n]+$/, '').length;
    const token = this.#at > this.#start ? this.#token('text') : undefined;
    this.#at = end;
    this.#skip();
    return token;
  }

  #open(marker: number): Token {
    this.#at += 2;
    const token = this.#token('open');
    this.#inside = true;
    this.#depth = 0;
    this.#at += marker;
    this.#skip();
    return token;
  }

  #comment(): void {
    this.#skip();
    const end = this.#input.indexOf('*/', this.#at + 2);
    if (end === -1) throw new UsageError('unclosed comment');
    this.#at = end + 2;
    const close = this.#closing();
    if (close === undefined) throw new UsageError('comment ends before closing delimiter');
    this.#at += close === 'trims' ? 4 : 2;
    if (close === 'trims') this.#match(/[ \t\r\n]*/y);
    this.#skip();
  }

  /** Is here the end of an action, and does it take the blanks behind it away? */
  #closing(): 'trims' | 'plain' | undefined {
    const [blank = '', hyphen] = this.#input.slice(this.#at, this.#at + 2);
    if (space.test(blank) && hyphen === '-' && this.#startsWith('}}', this.#at + 2)) return 'trims';
    return this.#startsWith('}}') ? 'plain' : undefined;
  }

  #close(closing: 'trims' | 'plain'): Token {
    if (closing === 'trims') {
      this.#at += 2;
      this.#skip();
    }
    this.#at += 2;
    const token = this.#token('close');
    if (closing === 'trims') {
      this.#match(/[ \t\r\n]*/y);
      this.#skip();
    }
    this.#inside = false;
    return token;
  }

  #insideAction(): Token {
    const closing = this.#closing();
    if (closing) {
      if (this.#depth > 0) throw new UsageError('unclosed left paren');
      return this.#close(closing);
    }
    const char = this.#peek();
    if (char === '') throw new UsageError('unclosed action');
    if (space.test(char)) return this.#space();
    this.#at += char.length;
    switch (char) {
      case '=':
        return this.#token('assign');
      case '|':
        return this.#token('pipe');
      case ':':
        if (this.#peek() !== '=') throw new UsageError('expected :=');
        this.#at++;
        return this.#token('declare');
      case '"':
        return this.#quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.#quoted("'", 'char constant', 'unterminated character constant');
      case '`':
        return this.#rawQuoted();
      case '$':
        return this.#name('variable');
      case '(':
        this.#depth++;
        return this.#token('left paren');
      case ')':
        if (--this.#depth < 0) throw new UsageError('unexpected right paren');
        return this.#token('right paren');
      default:
        return this.#word(char);
    }
  }

  #word(char: string): Token {
    if (char === '.' && !(this.#at < this.#input.length && /\d/.test(this.#peek()))) {
      if (this.#at < this.#input.length) return this.#name('field');
    }
    this.#at -= char.length;
    if (/[-+.\d]/.test(char)) return this.#number();
    if (letterOrDigit.test(char)) return this.#identifier();
    this.#at += char.length;
    if (/^[ -~]$/.test(char)) return this.#token('char');
    throw new UsageError(`unrecognized character in action: ${codePoint(char)}`);
  }

  #space(): Token {
    const blanks = this.#match(/[ \t\r\n]+/y);
    if (this.#peek() === '-' && this.#startsWith('}}', this.#at + 1)) {
      this.#at--; // the last blank belongs to the mark
      if (blanks.length === 1) return this.#close('trims');
    }
    return this.#token('space');
  }

  #identifier(): Token {
    const word = this.#match(/[_\p{L}\p{Nd}]+/uy);
    this.#needsTerminator();
    if (keywords.has(word)) return this.#token('keyword');
    if (word === 'nil') return this.#token('nil');
    return this.#token(word === 'true' || word === 'false' ? 'bool' : 'identifier');
  }

  /** `.name` or `$name`, whose sign has been read. */
  #name(type: 'field' | 'variable'): Token {
    if (this.#atTerminator()) return this.#token(type === 'variable' ? type : 'dot');
    this.#match(/[_\p{L}\p{Nd}]*/uy);
    this.#needsTerminator();
    return this.#token(type);
  }

  #atTerminator(): boolean {
    const char = this.#peek();
    return char === '' || /[ \t\r\n.,|:()]/.test(char) || this.#startsWith('}}');
  }

  #needsTerminator(): void {
    if (!this.#atTerminator()) throw new UsageError(`bad character ${codePoint(this.#peek())}`);
  }

  #quoted(quote: string, type: TokenType, complaint: string): Token {
    for (;;) {
      const char = this.#peek();
      this.#at += char.length;
      if (char === quote) return this.#token(type);
      const escaped = char === '\\' ? this.#peek() : char;
      if (escaped === '' || escaped === '\n') throw new UsageError(complaint);
      if (char === '\\') this.#at += escaped.length;
    }
  }

  #rawQuoted(): Token {
    const end = this.#input.indexOf('`', this.#at);
    if (end === -1) throw new UsageError('unterminated raw quoted string');
    this.#at = end + 1;
    return this.#token('raw string');
  }

  #number(): Token {
    if (!this.#scanNumber()) throw this.#badNumber();
    if (!/[-+]/.test(this.#peek())) return this.#token('number');
    if (!this.#scanNumber() || this.#input[this.#at - 1] !== 'i') throw this.#badNumber();
    return this.#token('complex');
  }

  #scanNumber(): boolean {
    this.#match(
      /[-+]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][-+]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?[\d_]*)?)i?/y,
    );
    const char = this.#peek();
    if (char === '' || !letterOrDigit.test(char)) return true;
    this.#at += char.length;
    return false;
  }

  #badNumber(): UsageError {
    return new UsageError(`bad number syntax: ${quoted(this.#input.slice(this.#start, this.#at))}`);
  }
}
