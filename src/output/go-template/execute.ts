import { UsageError } from '../../errors.ts';
import { formatValue, quoted } from '../go-format.ts';
import { GoInt, integerOf, isMap, kindOf, typeName } from '../go-value.ts';
import { byCodePoint } from '../key-order.ts';
import { functions, type Parameter } from './functions.ts';
import type { Command, Operand, Pipe, Statement } from './nodes.ts';
import { mainTemplate } from './tokens.ts';
import { sprint } from './printf.ts';
import { isTrue } from './truth.ts';

/**
 * Runs a template on one object (text/template/exec.go).
 *
 * Go tells two sorts of nothing apart: a key that is not there (`undefined`), whose fields are nothing as well, and a key
 * that is null (`null`), of which no field can be asked.
 */
export interface Options {
  /** A key that a map does not have is then nothing; else it is an error. */
  allowMissingKeys: boolean;
}

/** @throws UsageError with the place and the cause */
export function execute(
  templates: ReadonlyMap<string, readonly Statement[]>,
  data: unknown,
  { allowMissingKeys }: Options,
): string {
  const run: Run = { templates, allowMissingKeys, parts: [] };
  new State(run, data).walk(data, templates.get(mainTemplate) ?? []);
  return run.parts.join('');
}

interface Run extends Options {
  templates: ReadonlyMap<string, readonly Statement[]>;
  parts: string[];
}

type Place = Pick<Operand, 'source' | 'line'>;

/** What a pipeline hands to a command as its last argument; `none` for its first command. */
const none = Symbol('none');

/** One call of a template, with the variables that it has. */
class State {
  readonly #run: Run;
  readonly #variables: { name: string; value: unknown }[];

  constructor(run: Run, dot: unknown) {
    this.#run = run;
    this.#variables = [{ name: '$', value: dot }];
  }

  /** Answers how the statements were left, where not by their end. */
  walk(dot: unknown, statements: readonly Statement[]): 'break' | 'continue' | undefined {
    for (const statement of statements) {
      const left = this.#statement(dot, statement);
      if (left) return left;
    }
    return undefined;
  }

  #statement(dot: unknown, statement: Statement): 'break' | 'continue' | undefined {
    switch (statement.type) {
      case 'text':
        this.#run.parts.push(statement.text);
        return undefined;
      case 'action': {
        const value = this.#pipe(dot, statement.pipe);
        if (statement.pipe.variables.length === 0) this.#run.parts.push(printed(value));
        return undefined;
      }
      case 'if':
      case 'with':
        return this.#scoped(() => {
          const value = this.#pipe(dot, statement.pipe);
          if (!isTrue(value)) return this.walk(dot, statement.otherwise);
          return this.walk(statement.type === 'with' ? value : dot, statement.body);
        });
      case 'range':
        return this.#scoped(() => this.#range(dot, statement));
      case 'template':
        this.#template(dot, statement);
        return undefined;
      case 'break':
      case 'continue':
      default:
        return statement.type;
    }
  }

  /** Variables that are declared within live no longer than that. */
  #scoped<T>(body: () => T): T {
    const { length } = this.#variables;
    const result = body();
    this.#variables.length = length;
    return result;
  }

  #range(dot: unknown, { pipe, body, otherwise }: Extract<Statement, { type: 'range' | 'if' | 'with' }>) {
    const value = this.#pipe(dot, pipe);
    let count = 0;
    for (const [index, element] of this.#elements(value, pipe)) {
      count++;
      this.#setRangeVariables(pipe, index, element);
      if (this.#scoped(() => this.walk(element, body)) === 'break') return undefined;
    }
    return count === 0 ? this.walk(dot, otherwise) : undefined;
  }

  #elements(value: unknown, pipe: Pipe): Iterable<[unknown, unknown]> {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((element, index) => [new GoInt(index), element]);
    if (isMap(value)) {
      const keys = Object.keys(value).filter((key) => value[key] !== undefined);
      return keys.sort(byCodePoint).map((key) => [key, value[key]]);
    }
    if (kindOf(value) === 'int') {
      if (pipe.variables.length < 2) return counted(value);
      fail(pipe, `can't use ${formatValue(value)} to iterate over more than one variable`);
    }
    return fail(pipe, `range can't iterate over ${formatValue(value)}`);
  }

  #setRangeVariables(pipe: Pipe, index: unknown, element: unknown): void {
    const { variables, assigns } = pipe;
    const [first, second] = variables;
    const values = second === undefined ? [element] : [index, element];
    for (const [at, value] of values.entries()) {
      const name = at === 0 ? first : second;
      if (name === undefined) continue;
      if (assigns) this.#set(name, value, pipe);
      else {
        const variable = this.#variables[this.#variables.length - values.length + at];
        if (variable) variable.value = value;
      }
    }
  }

  #set(name: string, value: unknown, place: Place): void {
    this.#variable(name, place).value = value;
  }

  /** It is known while the template is read, but may not be there yet: `{{$x := $x}}`. */
  #variable(name: string, place: Place) {
    return this.#variables.findLast((one) => one.name === name) ?? fail(place, `undefined variable: ${name}`);
  }

  #template(dot: unknown, statement: Extract<Statement, { type: 'template' }>): void {
    const body = this.#run.templates.get(statement.name);
    if (!body) fail(statement, `template ${quoted(statement.name)} not defined`);
    const inner = statement.pipe ? this.#pipe(dot, statement.pipe) : undefined;
    new State(this.#run, inner).walk(inner, body);
  }

  #pipe(dot: unknown, pipe: Pipe): unknown {
    let value: unknown = none;
    for (const command of pipe.commands) {
      value = this.#command(dot, command, value);
      if (value === null) value = undefined;
    }
    for (const name of pipe.variables) {
      if (pipe.assigns) this.#set(name, value, pipe);
      else this.#variables.push({ name, value });
    }
    return value;
  }

  #command(dot: unknown, command: Command, final: unknown): unknown {
    const [first] = command.operands;
    const hasArguments = command.operands.length > 1 || final !== none;
    if (first.type === 'function') {
      return this.#call(dot, first.name, command.operands.slice(1), final, command);
    }
    const maybeMethod =
      first.type === 'field' || first.type === 'chain' || (first.type === 'variable' && first.path.length > 0);
    if (hasArguments && !maybeMethod) fail(first, `can't give argument to non-function ${first.source}`);
    if (first.type === 'nil') fail(first, 'nil is not a command');
    return this.#operand(dot, first, hasArguments);
  }

  #operand(dot: unknown, operand: Operand, hasArguments: boolean): unknown {
    switch (operand.type) {
      case 'function':
        return this.#call(dot, operand.name, [], none, operand);
      case 'dot':
        return dot;
      case 'nil':
        return undefined;
      case 'field':
        return this.#fields(dot, operand.path, operand, hasArguments);
      case 'variable': {
        const { value } = this.#variable(operand.name, operand);
        return this.#fields(value, operand.path, operand, hasArguments);
      }
      case 'chain':
        if (operand.of.type === 'nil') fail(operand, `indirection through explicit nil in ${operand.source}`);
        return this.#fields(this.#operand(dot, operand.of, false), operand.path, operand, hasArguments);
      case 'number':
        if (operand.value === 'overflow') fail(operand, `${operand.source} overflows int`);
        return operand.value;
      case 'bool':
      case 'string':
        return operand.value;
      case 'pipe':
      default:
        return this.#pipe(dot, operand);
    }
  }

  #fields(from: unknown, path: readonly string[], place: Place, hasArguments: boolean): unknown {
    let value = from;
    for (const [index, name] of path.entries()) {
      value = this.#field(value, name, place, hasArguments && index === path.length - 1);
    }
    return value;
  }

  #field(receiver: unknown, name: string, place: Place, hasArguments: boolean): unknown {
    if (receiver === undefined) {
      if (!this.#run.allowMissingKeys) fail(place, `nil data; no entry for key ${quoted(name)}`);
      return undefined;
    }
    if (receiver === null) return fail(place, `the value before .${name} is null`);
    if (!isMap(receiver)) return fail(place, `can't evaluate field ${name} in a ${typeName(receiver)}`);
    if (hasArguments) fail(place, `${name} is not a method but has arguments`);
    const value = Object.hasOwn(receiver, name) ? receiver[name] : undefined;
    if (value === undefined && !this.#run.allowMissingKeys) fail(place, `map has no entry for key ${quoted(name)}`);
    return value;
  }

  #call(dot: unknown, name: string, operands: readonly Operand[], final: unknown, place: Place): unknown {
    const called = functions[name];
    if (!called) return fail(place, `${quoted(name)} is not a defined function`);
    const { parameters, rest } = called;
    const count = operands.length + (final === none ? 0 : 1);
    if (rest ? count < parameters.length : count !== parameters.length) {
      const wanted = rest
        ? `at least ${parameters.length} got ${operands.length}`
        : `${parameters.length} got ${count}`;
      fail(place, `wrong number of args for ${name}: want ${wanted}`);
    }
    if (name === 'and' || name === 'or') return this.#shortCircuit(dot, name, operands, final);
    const parameter = (index: number) => parameters[index] ?? rest ?? 'value';
    const args = operands.map((operand, index) => this.#argument(dot, operand, parameter(index)));
    if (final !== none) args.push(fitted(final, parameter(args.length), place));
    try {
      return called.call(...args);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return fail(place, `error calling ${name}: ${error.message}`);
    }
  }

  #shortCircuit(dot: unknown, name: 'and' | 'or', operands: readonly Operand[], final: unknown): unknown {
    let value: unknown;
    for (const operand of operands) {
      value = this.#argument(dot, operand, 'value');
      if (isTrue(value) === (name === 'or')) return value;
    }
    return final === none ? value : final;
  }

  #argument(dot: unknown, operand: Operand, parameter: Parameter): unknown {
    if (parameter === 'string') {
      if (operand.type === 'nil') fail(operand, 'cannot assign nil to string');
      if (operand.type === 'bool' || operand.type === 'number')
        fail(operand, `expected string; found ${operand.source}`);
    }
    return fitted(this.#operand(dot, operand, false), parameter, operand);
  }
}

function* counted(limit: unknown): Iterable<[unknown, unknown]> {
  const wrap = (n: bigint) => (limit instanceof GoInt ? new GoInt(n, limit.type) : Number(n));
  for (let n = 0n; n < integerOf(limit); n++) yield [undefined, wrap(n)];
}

/** A value as the function takes it: `any` knows one sort of nothing, `string` none. */
function fitted(value: unknown, parameter: Parameter, place: Place): unknown {
  if (parameter === 'any') return value ?? null;
  if (parameter === 'value' || typeof value === 'string') return value;
  if (value === undefined) return fail(place, 'invalid value; expected string');
  return fail(place, `wrong type for value; expected string; got ${typeName(value)}`);
}

function printed(value: unknown): string {
  return value === undefined ? '<no value>' : typeof value === 'string' ? value : sprint([value]);
}

function fail({ source, line }: Place, cause: string): never {
  throw new UsageError(`line ${line}, at <${source}>: ${cause}`);
}
