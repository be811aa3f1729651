import { UsageError } from '../../errors.ts';
import { quoted } from '../go-format.ts';
import { unquoteChars } from '../go-unquote.ts';
import { Lexer, type Token, type TokenType } from './lex.ts';

/** The name of the template itself, as kubectl calls it; `define` and `block` add others. */
export const mainTemplate = 'output';

/** The words of a template one after another, with as much looking ahead as its grammar needs; and what is said of a wrong one. */
export class Tokens {
  readonly #lexer: Lexer;
  readonly #ahead: Token[] = [];
  /** The line of the last word that was read, which messages name. */
  #line = 1;
  /** Where the action at hand began; 0 is in none. */
  actionLine = 0;

  constructor(text: string) {
    this.#lexer = new Lexer(text);
  }

  next(): Token {
    return this.#ahead.pop() ?? this.#read();
  }

  #read(): Token {
    const token = this.#lexer.next();
    this.#line = token.line;
    return token;
  }

  back(...tokens: readonly Token[]): void {
    this.#ahead.push(...tokens.toReversed());
  }

  peek(): Token {
    const token = this.next();
    this.back(token);
    return token;
  }

  nextNonSpace(): Token {
    let token = this.next();
    while (token.type === 'space') token = this.next();
    return token;
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.back(token);
    return token;
  }

  fail(message: string): never {
    throw new UsageError(`template: ${mainTemplate}:${this.#line}: ${message}`);
  }

  expect(type: TokenType, context: string): Token {
    const token = this.nextNonSpace();
    return token.type === type ? token : this.unexpected(token, context);
  }

  unexpected(token: Token, context: string): never {
    if (token.type !== 'error') return this.fail(`unexpected ${shown(token)} in ${context}`);
    let begun = '';
    if (this.actionLine !== 0 && this.actionLine !== token.line) {
      const word = token.text.endsWith(' action') ? '' : ' in action';
      begun = `${word} started at ${mainTemplate}:${this.actionLine}`;
    }
    return this.fail(token.text + begun);
  }

  /** What a string constant stands for. */
  unquoted({ type, text }: Token): string {
    if (type === 'raw string') return text.slice(1, -1).replaceAll('\r', '');
    return unquoteChars(text.slice(1, -1), '"') ?? this.fail('invalid syntax');
  }
}

/** A word in a message: a long one only by its beginning. */
function shown({ type, text }: Token): string {
  if (type === 'EOF') return 'EOF';
  if (type === 'keyword' || type === 'nil' || type === 'dot') return `<${text}>`;
  const chars = Array.from(text);
  return chars.length > 10 ? `${quoted(chars.slice(0, 10).join(''))}...` : quoted(text);
}
