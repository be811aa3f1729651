import { UsageError } from '../../errors.ts';
import { quoted } from '../go-format.ts';
import { unquoteChars } from '../go-unquote.ts';
import { Lexer, type Token, type TokenType } from './lex.ts';
import type { Command, Operand, Pipe, Statement } from './nodes.ts';
import { numberConstant } from './number.ts';

/** The name of the template itself, as kubectl calls it; `define` and `block` add others. */
export const mainTemplate = 'output';

/**
 * Reads a template of Go's text/template (parse/parse.go).
 * @throws UsageError in Go's own words, which name the line: `template: output:1: unclosed action`
 */
export function parseTemplate(text: string, functions: ReadonlySet<string>): Map<string, readonly Statement[]> {
  const templates = new Map<string, readonly Statement[]>();
  const shared: Shared = { tokens: new Tokens(text), text, functions, templates };
  add(shared, mainTemplate, new Parser(shared).template());
  return templates;
}

interface Shared {
  tokens: Tokens;
  text: string;
  functions: ReadonlySet<string>;
  templates: Map<string, readonly Statement[]>;
}

/** A template may be defined again where one of the two is nothing but blanks. */
function add({ templates, tokens }: Shared, name: string, body: readonly Statement[]): void {
  const before = templates.get(name);
  if (before === undefined || isBlank(before)) templates.set(name, body);
  else if (!isBlank(body)) tokens.fail(`template: multiple definition of template ${quoted(name)}`);
}

const isBlank = (body: readonly Statement[]) =>
  body.every((statement) => statement.type === 'text' && statement.text.trim() === '');

class Tokens {
  readonly #lexer: Lexer;
  readonly #ahead: Token[] = [];
  /** The line of the last word that was read, which messages name. */
  #line = 1;

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
}

/** How a list of statements ended. */
type Ending = { word: 'end' } | { word: 'else' };

/** Reads one template; a definition within it is read by one of its own, for it sees none of the variables. */
class Parser {
  readonly #shared: Shared;
  readonly #tokens: Tokens;
  #variables = ['$'];
  #ranges = 0;
  /** Where the action at hand began. */
  #actionLine = 0;

  constructor(shared: Shared) {
    this.#shared = shared;
    this.#tokens = shared.tokens;
  }

  template(): Statement[] {
    const statements: Statement[] = [];
    for (let token = this.#tokens.peek(); token.type !== 'EOF'; token = this.#tokens.peek()) {
      if (token.type === 'open') {
        const open = this.#tokens.next();
        const word = this.#tokens.nextNonSpace();
        if (isKeyword(word, 'define')) {
          new Parser(this.#shared).#definition();
          continue;
        }
        this.#tokens.back(open, word);
      }
      const statement = this.#textOrAction();
      if ('word' in statement) this.#tokens.fail(`unexpected {{${statement.word}}}`);
      statements.push(statement);
    }
    return statements;
  }

  #definition(): void {
    const context = 'define clause';
    const name = this.#templateName(this.#tokens.nextNonSpace(), context);
    this.#expect('close', context);
    this.#body(name, context);
  }

  /** The statements up to `end`, as the template of this name. */
  #body(name: string, context: string): void {
    const { statements, ending } = this.#statements();
    if (ending.word !== 'end') this.#tokens.fail(`unexpected {{${ending.word}}} in ${context}`);
    add(this.#shared, name, statements);
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#tokens.nextNonSpace();
    return token.type === type ? token : this.#unexpected(token, context);
  }

  #unexpected(token: Token, context: string): never {
    if (token.type !== 'error') return this.#tokens.fail(`unexpected ${shown(token)} in ${context}`);
    let begun = '';
    if (this.#actionLine !== 0 && this.#actionLine !== token.line) {
      const word = token.text.endsWith(' action') ? '' : ' in action';
      begun = `${word} started at ${mainTemplate}:${this.#actionLine}`;
    }
    return this.#tokens.fail(token.text + begun);
  }

  #statements(): { statements: Statement[]; ending: Ending } {
    const statements: Statement[] = [];
    while (this.#tokens.peekNonSpace().type !== 'EOF') {
      const statement = this.#textOrAction();
      if ('word' in statement) return { statements, ending: statement };
      statements.push(statement);
    }
    return this.#tokens.fail('unexpected EOF');
  }

  #textOrAction(): Statement | Ending {
    const token = this.#tokens.nextNonSpace();
    if (token.type === 'text') return { type: 'text', text: token.text };
    if (token.type !== 'open') return this.#unexpected(token, 'input');
    this.#actionLine = token.line;
    const statement = this.#action();
    this.#actionLine = 0;
    return statement;
  }

  #action(): Statement | Ending {
    const token = this.#tokens.nextNonSpace();
    if (token.type === 'keyword') {
      switch (token.text) {
        case 'block':
          return this.#block();
        case 'break':
        case 'continue':
          return this.#leave(token.text);
        case 'else':
          return this.#else();
        case 'end':
          this.#expect('close', 'end');
          return { word: 'end' };
        case 'if':
        case 'range':
        case 'with':
          return this.#control(token.text);
        case 'template':
          return this.#template();
        default: // define, which stands on the top level only
      }
    }
    this.#tokens.back(token);
    return { type: 'action', pipe: this.#pipe('command', 'close') };
  }

  #leave(type: 'break' | 'continue'): Statement {
    const token = this.#tokens.nextNonSpace();
    if (token.type !== 'close') this.#unexpected(token, `{{${type}}}`);
    if (this.#ranges === 0) this.#tokens.fail(`{{${type}}} outside {{range}}`);
    return { type };
  }

  /** `else if` and `else with` leave their second word for the control that they end. */
  #else(): Ending {
    const token = this.#tokens.peekNonSpace();
    if (!isKeyword(token, 'if') && !isKeyword(token, 'with')) this.#expect('close', 'else');
    return { word: 'else' };
  }

  #control(type: 'if' | 'range' | 'with'): Statement {
    const { length } = this.#variables;
    const pipe = this.#pipe(type, 'close');
    if (type === 'range') this.#ranges++;
    const { statements: body, ending } = this.#statements();
    if (type === 'range') this.#ranges--;
    const otherwise = ending.word === 'else' ? this.#otherwise(type) : [];
    this.#variables = this.#variables.slice(0, length);
    return { type, pipe, body, otherwise };
  }

  #otherwise(type: 'if' | 'range' | 'with'): Statement[] {
    if (type !== 'range' && isKeyword(this.#tokens.peek(), type)) {
      this.#tokens.next();
      return [this.#control(type)];
    }
    const { statements, ending } = this.#statements();
    if (ending.word !== 'end') this.#tokens.fail(`expected end; found {{${ending.word}}}`);
    return statements;
  }

  #block(): Statement {
    const context = 'block clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipe(context, 'close');
    new Parser(this.#shared).#body(name, context);
    return { type: 'template', name, pipe, source: `{{template ${quoted(name)} ${pipe.source}}}`, line: token.line };
  }

  #template(): Statement {
    const context = 'template clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const next = this.#tokens.nextNonSpace();
    if (next.type !== 'close') this.#tokens.back(next);
    const pipe = next.type === 'close' ? undefined : this.#pipe(context, 'close');
    const source = `{{template ${quoted(name)}${pipe ? ` ${pipe.source}` : ''}}}`;
    return { type: 'template', name, pipe, source, line: token.line };
  }

  #templateName(token: Token, context: string): string {
    if (token.type !== 'string' && token.type !== 'raw string') return this.#unexpected(token, context);
    return this.#unquoted(token);
  }

  #unquoted({ type, text }: Token): string {
    if (type === 'raw string') return text.slice(1, -1).replaceAll('\r', '');
    return unquoteChars(text.slice(1, -1), '"') ?? this.#tokens.fail('invalid syntax');
  }

  /** From `from` up to what was last read. */
  #source(from: number): string {
    const next = this.#tokens.peek();
    return this.#shared.text.slice(from, next.from).trim();
  }

  #pipe(context: string, end: 'close' | 'right paren'): Pipe {
    const { from, line } = this.#tokens.peekNonSpace();
    const { variables, assigns } = this.#declared(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#tokens.nextNonSpace();
      if (token.type === end) {
        this.#check(commands, context);
        return {
          type: 'pipe',
          variables,
          assigns,
          commands,
          line,
          source: this.#shared.text.slice(from, token.from).trim(),
        };
      }
      if (!operandTypes.has(token.type)) this.#unexpected(token, context);
      this.#tokens.back(token);
      commands.push(this.#command());
    }
  }

  #declared(context: string): { variables: string[]; assigns: boolean } {
    const variables: string[] = [];
    for (;;) {
      const variable = this.#tokens.peekNonSpace();
      if (variable.type !== 'variable') return { variables, assigns: false };
      this.#tokens.next();
      const behind = this.#tokens.peek();
      const next = this.#tokens.peekNonSpace();
      if (next.type === 'assign' || next.type === 'declare') {
        this.#tokens.nextNonSpace();
        variables.push(variable.text);
        this.#variables.push(variable.text);
        return { variables, assigns: next.type === 'assign' };
      }
      if (next.type !== 'char' || next.text !== ',') {
        this.#tokens.back(variable, ...(behind.type === 'space' ? [behind] : []));
        return { variables, assigns: false };
      }
      this.#tokens.nextNonSpace();
      variables.push(variable.text);
      this.#variables.push(variable.text);
      if (context !== 'range' || variables.length > 1) this.#tokens.fail(`too many declarations in ${context}`);
      if (!['variable', 'close', 'right paren'].includes(this.#tokens.peekNonSpace().type)) {
        this.#tokens.fail('range can only initialize variables');
      }
    }
  }

  #check(commands: readonly Command[], context: string): void {
    if (commands.length === 0) this.#tokens.fail(`missing value for ${context}`);
    for (const [index, { operands }] of commands.entries()) {
      const [{ type }] = operands;
      if (index > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(type)) {
        this.#tokens.fail(`non executable command in pipeline stage ${index + 1}`);
      }
    }
  }

  #command(): Command {
    const { from, line } = this.#tokens.peekNonSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.#tokens.peekNonSpace(); // blanks before an operand
      const operand = this.#operand();
      if (operand) operands.push(operand);
      const token = this.#tokens.next();
      if (token.type === 'space') continue;
      if (token.type === 'close' || token.type === 'right paren') this.#tokens.back(token);
      else if (token.type !== 'pipe') this.#unexpected(token, 'operand');
      const [first, ...others] = operands;
      if (!first) return this.#tokens.fail('empty command');
      return { operands: [first, ...others], line, source: this.#shared.text.slice(from, token.from).trim() };
    }
  }

  #operand(): Operand | undefined {
    const { from } = this.#tokens.peekNonSpace();
    const term = this.#term();
    if (!term || this.#tokens.peek().type !== 'field') return term;
    const path: string[] = [];
    while (this.#tokens.peek().type === 'field') path.push(this.#tokens.next().text.slice(1));
    const { line } = term;
    const source = this.#source(from);
    if (term.type === 'field' || term.type === 'variable') return { ...term, path: [...term.path, ...path], source };
    if (['bool', 'string', 'number', 'nil', 'dot'].includes(term.type)) {
      return this.#tokens.fail(`unexpected . after term ${quoted(term.source)}`);
    }
    return { type: 'chain', of: term, path, source, line };
  }

  #term(): Operand | undefined {
    const token = this.#tokens.nextNonSpace();
    const at = { source: token.text, line: token.line };
    // eslint-disable-next-line typescript/switch-exhaustiveness-check -- all else is no operand
    switch (token.type) {
      case 'identifier':
        if (!this.#shared.functions.has(token.text)) this.#tokens.fail(`function ${quoted(token.text)} not defined`);
        return { type: 'function', name: token.text, ...at };
      case 'dot':
      case 'nil':
        return { type: token.type, ...at };
      case 'variable':
        if (!this.#variables.includes(token.text)) this.#tokens.fail(`undefined variable ${quoted(token.text)}`);
        return { type: 'variable', name: token.text, path: [], ...at };
      case 'field':
        return { type: 'field', path: [token.text.slice(1)], ...at };
      case 'bool':
        return { type: 'bool', value: token.text === 'true', ...at };
      case 'char constant':
      case 'complex':
      case 'number':
        return { type: 'number', value: numberConstant(token, (message) => this.#tokens.fail(message)), ...at };
      case 'left paren':
        return this.#pipe('parenthesized pipeline', 'right paren');
      case 'string':
      case 'raw string':
        return { type: 'string', value: this.#unquoted(token), ...at };
      default:
        this.#tokens.back(token);
        return undefined;
    }
  }
}

const operandTypes = new Set<TokenType>([
  'bool',
  'char constant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'raw string',
  'string',
  'variable',
  'left paren',
]);

const isKeyword = ({ type, text }: Token, word: string) => type === 'keyword' && text === word;

/** A word in a message: a long one only by its beginning. */
function shown({ type, text }: Token): string {
  if (type === 'EOF') return 'EOF';
  if (type === 'keyword' || type === 'nil' || type === 'dot') return `<${text}>`;
  const chars = Array.from(text);
  return chars.length > 10 ? `${quoted(chars.slice(0, 10).join(''))}...` : quoted(text);
}
