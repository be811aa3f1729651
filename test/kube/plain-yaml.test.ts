import { fc } from '../support/seed.ts';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { plainYaml } from '../../src/kube/plain-yaml.ts';

const kubeconfig = `# written by a tool
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
    server: https://127.0.0.1:6443
  name: kind-dev
- cluster:
    insecure-skip-tls-verify: true
    server: "https://[::1]:6443"
  name: arn:aws:eks:eu-west-1:0123:cluster/dev
contexts:
  - context:
      cluster: kind-dev
      namespace: ""
      user: kind-dev
    name: kind-dev

current-context: kind-dev
kind: Config
preferences: {}
users:
- name: kind-dev
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      args:
      - eks
      - get-token
      command: aws
      env: null-name
      provideClusterInfo: false
- name: nobody
  user:
`;

test('what kubectl writes is plain, and means what the library says', () => {
  expect(plainYaml(kubeconfig)).toEqual(loadAll(kubeconfig)[0]);
});

describe('left to the library', () => {
  test.each([
    ['nothing', ''],
    ['a comment alone', '# nothing\n'],
    ['a number', 'a: 1'],
    ['a number with a letter', 'a: 1e3'],
    ['a null', 'a: null'],
    ['a word that is a boolean somewhere', 'a: Yes'],
    ['a tilde', 'a: ~'],
    ['a comment behind a value', 'a: b # c'],
    ['single quotes', "a: 'b'"],
    ['an escape', 'a: "\\n"'],
    ['flow', 'a: {b: c}'],
    ['an anchor', 'a: &b c'],
    ['a tag', 'a: !!str c'],
    ['a block of text', 'a: |\n  b'],
    ['a value over two lines', 'a: b\n  c'],
    ['a value on the next line', 'a:\n  b'],
    ['a value that ends like a key', 'a: b:'],
    ['a mapping within a value', 'a: b: c'],
    ['a key twice', 'a: b\na: c'],
    ['a key with a space before its colon', 'a : b'],
    ['a tab', '\ta: b'],
    ['a carriage return', 'a: b\r\n'],
    ['a trailing blank', 'a: b '],
    ['a document mark', '---\na: b'],
    ['two documents', 'a: b\n---\nc: d'],
    ['a first line that is indented', '  a: b'],
    ['a line between two depths', 'a:\n    b: c\n  d: e'],
    ['a sequence of sequences', 'a:\n- - b'],
    ['an empty item', 'a:\n-\n'],
    ['an item further left than its key', 'a:\n  b:\n - c'],
    ['a sequence at the top', '- a'],
    ['JSON', '{"a": "b"}'],
  ])('%s', (_what, text) => {
    expect(plainYaml(text)).toBeUndefined();
  });
});

test('whatever is taken for plain, the library reads alike', () => {
  const key = fc.constantFrom('a', 'b', 'c-d', 'on', '1');
  const value = fc.constantFrom(
    'a',
    'Y',
    'null',
    '1',
    '/a',
    'a:b',
    '"a"',
    '"1"',
    '""',
    '{}',
    'a#b',
    '-',
    'a: b',
    'true',
    '\ta',
  );
  const text = fc.oneof(
    { weight: 3, arbitrary: key.map((name) => `${name}:`) },
    { weight: 4, arbitrary: fc.tuple(key, value).map(([name, of]) => `${name}: ${of}`) },
    value,
  );
  const line = fc
    .tuple(fc.constantFrom('', '', '  ', '    ', '   ', '\t'), fc.constantFrom('', '', '- ', '-'), text)
    .map((parts) => parts.join(''));
  let taken = 0;
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      const whole = lines.join('\n');
      const found = plainYaml(whole);
      if (found === undefined) return;
      taken += 1;
      expect({ whole, found }).toEqual({ whole, found: loadAll(whole)[0] });
    }),
    { numRuns: 20_000 },
  );
  expect(taken).toBeGreaterThan(100);
});
