import { fc } from '../support/seed.ts';
import { labels } from './workloads.ts';

/** Services as an API server takes them, in every type, with texts that YAML has to quote, fold or escape. */

const ambiguous = [
  ...'y n yes no on off true false null ~ 0 1 -1 017 0o17 0x1F 0b11 1e3 1E3 1. .5 . - -- --- ... .nan .inf 1:30 = << <<: 2001-01-01 08 +1 1_000'.split(
    ' ',
  ),
  '',
  ' ',
  ' a',
  'a ',
  '#a',
  'a #b',
  'a#b',
  'a: b',
  'a:',
  ':a',
  '- a',
  '-a',
  '? a',
  '?a',
  '!a',
  '&a',
  '*a',
  '%a',
  '@a',
  '`a',
  '|',
  '>',
  '{a}',
  '[a]',
  'a, b',
  ',a',
  "'a'",
  '"a"',
  "it's",
  'a\\b',
  '\\',
  '2001-12-14t21:59:43.10-05:00',
  '{"a":[1,2]}',
  'a\nb',
  'a\nb\n',
  '\na',
  'a\n\n',
  '\n',
  ' a\nb',
  'a\n b',
  'a\n\n\nb',
  '- a\n- b',
  'a: b\nc: d\n',
  '# a\nb',
  'a\tb',
  '\ta',
  'é漢😀',
  '\u00a0a',
  'x'.repeat(200),
];

const sentence = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'the', 'service', "it's", 'x:', '#no', '-', '1e3', '"q"'),
      fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 1, maxLength: 30 }),
    ),
    { minLength: 5, maxLength: 60 },
  )
  .map((words) => words.join(' '));

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ambiguous) },
  { weight: 2, arbitrary: sentence },
  { weight: 2, arbitrary: fc.array(sentence, { minLength: 2, maxLength: 4 }).map((lines) => lines.join('\n')) },
  {
    weight: 3,
    arbitrary: fc.string({ unit: fc.constantFrom(...' ab:#-?[]{},&*!|>%@`"\'\\~=<.019é漢😀\n'), maxLength: 30 }),
  },
);

const annotations = fc.dictionary(
  fc.constantFrom('a', 'y', '1', 'null', 'example.com/x-y', 'B_c.d', '1.0', '0x1'),
  text,
  { maxKeys: 5, noNullPrototype: true },
);

const address = fc.oneof(
  fc
    .tuple(fc.constantFrom('192.0.2', '198.51.100', '203.0.113'), fc.integer({ min: 1, max: 254 }))
    .map((parts) => parts.join('.')),
  fc.integer({ min: 1, max: 0xffff }).map((part) => `2001:db8::${part.toString(16)}`),
);

const port = fc.record(
  {
    name: fc.constantFrom('http', 'https', 'y', 'no', '1a', 'a-b', 'on', '0x1', 'metrics-and-more'),
    port: fc.integer({ min: 1, max: 65535 }),
    targetPort: fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom('http', 'y', 'x-1')),
    protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
    appProtocol: fc.constantFrom('http', 'kubernetes.io/h2c', 'example.com/x'),
  },
  { requiredKeys: ['name', 'port'] },
);

const ports = (least: number) => fc.uniqueArray(port, { minLength: least, maxLength: 5, selector: ({ name }) => name });

const common = {
  labels: fc.option(labels, { nil: undefined }),
  annotations: fc.option(annotations, { nil: undefined }),
};

const typed = fc.record({
  ...common,
  spec: fc
    .record(
      {
        type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
        selector: labels,
        ports: ports(1),
        sessionAffinity: fc.constantFrom('ClientIP', 'None'),
        externalIPs: fc.uniqueArray(address, { minLength: 1, maxLength: 3 }),
        ipFamilyPolicy: fc.constantFrom('SingleStack', 'PreferDualStack', 'RequireDualStack'),
        internalTrafficPolicy: fc.constantFrom('Cluster', 'Local'),
        publishNotReadyAddresses: fc.boolean(),
        trafficDistribution: fc.constantFrom('PreferSameZone', 'PreferSameNode'),
      },
      { requiredKeys: ['type', 'ports'] },
    )
    // Two ports of one number and protocol are refused.
    .filter(
      ({ ports: all }) =>
        new Set(all.map(({ port: number, protocol = 'TCP' }) => `${number}${protocol}`)).size === all.length,
    ),
  ingress: fc.array(
    fc.oneof(
      address.map((ip) => ({ ip })),
      fc.constantFrom('a.example.com', 'a1b2c3-123.elb.eu-west-1.example.com').map((hostname) => ({ hostname })),
    ),
    { maxLength: 12 },
  ),
});

const headless = fc.record({
  ...common,
  spec: fc.record(
    { clusterIP: fc.constant('None'), selector: labels, ports: fc.option(ports(1), { nil: undefined }) },
    { requiredKeys: ['clusterIP'] },
  ),
  ingress: fc.constant([]),
});

const external = fc.record({
  ...common,
  spec: fc.record(
    {
      type: fc.constant('ExternalName'),
      externalName: fc.constantFrom(
        'db.example.com',
        'a-very-long-name.that-goes.on-and-on.for-a-while.example.com',
        '10.0.0.1',
        'y',
      ),
      ports: ports(1),
    },
    { requiredKeys: ['type', 'externalName'] },
  ),
  ingress: fc.constant([]),
});

export interface GeneratedService {
  labels: Record<string, string> | undefined;
  annotations: Record<string, string> | undefined;
  spec: object;
  ingress: readonly object[];
}

export const service: fc.Arbitrary<GeneratedService> = fc.oneof(
  { weight: 4, arbitrary: typed },
  { weight: 1, arbitrary: headless },
  { weight: 1, arbitrary: external },
);
