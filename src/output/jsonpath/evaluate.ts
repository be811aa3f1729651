import { UsageError } from '../../errors.ts';
import { GoFloat, GoInt, isMap, typeName } from '../go-value.ts';
import { byCodePoint } from '../key-order.ts';
import { holds } from './compare.ts';
import type { Bound, Node } from './parse.ts';

/**
 * Finds what the nodes of a template stand for (client-go/util/jsonpath/jsonpath.go): one group of values for each text
 * and each action. Where Go leaves the order of a map's values to chance, they come in the order of their keys.
 */
export interface Search {
  /** A name that no object has is then no error but nothing. */
  allowMissingKeys: boolean;
}

/** @throws UsageError with the cause alone, as in `nope is not found` */
export function findResults(template: readonly Node[], data: unknown, search: Search): unknown[][] {
  const ranges: Ranges = { begun: 0, inside: 0, ended: 0, lastEnd: -1 };
  return find(template, 0, data, search, ranges);
}

/** How many `range` and `end` are under way: their nesting is known only while they are walked. */
interface Ranges {
  begun: number;
  inside: number;
  ended: number;
  /** Where in the template the last `end` stood. */
  lastEnd: number;
}

function find(template: readonly Node[], from: number, data: unknown, search: Search, ranges: Ranges): unknown[][] {
  const groups: unknown[][] = [];
  for (let at = from; at < template.length; at++) {
    const node = template[at];
    if (!node) break;
    const results = walk([data], node, search, ranges);
    if (ranges.ended > 0 && ranges.ended <= ranges.inside) {
      ranges.ended--;
      ranges.lastEnd = at;
      break;
    }
    if (ranges.begun === 0) {
      groups.push(results);
      continue;
    }
    ranges.begun--;
    ranges.inside++;
    for (const result of results) {
      for (const group of find(template, at + 1, result, search, ranges)) groups.push(group);
    }
    // Nothing to go through: the inside is walked all the same, to learn where it ends.
    if (results.length === 0) find(template, at + 1, undefined, search, ranges);
    ranges.inside--;
    if (ranges.lastEnd > at) at = ranges.lastEnd;
  }
  return groups;
}

function walkAll(values: readonly unknown[], nodes: readonly Node[], search: Search, ranges: Ranges): unknown[] {
  return nodes.reduce<unknown[]>((found, node) => walk(found, node, search, ranges), [...values]);
}

function walk(values: unknown[], node: Node, search: Search, ranges: Ranges): unknown[] {
  switch (node.type) {
    case 'text':
      return [node.text];
    case 'list':
      return walkAll(values, node.nodes, search, ranges);
    case 'int':
      return values.map(() => new GoInt(node.value));
    case 'float':
      return values.map(() => new GoFloat(node.value));
    case 'bool':
      return values.map(() => node.value);
    case 'field':
      return fields(values, node.name, search);
    case 'word':
      return word(values, node.name, ranges);
    case 'slice':
      return slices(values, node);
    case 'union':
      return node.members.flatMap((member) => walkAll(values, member, search, ranges));
    case 'wildcard':
      return values.flatMap(members);
    case 'recursive':
      return recursive(values);
    case 'filter':
    default:
      return filtered(values, node, search, ranges);
  }
}

function word(values: unknown[], name: string, ranges: Ranges): unknown[] {
  if (name === 'range') {
    ranges.begun++;
    return values;
  }
  if (name !== 'end') throw new UsageError(`unrecognized identifier ${name}`);
  if (ranges.inside === 0) throw new UsageError('not in range, nothing to end');
  ranges.ended++;
  return [];
}

function fields(values: readonly unknown[], name: string, { allowMissingKeys }: Search): unknown[] {
  if (values.length === 0) return [];
  const found = values.flatMap((value) => (isMap(value) && has(value, name) ? [value[name]] : []));
  if (found.length === 0 && !allowMissingKeys) throw new UsageError(`${name} is not found`);
  return found;
}

const has = (map: Record<string, unknown>, name: string) => Object.hasOwn(map, name) && map[name] !== undefined;

/** What a map, list or text is made of; of a text, the numbers of its bytes. */
function members(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (isMap(value)) {
    const keys = Object.keys(value)
      .filter((key) => has(value, key))
      .sort(byCodePoint);
    return keys.map((key) => value[key]);
  }
  if (typeof value !== 'string') return [];
  return Array.from(new TextEncoder().encode(value), (byte) => new GoInt(byte, 'uint8'));
}

/** Whatever holds something, itself before what it holds. */
function recursive(values: readonly unknown[]): unknown[] {
  const found: unknown[] = [];
  const visit = (value: unknown) => {
    const inner = members(value);
    if (inner.length === 0) return;
    found.push(value);
    if (typeof value !== 'string') inner.forEach(visit);
  };
  values.forEach(visit);
  return found;
}

function slices(values: readonly unknown[], { start, end, step }: { start: Bound; end: Bound; step: Bound }) {
  const found: unknown[] = [];
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) throw new UsageError(`${typeName(value)} is not array or slice`);
    const { length } = value;
    let from = start.value ?? 0;
    if (from < 0) from += length;
    let to = end.value ?? length;
    if (to < 0 || (to === 0 && end.derived)) to += length;
    if (from === to) return found; // what kubectl does: nothing of the lists behind this one either
    if (from >= length || from < 0) throw outOfBounds(from, length);
    if (to > length || to < 0) throw outOfBounds(to - 1, length);
    if (from > to) throw new UsageError(`starting index ${from} is greater than ending index ${to}`);
    if (step.value !== undefined && step.value <= 0) throw new UsageError('step must be > 0');
    for (let at = from; at < to; at += step.value ?? 1) found.push(value[at]);
  }
  return found;
}

const outOfBounds = (index: number, length: number) =>
  new UsageError(`array index out of bounds: index ${index}, length ${length}`);

function filtered(
  values: readonly unknown[],
  { left, right, operator }: Extract<Node, { type: 'filter' }>,
  search: Search,
  ranges: Ranges,
): unknown[] {
  const found: unknown[] = [];
  for (const list of values) {
    if (!Array.isArray(list)) throw new UsageError(`${typeName(list)} is not array or slice and cannot be filtered`);
    for (const item of list as unknown[]) {
      if (operator === 'exists') {
        if (exists(item, left, search, ranges)) found.push(item);
        continue;
      }
      const one = only(walkAll([item], left, search, ranges));
      if (one === undefined) continue;
      const other = only(walkAll([item], right, search, ranges));
      if (other !== undefined && holds(one.value, operator, other.value)) found.push(item);
    }
  }
  return found;
}

/** A path that cannot be walked does not exist, with what had been found up to there. */
function exists(item: unknown, path: readonly Node[], search: Search, ranges: Ranges): boolean {
  let found: unknown[] = [item];
  for (const node of path) {
    try {
      found = walk(found, node, search, ranges);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      // An absent name ends the path; whatever else cannot be walked leaves what was there before it.
      return node.type === 'field' ? false : found.length > 0;
    }
  }
  return found.length > 0;
}

function only(found: readonly unknown[]): { value: unknown } | undefined {
  if (found.length > 1) throw new UsageError('can only compare one element at a time');
  return found.length === 0 ? undefined : { value: found[0] };
}
