import { expect, test } from 'vitest';
import { rawPath, refuseBesideRaw } from '../../src/cli/raw.ts';

/** As kubectl 1.37.2 sends them. */
test.each([
  ['/version', '/version'],
  ['/a b', '/a%20b'],
  ['/é/%2f/%41', '/%C3%A9/A'],
  ["/(it's)!", '/%28it%27s%29%21'],
  ['/a/../b//./c/', '/b/c/'],
  ['/../x', '/x'],
  ['http://other.example/api?x', '/api?x='],
  ['http://other.example', '/'],
  ['//host/api', '/api'],
  ['///api', '/api'],
  ['mailto:x?y=1', '/?y=1'],
  ['*', '/%2A'],
  ['/x#fragment', '/x'],
  ['/x?', '/x'],
  ['/x?b=2&a=1&b=1', '/x?a=1&b=2&b=1'],
  ['/x?a=b c+d&e=%zz&f;g=1&=', '/x?=&a=b+c+d'],
])('%s asks for %s', (raw, path) => expect(rawPath(raw)).toBe(path));

test.each([
  ['nope', 'invalid URI for request'],
  [':', 'missing protocol scheme'],
  ['/a%zz', 'invalid URL escape "%zz"'],
  ['/a%2', 'invalid URL escape "%2"'],
  ['/a\tb', 'net/url: invalid control character in URL'],
  ['http://a b/', 'invalid character " " in host name'],
  ['http://a%20b/', 'invalid URL escape "%20"'],
  ['http://h:x/', 'invalid port ":x" after host'],
  ['http://[::1/', "missing ']' in host"],
])('%j is refused: %s', (raw, problem) => {
  expect(() => refuseBesideRaw({ raw }, [])).toThrow(problem);
});
