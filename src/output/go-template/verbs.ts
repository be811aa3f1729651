import { isPrintable, quoted } from '../go-format.ts';
import { floatOf, GoComplex, integerOf, isMap, kindOf, typeOf } from '../go-value.ts';
import { byCodePoint } from '../key-order.ts';
import { complexText, floatVerbs, formatFloat } from './float-verbs.ts';
import { type Directive, pad, padBlank, signOf } from './directive.ts';

/** One argument as Go's fmt prints it (format.go, print.go). */
export function formatWith(arg: unknown, directive: Directive): string {
  if (arg === null || arg === undefined) {
    return /[Tv]/.test(directive.verb) ? pad('<nil>', directive) : `%!${directive.verb}(<nil>)`;
  }
  if (directive.verb === 'T') return pad(cutTo(typeOf(arg), directive), directive);
  if (!/[vw]/.test(directive.verb)) return value(arg, directive);
  // A plus asks for the names of fields, which there are none of here. No argument is an error, which %w is for.
  const named = { ...directive, flags: directive.flags.replaceAll('+', '') };
  return directive.verb === 'w' && typeof arg === 'object' ? bad(arg, named) : value(arg, named);
}

function value(arg: unknown, directive: Directive): string {
  if (arg === null || arg === undefined) return isGoSyntax(directive) ? 'interface {}(nil)' : '<nil>';
  if (Array.isArray(arg)) return list(arg, directive);
  if (isMap(arg)) return map(arg, directive);
  if (typeof arg === 'string') return text(arg, directive);
  const kind = kindOf(arg);
  if (arg instanceof GoComplex || kind === 'float') {
    if (!floatVerbs.test(directive.verb)) return bad(arg, directive);
    return arg instanceof GoComplex ? complexText(arg, directive) : formatFloat(floatOf(arg), directive);
  }
  if (kind === 'int' || kind === 'uint') return integer(integerOf(arg), arg, directive);
  return /[tv]/.test(directive.verb) ? pad(arg === true ? 'true' : 'false', directive) : bad(arg, directive);
}

const isGoSyntax = ({ verb, flags }: Directive) => verb === 'v' && flags.includes('#');

/** A verb that does not fit: `%!d(string=x)`. */
function bad(arg: unknown, directive: Directive): string {
  let { flags } = directive;
  let verb = 'v';
  if (directive.verb !== 'w') {
    if (['float', 'complex'].includes(kindOf(arg))) verb = 'g';
    else flags = flags.replaceAll('#', '');
  }
  return `%!${directive.verb}(${typeOf(arg)}=${value(arg, { ...directive, verb, flags })})`;
}

function list(items: readonly unknown[], directive: Directive): string {
  const inner = items.map((item) => value(item, directive));
  return isGoSyntax(directive) ? `${typeOf(items)}{${inner.join(', ')}}` : `[${inner.join(' ')}]`;
}

function map(fields: Record<string, unknown>, directive: Directive): string {
  const keys = Object.keys(fields).sort(byCodePoint);
  const inner = keys.map((key) => `${text(key, directive)}:${value(fields[key], directive)}`);
  return isGoSyntax(directive) ? `${typeOf(fields)}{${inner.join(', ')}}` : `map[${inner.join(' ')}]`;
}

function text(arg: string, directive: Directive): string {
  const { verb, flags } = directive;
  const cut = cutTo(arg, directive);
  if (verb === 's' || (verb === 'v' && !flags.includes('#'))) return pad(cut, directive);
  if (verb === 'q' || verb === 'v') return pad(quotedText(cut, directive), directive);
  return verb === 'x' || verb === 'X' ? bytes(arg, directive) : bad(arg, directive);
}

const cutTo = (whole: string, { precision }: Directive) =>
  precision === undefined ? whole : Array.from(whole).slice(0, precision).join('');

function quotedText(arg: string, { verb, flags }: Directive): string {
  // eslint-disable-next-line no-control-regex -- what Go takes into raw quotes: no control character but the tab
  const raw = verb === 'q' && flags.includes('#') && !/[`\x00-\x08\x0a-\x1f\x7f\ufeff]/.test(arg);
  return raw ? `\`${arg}\`` : quoted(arg, { ascii: verb === 'q' && flags.includes('+') });
}

function bytes(arg: string, directive: Directive): string {
  const { verb, flags, precision } = directive;
  const all = new TextEncoder().encode(arg);
  const hex = Array.from(all.subarray(0, precision), (byte) => byte.toString(16).padStart(2, '0'));
  const prefix = flags.includes('#') && hex.length > 0 ? '0x' : '';
  const whole = flags.includes(' ') ? hex.map((byte) => prefix + byte).join(' ') : prefix + hex.join('');
  return pad(verb === 'X' ? whole.toUpperCase() : whole, directive);
}

const bases: Record<string, number> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

function integer(number: bigint, arg: unknown, directive: Directive): string {
  const { verb, flags } = directive;
  if (verb === 'c' || verb === 'q' || verb === 'U') return character(number, directive);
  const base = bases[verb];
  if (base === undefined) return bad(arg, directive);
  if (isGoSyntax(directive) && kindOf(arg) === 'uint') return integer(number, arg, { ...directive, verb: 'x' });
  const digits = leadingZeros((number < 0n ? -number : number).toString(base), number, directive);
  if (digits === undefined) return ' '.repeat(directive.width ?? 0);
  const sharp = flags.includes('#') && verb !== 'v';
  let prefix = verb === 'O' ? '0o' : '';
  if (sharp && base === 2) prefix = '0b';
  if (sharp && base === 8 && !digits.startsWith('0')) prefix += '0';
  if (sharp && base === 16) prefix = '0x';
  const whole = prefix + digits;
  return padBlank(signOf(number < 0n, flags) + (verb === 'X' ? whole.toUpperCase() : whole), directive);
}

/** Zeros asked for by a precision or by the flag 0; undefined where zero itself is not to be printed. */
function leadingZeros(digits: string, number: bigint, { flags, width, precision }: Directive): string | undefined {
  if (precision === 0 && number === 0n) return undefined;
  if (precision !== undefined) return digits.padStart(precision, '0');
  if (width === undefined || !flags.includes('0') || flags.includes('-')) return digits;
  return digits.padStart(width - (number < 0n || /[+ ]/.test(flags) ? 1 : 0), '0');
}

function character(number: bigint, directive: Directive): string {
  const { verb, flags, precision } = directive;
  const valid = number >= 0n && number <= 0x10ffffn && !(number >= 0xd800n && number < 0xe000n);
  const char = valid ? String.fromCodePoint(Number(number)) : '\uFFFD';
  if (verb === 'c') return pad(char, directive);
  if (verb === 'q') return pad(quoted(char, { quote: "'", ascii: flags.includes('+') }), directive);
  const hex = BigInt.asUintN(64, number)
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, precision ?? 0), '0');
  return padBlank(`U+${hex}${flags.includes('#') && valid && isPrintable(char) ? ` '${char}'` : ''}`, directive);
}
