import { integerOf, kindOf, typeOf } from '../go-value.ts';
import type { Directive } from './directive.ts';
import { formatWith } from './verbs.ts';

/** Go's fmt.Sprintf, complaints about its own arguments included: `%!d(string=x)`, `%!s(MISSING)`, `%!(EXTRA int=1)`. */
export function sprintf(format: string, args: readonly unknown[]): string {
  return new Formatter(format, args).run();
}

/** Go's fmt.Sprint: a blank between two arguments that are both no text. */
export function sprint(args: readonly unknown[]): string {
  let text = '';
  for (const [at, arg] of args.entries()) {
    if (at > 0 && typeof arg !== 'string' && typeof args[at - 1] !== 'string') text += ' ';
    text += formatWith(arg, plain);
  }
  return text;
}

/** Go's fmt.Sprintln: a blank between all, and a new line at the end. */
export function sprintln(args: readonly unknown[]): string {
  return `${args.map((arg) => formatWith(arg, plain)).join(' ')}\n`;
}

const plain: Directive = { verb: 'v', flags: '', width: undefined, precision: undefined };

/** Go takes no greater numbers in a format. */
const greatest = 1e6;

class Formatter {
  readonly #format: string;
  readonly #args: readonly unknown[];
  #at = 0;
  #arg = 0;
  /** The arguments were not taken in order, so none can be said to be too many. */
  #reordered = false;
  #goodIndex = true;

  constructor(format: string, args: readonly unknown[]) {
    this.#format = format;
    this.#args = args;
  }

  run(): string {
    let text = '';
    while (this.#at < this.#format.length) {
      const next = this.#format.indexOf('%', this.#at);
      if (next === -1) {
        text += this.#format.slice(this.#at);
        break;
      }
      text += this.#format.slice(this.#at, next);
      this.#at = next + 1;
      text += this.#directive();
    }
    return text + this.#extra();
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#format) ?? [];
    this.#at += found.length;
    return found;
  }

  #directive(): string {
    this.#goodIndex = true;
    let flags = this.#take(/[-+# 0]*/y);
    let indexed = this.#index();
    let complaint = '';

    let width: number | undefined;
    if (this.#take(/\*/y)) {
      width = this.#number();
      if (width === undefined) complaint += '%!(BADWIDTH)';
      else if (width < 0) {
        width = -width;
        flags = `${flags.replaceAll('0', '')}-`;
      }
      indexed = false;
    } else {
      width = this.#digits();
      if (indexed && width !== undefined) this.#goodIndex = false;
    }

    let precision: number | undefined;
    if (this.#at + 1 < this.#format.length && this.#take(/\./y)) {
      if (indexed) this.#goodIndex = false;
      indexed = this.#index();
      if (this.#take(/\*/y)) {
        precision = this.#number();
        if (precision !== undefined && precision < 0) precision = undefined;
        if (precision === undefined) complaint += '%!(BADPREC)';
        indexed = false;
      } else {
        precision = this.#digits() ?? 0;
      }
    }
    if (!indexed) this.#index();

    const verb = this.#take(/[^]/uy);
    if (verb === '') return `${complaint}%!(NOVERB)`;
    if (verb === '%') return `${complaint}%`;
    if (!this.#goodIndex) return `${complaint}%!${verb}(BADINDEX)`;
    if (this.#arg >= this.#args.length) return `${complaint}%!${verb}(MISSING)`;
    return complaint + formatWith(this.#args[this.#arg++], { verb, flags, width, precision });
  }

  /** `[2]`: the number of the argument that is meant. */
  #index(): boolean {
    if (this.#format[this.#at] !== '[') return false;
    this.#reordered = true;
    const [found, digits] = /^\[([^\]]*)\]/.exec(this.#format.slice(this.#at)) ?? ['['];
    this.#at += found.length;
    const index = digits !== undefined && /^\d{1,7}$/.test(digits) ? Number(digits) - 1 : undefined;
    if (index !== undefined && index >= 0 && index < this.#args.length) {
      this.#arg = index;
      return true;
    }
    this.#goodIndex = false;
    return index !== undefined;
  }

  #digits(): number | undefined {
    const digits = this.#take(/\d+/y);
    if (digits === '') return undefined;
    if (Number(digits) <= greatest * 10) return Number(digits);
    this.#at = this.#format.length;
    return undefined;
  }

  /** The next argument as a width or a precision. */
  #number(): number | undefined {
    const arg = this.#args[this.#arg];
    if (this.#arg < this.#args.length) this.#arg++;
    if (kindOf(arg) !== 'int' && kindOf(arg) !== 'uint') return undefined;
    const number = Number(integerOf(arg));
    return Math.abs(number) > greatest ? undefined : number;
  }

  #extra(): string {
    if (this.#reordered || this.#arg >= this.#args.length) return '';
    const texts = this.#args.slice(this.#arg).map((arg) => (arg === null ? '<nil>' : withType(arg)));
    return `%!(EXTRA ${texts.join(', ')})`;
  }
}

function withType(arg: unknown): string {
  return `${typeOf(arg)}=${formatWith(arg, plain)}`;
}
