import { expect, test } from 'vitest';
import { toJson } from '../../src/output/json.ts';

test('four spaces, and empty maps and lists on one line', () => {
  expect(toJson({ kind: 'Service', spec: { ports: [{ port: 80 }, {}], none: undefined }, list: [] })).toBe(`{
    "kind": "Service",
    "spec": {
        "ports": [
            {
                "port": 80
            },
            {}
        ]
    },
    "list": []
}
`);
});

test.each([
  ['<a & b>', '"\\u003ca \\u0026 b\\u003e"'],
  ['\u2028\u2029', '"\\u2028\\u2029"'],
  ['\b\f\n\r\t\u0001', '"\\b\\f\\n\\r\\t\\u0001"'],
  ['\u007f\u0085\uFEFF', '"\u007f\u0085\uFEFF"'],
  ['"\\/', '"\\"\\\\/"'],
  ['\ud800x', '"\uFFFDx"'],
  [1e21, '1e+21'],
  [1e-7, '1e-7'],
  [100, '100'],
  [true, 'true'],
  [null, 'null'],
])('%j is written %s', (value, wanted) => {
  expect(toJson(value)).toBe(`${wanted}\n`);
});

const keys = (text: string) => [...text.matchAll(/"([^"]+)":/g)].map(([, key]) => key).join(' ');
const service = {
  kind: 'Service',
  apiVersion: 'v1',
  metadata: { name: 'web', labels: { 9: '', b: '', 10: '', '-': '' } },
  spec: { selector: { b: '', a: '' } },
};

test('a struct keeps its order, while its maps are sorted as Go sorts them', () => {
  expect(keys(toJson(service))).toBe('kind apiVersion metadata name labels - 10 9 b spec selector a b');
});

test('sorted: every map by name', () => {
  expect(keys(toJson(service, 'sorted'))).toBe('apiVersion kind metadata labels - 10 9 b name spec selector a b');
});

test('names are sorted by code point, not by UTF-16', () => {
  expect(keys(toJson({ '\u{1F44D}': 0, '\uFFFD': 0, ab: 0, a: 0 }, 'sorted'))).toBe('a ab \uFFFD \u{1F44D}');
});

test('nesting without end is refused', () => {
  const loop: { inner?: unknown } = {};
  loop.inner = loop;
  expect(() => toJson(loop)).toThrow('nested deeper than 1000 levels');
});
