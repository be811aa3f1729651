import { isTimestamp } from './yaml-type.ts';

/** Must this key be quoted, because some reader of YAML might take it for something else than text? (kyaml.go, needsQuotes) */
export function needsQuotes(key: string): boolean {
  if (key === '' || isAmbiguous(key)) return true;
  return !/^[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key);
}

const words = /^(?:null|~|true|false|y|yes|on|n|no|off|[tf01]|[-+]?\.inf|\.nan)$/i;
/** What Go reads as a number, where underscores are left out. */
const number =
  /^[-+]?(?:0x[\da-f]+|0o[0-7]+|0b[01]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)p[-+]?\d+|inf|infinity|nan)$/i;
const sexagesimal = /^[-+]?[1-9][\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;

function isAmbiguous(key: string): boolean {
  if (words.test(key) || sexagesimal.test(key)) return true;
  return isNumber(key.replaceAll('_', '')) || (/^\d{4}-/.test(key) && isTimestamp(key));
}

/** A number that Go's types hold: a float64 in its range, a hexadecimal one of 64 bits. */
function isNumber(text: string): boolean {
  if (!number.test(text)) return false;
  const [, sign = '', based] = /^([-+]?)(0[xob][\da-f]+)$/i.exec(text) ?? [];
  if (based === undefined) return !/^[-+]?[\d.]/.test(text) || /p/i.test(text) || Number.isFinite(Number(text));
  return sign === '-' ? BigInt(based) <= 2n ** 63n : BigInt(based) < 2n ** 63n;
}
