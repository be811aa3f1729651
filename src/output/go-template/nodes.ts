import type { GoComplex, GoFloat, GoInt } from '../go-value.ts';

/** The tree of a template (text/template/parse/node.go). `source` is the text it was read from, for messages. */
export type Statement =
  | { type: 'text'; text: string }
  | { type: 'action'; pipe: Pipe }
  | { type: 'if' | 'with' | 'range'; pipe: Pipe; body: readonly Statement[]; otherwise: readonly Statement[] }
  | { type: 'template'; name: string; pipe: Pipe | undefined; source: string; line: number }
  | { type: 'break' | 'continue' };

/** `$a, $b := command | command` */
export interface Pipe {
  type: 'pipe';
  variables: readonly string[];
  /** `=`, which gives a new value to a variable that is there. */
  assigns: boolean;
  commands: readonly Command[];
  source: string;
  line: number;
}

/** A function or value, and what it is given. */
export interface Command {
  operands: readonly [Operand, ...Operand[]];
  source: string;
  line: number;
}

export type Operand = (
  | { type: 'function'; name: string }
  | { type: 'dot' }
  | { type: 'nil' }
  /** `.a.b`; of a variable, `$x.a.b`; of anything else, `(…).a.b`. */
  | { type: 'field'; path: readonly string[] }
  | { type: 'variable'; name: string; path: readonly string[] }
  | { type: 'chain'; of: Operand; path: readonly string[] }
  | { type: 'bool'; value: boolean }
  | { type: 'number'; value: NumberConstant | 'overflow' }
  | { type: 'string'; value: string }
  | Pipe
) & { source: string; line: number };

/** Whole numbers of at most 64 bits, numbers with a fraction, and complex ones. */
export type NumberConstant = GoInt | GoFloat | GoComplex;
