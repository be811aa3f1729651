import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDryRun, parseDuration, parsePorts, parseTargetPort, parseTcp, parseType } from '../../src/cli/parse.ts';

test.each([
  ['80', [{ port: 80 }]],
  ['80,443', [{ port: 80 }, { port: 443 }]],
  ['80:8080', [{ port: 80, targetPort: 8080 }]],
  ['80:web', [{ port: 80, targetPort: 'web' }]],
  ['53/UDP', [{ port: 53, protocol: 'UDP' }]],
  ['53/udp', [{ port: 53, protocol: 'UDP' }]],
  ['http=80', [{ port: 80, name: 'http' }]],
  ['80@30080', [{ port: 80, nodePort: 30080 }]],
  ['dns=53:5353/SCTP@30053', [{ port: 53, name: 'dns', targetPort: 5353, protocol: 'SCTP', nodePort: 30053 }]],
])('--port=%s', (text, wanted) => expect(parsePorts(text)).toEqual(wanted));

test('every --port that can be written reads back as it was meant', () => {
  const number = fc.integer({ min: 1, max: 65535 });
  const wish = fc.record(
    {
      port: number,
      name: fc.stringMatching(/^[a-z]{1,9}$/),
      targetPort: number,
      protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
      nodePort: number,
    },
    { requiredKeys: ['port'] },
  );
  const written = ({
    port,
    name,
    targetPort,
    protocol,
    nodePort,
  }: typeof wish extends fc.Arbitrary<infer T> ? T : never) =>
    `${name === undefined ? '' : `${name}=`}${port}${targetPort === undefined ? '' : `:${targetPort}`}${protocol === undefined ? '' : `/${protocol}`}${nodePort === undefined ? '' : `@${nodePort}`}`;
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1 }), (wishes) => {
      expect(parsePorts(wishes.map(written).join(','))).toEqual(wishes);
    }),
  );
});

test('--port may be repeated', () =>
  expect(parsePorts('443', parsePorts('80'))).toEqual([{ port: 80 }, { port: 443 }]));

test.each([
  '',
  'http',
  '0',
  '-1',
  '65536',
  '99999',
  '5000000000',
  '80x',
  ' 80',
  '８０',
  '80,',
  '=80',
  '80\n',
  '80/',
  '80/FOO',
  '80:',
  '80:0',
  '80@x',
  '1e2',
])('--port=%j is refused in one sentence that quotes it', (text) => {
  expect(() => parsePorts(text)).toThrow(/^invalid --p[a-z]+ ".*[^.]$/s);
});

test.each([
  ['8080', 8080],
  ['65535', 65535],
  ['web', 'web'],
  ['http-alt-8', 'http-alt-8'],
])('--target-port=%s', (text, wanted) => expect(parseTargetPort(text)).toBe(wanted));

test.each(['0', '65536', '-5', '', 'UPPER', 'a--b', '-a', 'a-', 'sixteen-letters-x', 'ü'])(
  '--target-port=%j is refused',
  (text) => {
    expect(() => parseTargetPort(text)).toThrow(`invalid --target-port "${text}"`);
  },
);

test.each([
  ['80', [{ name: '80', protocol: 'TCP', port: 80, targetPort: 80 }]],
  ['80:8080', [{ name: '80-8080', protocol: 'TCP', port: 80, targetPort: 8080 }]],
  ['80:web', [{ name: '80-web', protocol: 'TCP', port: 80, targetPort: 'web' }]],
  ['', []],
])('--tcp=%j', (text, wanted) => expect(parseTcp(text)).toEqual(wanted));

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
])('--dry-run=%s', (text, wanted) => expect(parseDryRun(text)).toBe(wanted));

test.each(['', 'Client', 'foo', 'constructor'])('--dry-run=%j is refused', (text) => {
  expect(() => parseDryRun(text)).toThrow(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`);
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
