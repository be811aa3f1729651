import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { columnsOfFile, columnsOfSpec, customColumnsPrinter } from '../../src/output/custom-columns.ts';
import { goTemplatePrinter } from '../../src/output/go-template/printer.ts';
import { jsonpathPrinter } from '../../src/output/jsonpath/printer.ts';
import type { ObjectList, Printer } from '../../src/output/printer.ts';
import type { KubeObject } from '../../src/service/types.ts';

/**
 * What kubectl 1.37.2's own printers make of templates, a row each. A row with `error` is one that kubectl refuses, with our
 * sentence; where it is about reading the template, that sentence is kubectl's.
 */
interface Row {
  format: 'jsonpath' | 'jsonpath-as-json' | 'go-template' | 'custom-columns' | 'custom-columns-file';
  text: string;
  of: 'service' | 'list';
  /** As `expose` and `create` hold their objects. */
  typed?: true;
  /** `--allow-missing-template-keys=false`; for columns, `--no-headers`. */
  strict?: true;
  stdout?: string;
  error?: string;
}

const recorded = (file: string) => readFileSync(fileURLToPath(new URL(`recorded/${file}`, import.meta.url)), 'utf8');

const objects = JSON.parse(recorded('objects.json')) as { service: KubeObject; list: ObjectList };

function printerOf({ format, text, typed, strict }: Row): Printer {
  const style = { held: typed ? 'typed' : 'read', allowMissingKeys: !strict } as const;
  switch (format) {
    case 'jsonpath':
    case 'jsonpath-as-json':
      return jsonpathPrinter(text, { ...style, asJson: format === 'jsonpath-as-json' });
    case 'go-template':
      return goTemplatePrinter(text, style);
    case 'custom-columns':
      return customColumnsPrinter(columnsOfSpec(text), { noHeaders: strict === true });
    case 'custom-columns-file':
    default:
      return customColumnsPrinter(columnsOfFile(text), { noHeaders: false });
  }
}

describe.each(['jsonpath', 'go-template', 'custom-columns'])('%s', (file) => {
  const rows = recorded(`${file}.jsonl`)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  const name = ({ format, of, text, typed, strict }: Row) =>
    `${format} of the ${of}${typed ? ', typed' : ''}${strict ? ', strict' : ''}: ${text}`;

  test.each(rows.map((row) => [name(row), row] as const))('%s', (_, row) => {
    const print = () => printerOf(row)(objects[row.of]);
    if (row.error === undefined) expect(print()).toBe(row.stdout);
    else expect(print).toThrow(new UsageError(row.error));
  });
});

test('a printer prints several objects alike', () => {
  const print = jsonpathPrinter('{range .spec.ports[*]}{.name} {end}', {
    held: 'read',
    allowMissingKeys: true,
    asJson: false,
  });
  expect(print(objects.service) + print(objects.service)).toBe('http dns metrics http dns metrics ');
});

test('a template that calls itself without end is refused', () => {
  const print = goTemplatePrinter('{{define "r"}}{{template "r"}}{{end}}{{template "r"}}', { allowMissingKeys: true });
  expect(() => print(objects.service)).toThrow('exceeded maximum template depth');
});
