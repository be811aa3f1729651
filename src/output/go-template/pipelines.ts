import { quoted } from '../go-format.ts';
import type { TokenType } from './lex.ts';
import type { Command, Operand, Pipe } from './nodes.ts';
import { numberConstant } from './number.ts';
import type { Tokens } from './tokens.ts';

/** Reads what stands in an action: declarations, commands and their operands. */
export class Pipelines {
  readonly #tokens: Tokens;
  readonly #text: string;
  readonly #functions: ReadonlySet<string>;
  /** Those that are known where it reads; whoever opens a scope puts them back at its end. */
  variables = ['$'];

  constructor(tokens: Tokens, text: string, functions: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#text = text;
    this.#functions = functions;
  }

  read(context: string, end: 'close' | 'right paren'): Pipe {
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
          source: this.#text.slice(from, token.from).trim(),
        };
      }
      if (!operandTypes.has(token.type)) this.#tokens.unexpected(token, context);
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
        this.variables.push(variable.text);
        return { variables, assigns: next.type === 'assign' };
      }
      if (next.type !== 'char' || next.text !== ',') {
        this.#tokens.back(variable, ...(behind.type === 'space' ? [behind] : []));
        return { variables, assigns: false };
      }
      this.#tokens.nextNonSpace();
      variables.push(variable.text);
      this.variables.push(variable.text);
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
      else if (token.type !== 'pipe') this.#tokens.unexpected(token, 'operand');
      const [first, ...others] = operands;
      if (!first) return this.#tokens.fail('empty command');
      return { operands: [first, ...others], line, source: this.#text.slice(from, token.from).trim() };
    }
  }

  /** From `from` up to what was last read. */
  #source(from: number): string {
    const next = this.#tokens.peek();
    return this.#text.slice(from, next.from).trim();
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
        if (!this.#functions.has(token.text)) this.#tokens.fail(`function ${quoted(token.text)} not defined`);
        return { type: 'function', name: token.text, ...at };
      case 'dot':
      case 'nil':
        return { type: token.type, ...at };
      case 'variable':
        if (!this.variables.includes(token.text)) this.#tokens.fail(`undefined variable ${quoted(token.text)}`);
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
        return this.read('parenthesized pipeline', 'right paren');
      case 'string':
      case 'raw string':
        return { type: 'string', value: this.#tokens.unquoted(token), ...at };
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
