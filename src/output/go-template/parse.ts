import { quoted } from '../go-format.ts';
import type { Token } from './lex.ts';
import type { Statement } from './nodes.ts';
import { Pipelines } from './pipelines.ts';
import { mainTemplate, Tokens } from './tokens.ts';

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

/** How a list of statements ended. */
type Ending = { word: 'end' } | { word: 'else' };

/** Reads one template; a definition within it is read by one of its own, for it sees none of the variables. */
class Parser {
  readonly #shared: Shared;
  readonly #tokens: Tokens;
  readonly #pipes: Pipelines;
  #ranges = 0;

  constructor(shared: Shared) {
    this.#shared = shared;
    this.#tokens = shared.tokens;
    this.#pipes = new Pipelines(shared.tokens, shared.text, shared.functions);
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
    this.#tokens.expect('close', context);
    this.#body(name, context);
  }

  /** The statements up to `end`, as the template of this name. */
  #body(name: string, context: string): void {
    const { statements, ending } = this.#statements();
    if (ending.word !== 'end') this.#tokens.fail(`unexpected {{${ending.word}}} in ${context}`);
    add(this.#shared, name, statements);
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
    if (token.type !== 'open') return this.#tokens.unexpected(token, 'input');
    this.#tokens.actionLine = token.line;
    const statement = this.#action();
    this.#tokens.actionLine = 0;
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
          this.#tokens.expect('close', 'end');
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
    return { type: 'action', pipe: this.#pipes.read('command', 'close') };
  }

  #leave(type: 'break' | 'continue'): Statement {
    const token = this.#tokens.nextNonSpace();
    if (token.type !== 'close') this.#tokens.unexpected(token, `{{${type}}}`);
    if (this.#ranges === 0) this.#tokens.fail(`{{${type}}} outside {{range}}`);
    return { type };
  }

  /** `else if` and `else with` leave their second word for the control that they end. */
  #else(): Ending {
    const token = this.#tokens.peekNonSpace();
    if (!isKeyword(token, 'if') && !isKeyword(token, 'with')) this.#tokens.expect('close', 'else');
    return { word: 'else' };
  }

  #control(type: 'if' | 'range' | 'with'): Statement {
    const { length } = this.#pipes.variables;
    const pipe = this.#pipes.read(type, 'close');
    if (type === 'range') this.#ranges++;
    const { statements: body, ending } = this.#statements();
    if (type === 'range') this.#ranges--;
    const otherwise = ending.word === 'else' ? this.#otherwise(type) : [];
    this.#pipes.variables = this.#pipes.variables.slice(0, length);
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
    const pipe = this.#pipes.read(context, 'close');
    // Its words are not those of the action that begins it.
    const { actionLine } = this.#tokens;
    this.#tokens.actionLine = 0;
    new Parser(this.#shared).#body(name, context);
    this.#tokens.actionLine = actionLine;
    return { type: 'template', name, pipe, source: `{{template ${quoted(name)} ${pipe.source}}}`, line: token.line };
  }

  #template(): Statement {
    const context = 'template clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const next = this.#tokens.nextNonSpace();
    if (next.type !== 'close') this.#tokens.back(next);
    const pipe = next.type === 'close' ? undefined : this.#pipes.read(context, 'close');
    const source = `{{template ${quoted(name)}${pipe ? ` ${pipe.source}` : ''}}}`;
    return { type: 'template', name, pipe, source, line: token.line };
  }

  #templateName(token: Token, context: string): string {
    if (token.type !== 'string' && token.type !== 'raw string') return this.#tokens.unexpected(token, context);
    return this.#tokens.unquoted(token);
  }
}

const isKeyword = ({ type, text }: Token, word: string) => type === 'keyword' && text === word;
