import { UsageError } from '../../errors.ts';
import { codePoint } from '../go-format.ts';
import { unquoteChars } from '../go-unquote.ts';

/**
 * kubectl's dialect of JSONPath (client-go/util/jsonpath/parser.go): text, and actions in braces. Its oddities are kept,
 * for scripts rest on them: a name in brackets is read as a path, so that a dot in it needs a backslash; a filter ends
 * at its first closing parenthesis; only the last of several values in one action counts.
 */
export type Node =
  | { type: 'text'; text: string }
  | { type: 'list'; nodes: readonly Node[] }
  | { type: 'field'; name: string }
  | { type: 'word'; name: string }
  | { type: 'int'; value: number }
  | { type: 'float'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'slice'; start: Bound; end: Bound; step: Bound }
  | { type: 'filter'; left: readonly Node[]; right: readonly Node[]; operator: string }
  | { type: 'union'; members: readonly (readonly Node[])[] }
  | { type: 'wildcard' }
  | { type: 'recursive' };

/** One number of `[start:end:step]`; `derived` where `[3]` stands for `[3:4]`. */
export interface Bound {
  value: number | undefined;
  derived?: boolean;
}

/** @throws UsageError with the cause alone, as in `unclosed action` */
export function parseJsonpath(text: string): Node[] {
  return new Parser(text).template();
}

/** What one pair of braces around `text` holds. */
function parseAction(text: string): readonly Node[] {
  const [first] = parseJsonpath(`{${text}}`);
  return first?.type === 'list' ? first.nodes : [];
}

class Parser {
  readonly #input: string;
  #at = 0;

  constructor(input: string) {
    this.#input = input;
  }

  template(): Node[] {
    const nodes: Node[] = [];
    while (this.#at < this.#input.length) {
      const open = this.#input.indexOf('{', this.#at);
      const end = open === -1 ? this.#input.length : open;
      if (end > this.#at) nodes.push({ type: 'text', text: this.#input.slice(this.#at, end) });
      this.#at = end + 1;
      if (open !== -1) nodes.push({ type: 'list', nodes: this.#action() });
    }
    return nodes;
  }

  #startsWith(prefix: string): boolean {
    return this.#input.startsWith(prefix, this.#at);
  }

  /** The next character, or '' at the end. */
  #next(): string {
    const code = this.#input.codePointAt(this.#at);
    if (code === undefined) return '';
    const char = String.fromCodePoint(code);
    this.#at += char.length;
    return char;
  }

  #peek(): string {
    const code = this.#input.codePointAt(this.#at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #action(): Node[] {
    const nodes: Node[] = [];
    for (;;) {
      if (this.#startsWith('}')) {
        this.#at++;
        return nodes;
      }
      if (this.#startsWith('[?(')) nodes.push(this.#filter());
      else if (this.#startsWith('..')) nodes.push(...this.#recursive(nodes.at(-1)));
      else nodes.push(...this.#member());
    }
  }

  #member(): Node[] {
    const start = this.#at;
    const char = this.#next();
    if (char === '' || char === '\r' || char === '\n') throw new UsageError('unclosed action');
    if (char === ' ' || char === '@' || char === '$') return []; // the object at hand
    if (char === '[') return this.#brackets(start);
    if (char === '"' || char === "'") return [this.#quoted(start, char)];
    if (char === '.') return [this.#field()];
    this.#at = start;
    if (/[-+\p{Nd}]/u.test(char)) return [this.#number()];
    if (/[_\p{L}]/u.test(char)) return [this.#word()];
    throw new UsageError(`unrecognized character in action: ${codePoint(char)}`);
  }

  #word(): Node {
    const start = this.#at;
    while (!isTerminator(this.#peek())) this.#next();
    const name = this.#input.slice(start, this.#at);
    return name === 'true' || name === 'false' ? { type: 'bool', value: name === 'true' } : { type: 'word', name };
  }

  #recursive(before: Node | undefined): Node[] {
    if (before?.type === 'recursive') throw new UsageError('invalid multiple recursive descent');
    this.#at += 2;
    return /[_\p{L}\p{Nd}]/u.test(this.#peek()) ? [{ type: 'recursive' }, this.#field()] : [{ type: 'recursive' }];
  }

  /** A name up to the next sign; a backslash takes the meaning from the sign behind it. */
  #field(): Node {
    const start = this.#at;
    for (;;) {
      const char = this.#peek();
      if (char !== '\\' && isTerminator(char)) break;
      this.#next();
      if (char === '\\') this.#next();
    }
    const name = this.#input.slice(start, this.#at);
    return name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') };
  }

  #number(): Node {
    const start = this.#at;
    if (/[-+]/.test(this.#peek())) this.#next();
    while (/[.\p{Nd}]/u.test(this.#peek())) this.#next();
    const text = this.#input.slice(start, this.#at);
    const value = Number(text);
    if (/^[-+]?\d+$/.test(text) && Math.abs(value) < 2 ** 63) return { type: 'int', value };
    if (/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) return { type: 'float', value };
    throw new UsageError(`cannot parse number ${text}`);
  }

  #brackets(start: number): Node[] {
    for (;;) {
      const char = this.#next();
      if (char === '' || char === '\n') throw new UsageError('unterminated array');
      if (char === ']') break;
    }
    const inside = this.#input.slice(start + 1, this.#at - 1);
    const members = inside.split(',');
    if (members.length > 1) {
      return [{ type: 'union', members: members.map((member) => parseAction(`[${member.replace(/^ +| +$/g, '')}]`)) }];
    }
    const [, key] = /^'([^']*)'$/.exec(inside) ?? [];
    return key === undefined ? [slice(inside)] : [...parseAction(`.${key}`)];
  }

  #filter(): Node {
    this.#at += 3;
    const text = this.#filterText();
    const [, left, operator, right] = /^([^!<>=]+)([!<>=]+)([^\n]+?)$/.exec(text) ?? [];
    if (left === undefined || operator === undefined || right === undefined) {
      return { type: 'filter', left: parseAction(text), right: [], operator: 'exists' };
    }
    return { type: 'filter', left: parseAction(left), right: parseAction(right), operator };
  }

  /** Up to `)]`, where the parenthesis stands outside of one pair of quotes. */
  #filterText(): string {
    const start = this.#at;
    let pair: string | undefined;
    let closed = false;
    for (;;) {
      const char = this.#next();
      if (char === '' || char === '\n') throw new UsageError('unterminated filter');
      if (char === '"' || char === "'") {
        if (pair === undefined) pair = char;
        else if (char === pair && this.#input[this.#at - 2] !== '\\') closed = true;
      }
      if (char === ')' && closed === (pair !== undefined)) break;
    }
    if (this.#next() !== ']') throw new UsageError('unclosed array expect ]');
    return this.#input.slice(start, this.#at - 2);
  }

  #quoted(start: number, quote: string): Node {
    for (;;) {
      const char = this.#next();
      if (char === '' || char === '\n') throw new UsageError('unterminated quoted string');
      if (char === quote && this.#input[this.#at - 2] !== '\\') break;
    }
    const text = this.#input.slice(start, this.#at);
    const plain = text.length < 2 ? undefined : unquoteChars(text.slice(1, -1), quote);
    if (plain === undefined) throw new UsageError(`unquote string ${text} error invalid syntax`);
    return { type: 'text', text: plain };
  }
}

function slice(inside: string): Node {
  const text = inside === '*' ? ':' : inside;
  const bounds = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (!bounds) throw new UsageError(`invalid array index ${text}`);
  const [, first = '', second = '', third = ''] = bounds;
  const start = bound(first);
  const end = second === '' ? { value: (start.value ?? 0) + 1, derived: true } : bound(second.slice(1));
  return { type: 'slice', start, end, step: bound(third.slice(1)) };
}

function bound(text: string): Bound {
  if (text === '') return { value: undefined };
  const value = Number(text);
  if (text === '-' || Math.abs(value) >= 2 ** 63) throw new UsageError(`array index ${text} is not a number`);
  return { value };
}

const isTerminator = (char: string) => char === '' || /[ \t\r\n.,[\]$@{}]/.test(char);
