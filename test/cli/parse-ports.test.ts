import { fc } from '../support/seed.ts';
import { expect, test } from 'vitest';
import { parseNodePort, parsePairs, parsePorts, parseTargetPort, portsWished } from '../../src/cli/parse-ports.ts';

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
  ['0', 0], // the API's word for the port's own number
  ['080', 80],
  ['+80', 80],
])('--target-port=%s', (text, wanted) => expect(parseTargetPort(text)).toBe(wanted));

test.each(['65536', '-5', 'UPPER', 'a--b', '-a', 'a-', 'sixteen-letters-x', 'ü'])(
  '--target-port=%j is refused',
  (text) => {
    expect(() => parseTargetPort(text)).toThrow(`invalid --target-port "${text}"`);
  },
);

test.each([
  ['80', [{ name: '80', protocol: 'TCP', port: 80, targetPort: 80 }]],
  ['80:8080', [{ name: '80-8080', protocol: 'TCP', port: 80, targetPort: 8080 }]],
  ['80:web', [{ name: '80-web', protocol: 'TCP', port: 80, targetPort: 'web' }]],
  ['80:8080:9090', [{ name: '80-8080-9090', protocol: 'TCP', port: 80, targetPort: 8080 }]],
  ['', []],
  [
    '"80","81:web"',
    [
      { name: '80', protocol: 'TCP', port: 80, targetPort: 80 },
      { name: '81-web', protocol: 'TCP', port: 81, targetPort: 'web' },
    ],
  ],
])('--tcp=%j', (text, wanted) => expect(parsePairs('--tcp', 'TCP')(text)).toEqual(wanted));

test('an empty --port is none, as in kubectl', () => {
  expect(parsePorts('')).toBeUndefined();
  expect(parsePorts('', parsePorts('80'))).toEqual([{ port: 80 }]);
});

test.each([
  ['80,', 'invalid --tcp "": expected PORT or PORT:TARGET, with a port number between 1 and 65535'],
  ['http', 'invalid --tcp "http": expected PORT or PORT:TARGET, with a port number between 1 and 65535'],
  ['0', 'invalid --tcp "0": expected PORT or PORT:TARGET, with a port number between 1 and 65535'],
  ['65536', 'invalid --tcp "65536": expected PORT or PORT:TARGET, with a port number between 1 and 65535'],
  ['80:0', 'must be between 1 and 65535, inclusive'],
  ['80:70000', 'must be between 1 and 65535, inclusive'],
  ['80:-1', 'must be between 1 and 65535, inclusive'],
  [
    '80:',
    'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-),must contain at least one letter (a-z)',
  ],
  ['80:this-name-is-too-long', 'must be no more than 15 characters'],
  ['80:a--b', 'must not contain consecutive hyphens'],
  ['80:-a', 'must not begin or end with a hyphen'],
])('--tcp=%s is refused', (text, message) => {
  expect(() => parsePairs('--tcp', 'TCP')(text)).toThrow(message);
});

test('ports of other protocols have that in their names', () => {
  expect(parsePairs('--udp', 'UDP')('53:5353')).toEqual([
    { name: '53-5353-udp', protocol: 'UDP', port: 53, targetPort: 5353 },
  ]);
});

test('--port of create service is named as --tcp is, where it has no name', () => {
  expect(portsWished(parsePorts('80,443:8443,dns=53/UDP,54/SCTP@30054'))).toEqual([
    { name: '80', protocol: 'TCP', port: 80, targetPort: 80 },
    { name: '443-8443', protocol: 'TCP', port: 443, targetPort: 8443 },
    { name: 'dns', protocol: 'UDP', port: 53, targetPort: 53 },
    { name: '54-sctp', protocol: 'SCTP', port: 54, targetPort: 54, nodePort: 30054 },
  ]);
});

test.each([
  ['0', undefined],
  ['30080', 30080],
  ['0x7530', 30000],
  ['030060', 12336],
  ['-0', undefined],
])('--node-port=%s', (text, wanted) => expect(parseNodePort(text)).toBe(wanted));

test.each(['', 'x', '-1', '65536', '1e4', '30080 ', '0300_', '08', '_30080', '3__0'])(
  '--node-port=%j is refused',
  (text) => {
    expect(() => parseNodePort(text)).toThrow(
      `invalid --node-port "${text}": expected a port number between 1 and 65535`,
    );
  },
);
