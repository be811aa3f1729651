import { expect, test } from 'vitest';
import {
  parseAffinity,
  parseAffinityTimeout,
  parseBoolean,
  parseClusterIp,
  parseDistribution,
  parseDryRun,
  parseDuration,
  parseFieldManager,
  parseIpFamilies,
  parseIpFamilyPolicy,
  parseList,
  parseLists,
  parseType,
  parseValidation,
} from '../../src/cli/parse.ts';

test.each(['nodeport', 'NodePort', 'NODEPORT'])('--type=%s', (text) => expect(parseType(text)).toBe('NodePort'));

test('--type names the types there are', () => {
  expect(() => parseType('Foo')).toThrow(
    'invalid --type "Foo": must be ClusterIP, NodePort, LoadBalancer or ExternalName',
  );
});

test.each([
  ['none', 'none'],
  ['client', 'client'],
  ['server', 'server'],
  ['unchanged', 'client'],
  ['true', 'client'],
  ['false', 'none'],
])('--dry-run=%s', (text, wanted) => expect(parseDryRun(text, () => {})).toBe(wanted));

test.each(['', 'Client', 'foo', 'constructor'])('--dry-run=%j is refused', (text) => {
  expect(() => parseDryRun(text, () => {})).toThrow(
    `Invalid dry-run value (${text}). Must be "none", "server", or "client".`,
  );
});

test.each([
  ['30', 30_000],
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
])('a duration of %s', (text, wanted) => expect(parseDuration(text, '--timeout')).toBe(wanted));

test.each(['', 'soon', '-1s', '1 s', '1d'])('a duration of %j is refused', (text) => {
  expect(() => parseDuration(text, '--timeout')).toThrow(
    `invalid --timeout "${text}": expected a duration such as 30s or 2m`,
  );
});

test("the deprecated forms of --dry-run are said to be so, in kubectl's words", () => {
  const said: string[] = [];
  for (const text of ['unchanged', 'true', 'False', 'client', 'none'])
    parseDryRun(text, (sentence, place) => said.push(`${place}] ${sentence}`));
  expect(said).toEqual([
    'helpers.go:714] --dry-run is deprecated and can be replaced with --dry-run=client.',
    'helpers.go:728] --dry-run=true is deprecated (boolean value) and can be replaced with --dry-run=client.',
    'helpers.go:731] --dry-run=False is deprecated (boolean value) and can be replaced with --dry-run=none.',
  ]);
});

test('words in any case, answered in the case of the API', () => {
  expect([parseAffinity('clientip'), parseAffinity('NONE')]).toEqual(['ClientIP', 'None']);
  expect(parseClusterIp('none')).toBe('None');
  expect(parseIpFamilyPolicy('preferdualstack')).toBe('PreferDualStack');
  expect(parseIpFamilies('ipv6, IPV4')).toEqual(['IPv6', 'IPv4']);
  expect(parseDistribution('prefersamezone')).toBe('PreferSameZone');
});

test('lists are parted by commas', () => {
  expect(parseList('1.2.3.4, 5.6.7.8')).toEqual(['1.2.3.4', '5.6.7.8']);
  expect(parseList('')).toBeUndefined();
  expect(parseLists('b', parseLists('a,c'))).toEqual(['a', 'c', 'b']);
});

test.each([
  ['10800', 10_800],
  ['3h', 10_800],
  ['1m30s', 90],
  ['1', 1],
  ['24h', 86_400],
])('--session-affinity-timeout=%s', (text, seconds) => expect(parseAffinityTimeout(text)).toBe(seconds));

test.each(['', '0', '-1', '86401', '25h', '500ms', 'soon', '1.5', '９'])(
  '--session-affinity-timeout=%j is refused',
  (text) => {
    expect(() => parseAffinityTimeout(text)).toThrow(
      `invalid --session-affinity-timeout "${text}": expected 1 to 86400 seconds, as 10800, 3h or 30m`,
    );
  },
);

test.each([
  ['strict', 'Strict'],
  ['true', 'Strict'],
  ['warn', 'Warn'],
  ['ignore', 'Ignore'],
  ['false', 'Ignore'],
  ['0', 'Ignore'],
])('--validate=%s', (text, wanted) => expect(parseValidation(text)).toBe(wanted));

test.each<[(text: string) => unknown, string, string]>([
  [
    parseValidation,
    'foo',
    'invalid - validate option "foo"; must be one of: strict (or true), warn, ignore (or false)',
  ],
  [parseAffinity, 'foo', 'unknown session affinity: foo'],
  [parseAffinity, 'a\u001b[2J', 'unknown session affinity: a\\u001b[2J'],
  [parseBoolean('--x'), 'yes', 'invalid --x "yes": expected true or false'],
  [parseIpFamilies, 'IPv5', 'invalid --ip-families "IPv5": must be IPv4 or IPv6'],
  [
    parseFieldManager,
    'x'.repeat(129),
    `invalid --field-manager "${'x'.repeat(60)}… (129 characters)": expected at most 128 bytes of printable text`,
  ],
  [parseFieldManager, 'a\u0007', 'invalid --field-manager "a\\u0007": expected at most 128 bytes of printable text'],
])('refused: %#', (parse, text, message) => {
  expect(() => parse(text)).toThrow(message);
});
