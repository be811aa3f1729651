import { quoted } from '../go-format.ts';
import { unquoteChars } from '../go-unquote.ts';
import { GoComplex, GoFloat, GoInt } from '../go-value.ts';
import type { Token } from './lex.ts';
import type { NumberConstant } from './nodes.ts';

/** A number as it is written in Go: `42`, `0x2a`, `1_000`, `'*'`, `1e3`, `0x1p-2`, `1+2i` (parse/node.go, newNumber). */
export function numberConstant({ type, text }: Token, fail: (message: string) => never): NumberConstant | 'overflow' {
  if (type === 'char constant') return characterConstant(text, fail);
  if (text.endsWith('i')) return complex(text) ?? fail(`illegal number syntax: ${quoted(text)}`);
  const whole = integer(text);
  const isFloat = /[.eEpP]/.test(text) && !(/^0[xX]/.test(text) && !/[pP]/.test(text));
  if (whole !== undefined && !isFloat) {
    if (whole >= -(2n ** 63n) && whole < 2n ** 63n) return new GoInt(whole);
    // An unsigned number of 64 bits is read, and is too much only for what evaluates it.
    return whole < 2n ** 64n && !/^[-+]/.test(text) ? 'overflow' : fail(`integer overflow: ${quoted(text)}`);
  }
  const value = float(text);
  if (value === undefined) return fail(`illegal number syntax: ${quoted(text)}`);
  return isFloat ? new GoFloat(value) : fail(`integer overflow: ${quoted(text)}`);
}

function characterConstant(text: string, fail: (message: string) => never): NumberConstant {
  const inner = unquoteChars(text.slice(1, -1), "'");
  if (inner === undefined || inner === '') return fail('invalid syntax');
  const [char = '', ...others] = Array.from(inner);
  if (others.length > 0) return fail(`malformed character constant: ${text}`);
  return new GoInt(char.codePointAt(0) ?? 0);
}

/** `2i`, `1.5-2i`. */
function complex(text: string): GoComplex | undefined {
  const [, real = '', imaginary = ''] = /^(.*[^eEpP](?=[-+]))?(.*)i$/.exec(text) ?? [];
  const [re, im] = [real === '' ? 0 : float(real), float(imaginary)];
  return re === undefined || im === undefined ? undefined : new GoComplex(re, im);
}

/** Underscores stand between digits, or behind the mark of a base. */
const misplaced = /__|_$|^[-+]?_|[^\da-fA-FxXoObB]_|_[^\da-fA-F]/;

function integer(text: string): bigint | undefined {
  const [, sign = '', body = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (misplaced.test(text)) return undefined;
  const digits = body.replaceAll('_', '');
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (!/^(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|0|[1-9]\d*)$/.test(octal)) return undefined;
  return sign === '-' ? -BigInt(octal) : BigInt(octal);
}

function float(text: string): number | undefined {
  if (misplaced.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  if (/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  const hex = /^([-+]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([-+]?\d+)$/.exec(plain);
  if (!hex) return undefined;
  const [, sign = '', before = '', behind = '', power = '0'] = hex;
  if (before + behind === '') return undefined;
  const size = Number(BigInt(`0x0${before}${behind}`)) * 2 ** (Number(power) - 4 * behind.length);
  return sign === '-' ? -size : size;
}
