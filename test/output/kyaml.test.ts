import { expect, test } from 'vitest';
import { kyamlPrinter, toKyaml } from '../../src/output/kyaml.ts';

/** Recorded from kubectl 1.37.2. */
const service = {
  kind: 'Service',
  apiVersion: 'v1',
  metadata: { name: 'a', labels: { b: 'x', app: 'a' } },
  spec: {
    ports: [{ name: '80', port: 80 }, { port: 443 }],
    clusterIPs: ['10.0.0.1', 'fd00::1'],
    selector: {},
    none: [],
  },
  status: { loadBalancer: {} },
};

test('struct order for what is made, order of names for what is read', () => {
  expect(kyamlPrinter({ held: 'typed', showManagedFields: false })(service)).toBe(`---
{
  kind: "Service",
  apiVersion: "v1",
  metadata: {
    name: "a",
    labels: {
      app: "a",
      b: "x",
    },
  },
  spec: {
    ports: [{
      name: "80",
      port: 80,
    }, {
      port: 443,
    }],
    selector: {},
    clusterIPs: [
      "10.0.0.1",
      "fd00::1",
    ],
    none: [],
  },
  status: {
    loadBalancer: {},
  },
}
`);
  expect(toKyaml({ b: 1, a: [[true, null]] }, 'all')).toBe(`---
{
  a: [[
    true,
    null,
  ]],
  b: 1,
}
`);
});

test.each([
  ['a', '"a"'],
  ['it\'s "q" \\', '"it\'s \\"q\\" \\\\"'],
  ['tab\tx', '"tab\tx"'],
  ['\x07\0\x7f\u0085\u2028\ufeff\u{E0001}', '"\\a\\0\\x7f\\N\\L\\ufeff\\U000e0001"'],
  ['a\nb', '"\\\n     a\\n\\\n     b\\\n    "'],
  ['a\n', '"\\\n     a\\n\\\n    "'],
  ['\n\n b', '"\\\n     \\n\\\n     \\n\\\n    \\ b\\\n    "'],
])('the text %j', (value, wanted) => expect(toKyaml({ k: value })).toBe(`---\n{\n  k: ${wanted},\n}\n`));

const bare = [
  'a',
  'nO_',
  'a-b',
  'a.b/c',
  'ä',
  '²',
  '1a',
  'a1',
  '_',
  '1e999',
  '2024-02-30',
  '0xffffffffffffffff',
  '0xg',
];
const quoted = [
  '',
  'y',
  'No',
  'NULL',
  't',
  'F',
  '1',
  '1.5',
  '1e3',
  '0x1f',
  '08',
  '1_000',
  '12',
  'inf',
  'NaN',
  '-',
  'a-',
];
quoted.push('.a', 'a:b', 'k e y', '2024-01-01', '99999999999999999999', '0x1p4');

test.each([...bare.map((key) => [key, key] as const), ...quoted.map((key) => [key, `"${key}"`] as const)])(
  'the key %j',
  (key, wanted) => expect(toKyaml({ m: { [key]: 0 } })).toBe(`---\n{\n  m: {\n    ${wanted}: 0,\n  },\n}\n`),
);

test('an event of a watch has its type first', () => {
  const print = kyamlPrinter({ held: 'read', showManagedFields: false });
  expect(print({ type: 'ADDED', object: { kind: 'Service', apiVersion: 'v1', metadata: { name: 'a' } } })).toBe(`---
{
  type: "ADDED",
  object: {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "a",
    },
  },
}
`);
});
