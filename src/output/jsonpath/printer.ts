import { UsageError } from '../../errors.ts';
import { formatValue, quoted } from '../go-format.ts';
import { GoFloat, GoInt, isMap } from '../go-value.ts';
import { compactJson, toJson } from '../json.ts';
import { type Held, isEvent, type Printer } from '../printer.ts';
import { findResults } from './evaluate.ts';
import { parseJsonpath } from './parse.ts';

interface Style {
  held: Held;
  allowMissingKeys: boolean;
  /** Each group of results as a JSON list of its own. */
  asJson: boolean;
}

/**
 * `-o jsonpath=TEXT`
 * @throws UsageError for a template that cannot be read
 */
export function jsonpathPrinter(template: string, { held, allowMissingKeys, asJson }: Style): Printer {
  const nodes = parsed(template);
  return (printable) => {
    // kubectl takes what it holds in a Go type through JSON, which makes a float of every number.
    const typed = held === 'typed' || isEvent(printable);
    try {
      const groups = findResults(nodes, typed ? withFloats(printable) : printable, { allowMissingKeys });
      return groups.map(asJson ? jsonList : groupText).join('');
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`error executing jsonpath ${quoted(template)}: ${error.message}`);
    }
  };
}

function parsed(template: string) {
  try {
    return parseJsonpath(template);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`error parsing jsonpath ${template}, ${error.message}`);
  }
}

const jsonList = (group: readonly unknown[]) => toJson(group.map(withoutFloats), 'sorted');

const groupText = (group: readonly unknown[]) => group.map(text).join(' ');

function text(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) || isMap(value) ? compactJson(withoutFloats(value)) : formatValue(value);
}

const withFloats = (value: unknown) =>
  mapLeaves(value, (leaf) => (typeof leaf === 'number' ? new GoFloat(leaf) : leaf));

function withoutFloats(value: unknown): unknown {
  return mapLeaves(value, (leaf) => (leaf instanceof GoFloat || leaf instanceof GoInt ? Number(leaf.value) : leaf));
}

function mapLeaves(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, change));
  if (!isMap(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapLeaves(inner, change)]));
}
