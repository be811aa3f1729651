import { expect, test } from 'vitest';
import { maskedBody, maskedHeader } from '../../src/kube/masked.ts';

test.each([
  ['Authorization', 'Bearer abc.def', 'Bearer <masked>'],
  ['authorization', 'Basic dTpw', 'Basic <masked>'],
  ['authorization', 'abc', '<masked>'],
  ['Proxy-Authorization', 'Basic dTpw', 'Basic <masked>'],
  ['Cookie', 'session=1', '<masked>'],
  ['X-Auth-Token', 'abc', '<masked>'],
  ['Accept', 'application/json', 'application/json'],
  ['Impersonate-User', 'jane', 'jane'],
])('%s: %s', (name, value, wanted) => expect(maskedHeader(name, value)).toBe(wanted));

const secret = {
  kind: 'Secret',
  metadata: {
    name: 's',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"k":"c2VjcmV0"}}' },
  },
  data: { k: 'c2VjcmV0' },
  stringData: { other: 'secret' },
};

test.each([
  ['the body of a request for Secrets', '/api/v1/namespaces/a/secrets/s', '{"data":{"k":"c2VjcmV0"}}'],
  ['a token request', '/api/v1/namespaces/a/serviceaccounts/x/token', '{"status":{"token":"secret"}}'],
  ['a Secret', '/x', JSON.stringify(secret)],
  ['a list of Secrets', '/x', JSON.stringify({ kind: 'SecretList', items: [{ ...secret, kind: undefined }] })],
  ['a mixed list', '/x', JSON.stringify({ kind: 'List', items: [{ kind: 'Service' }, secret] })],
  ['a Secret in a table', '/x', JSON.stringify({ kind: 'Table', rows: [{ object: secret }] })],
  ['half a Secret', '/x', JSON.stringify(secret).slice(0, -1)],
  ['a credential of a plugin', '/x', '{"kind":"ExecCredential","status":{"token":"secret"}}'],
])('%s shows no value', (_, path, body) => {
  const shown = maskedBody(path, body);
  expect(shown).toContain('<masked');
  expect(shown).not.toMatch(/c2VjcmV0|"secret"/);
});

test.each(['', '{"kind":"Service","spec":{"secret":1}}', 'no JSON'])('%j is shown', (body) =>
  expect(maskedBody('/api/v1/namespaces/secrets-and-more/services', body)).toBe(body),
);
