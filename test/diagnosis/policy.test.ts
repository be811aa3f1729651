import { fc } from '../support/seed.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { describe, expect, test } from 'vitest';
import type { NetworkPolicy } from '../../src/diagnosis/facts.ts';
import { admission, type Direction, type Peer, type Way } from '../../src/diagnosis/policy.ts';
import { pod, policy } from './world.ts';

const server = pod('server', { labels: { app: 'web' }, ports: [{ name: 'http', containerPort: 8080 }] });
const subject = { namespace: 'shop', labels: { app: 'web' } };
const way: Way = { port: 8080, protocol: 'TCP', receiver: server };
const client: Peer = {
  pod: { namespace: 'shop', labels: { role: 'api' } },
  namespaceLabels: { 'kubernetes.io/metadata.name': 'shop', team: 'a' },
  addresses: ['10.244.0.9'],
};
const stranger: Peer = {
  ...client,
  pod: { namespace: 'batch', labels: { role: 'api' } },
  namespaceLabels: { 'kubernetes.io/metadata.name': 'batch', team: 'b' },
};
const unread: Peer = { ...stranger, namespaceLabels: undefined };
const outside: Peer = { pod: undefined, namespaceLabels: undefined, addresses: ['203.0.113.9'] };
const unborn: Peer = { ...client, addresses: undefined };

const from = (...peers: object[]) => ({ ingress: [{ from: peers }] });
const ports = (...list: object[]) => ({ ingress: [{ ports: list }] });

describe('ingress, by one policy that selects the pod', () => {
  test.each<[string, object, string, Peer?]>([
    ['no rule: nobody', {}, 'denied'],
    ['an empty list of rules: nobody', { ingress: [] }, 'denied'],
    ['an empty rule: everybody', { ingress: [{}] }, 'admitted'],
    ['an empty list of peers: everybody', from(), 'admitted'],
    ['it speaks of egress alone', { policyTypes: ['Egress'] }, 'admitted'],
    ['egress rules close ingress too, where no types are given', { egress: [{}] }, 'denied'],
    ['it selects other pods', { podSelector: { matchLabels: { app: 'db' } } }, 'admitted'],
    ['pods of its namespace', from({ podSelector: { matchLabels: { role: 'api' } } }), 'admitted'],
    ['other pods of its namespace', from({ podSelector: { matchLabels: { role: 'db' } } }), 'denied'],
    ['all pods of its namespace', from({ podSelector: {} }), 'admitted'],
    ['a pod selector alone is for its own namespace', from({ podSelector: {} }), 'denied', stranger],
    ['all namespaces', from({ namespaceSelector: {} }), 'admitted', stranger],
    [
      'a namespace by its name',
      from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'batch' } } }),
      'admitted',
      stranger,
    ],
    ['another namespace', from({ namespaceSelector: { matchLabels: { team: 'a' } } }), 'denied', stranger],
    [
      'both selectors in one peer: both must hold',
      from({ namespaceSelector: {}, podSelector: { matchLabels: { role: 'db' } } }),
      'denied',
      stranger,
    ],
    [
      'two peers: one is enough',
      from({ namespaceSelector: { matchLabels: { team: 'z' } } }, { namespaceSelector: {} }),
      'admitted',
      stranger,
    ],
    ['labels that may not be read', from({ namespaceSelector: { matchLabels: { team: 'b' } } }), 'unknown', unread],
    [
      'but for the name',
      from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'batch' } } }),
      'admitted',
      unread,
    ],
    [
      'and the name does not fit',
      from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'x', team: 'b' } } }),
      'denied',
      unread,
    ],
    [
      'an expression',
      from({ podSelector: { matchExpressions: [{ key: 'role', operator: 'In', values: ['api', 'ui'] }] } }),
      'admitted',
    ],
    [
      'NotIn',
      from({ podSelector: { matchExpressions: [{ key: 'role', operator: 'NotIn', values: ['api'] }] } }),
      'denied',
    ],
    [
      'DoesNotExist',
      from({ podSelector: { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] } }),
      'admitted',
    ],
    ['an address block', from({ ipBlock: { cidr: '10.244.0.0/16' } }), 'admitted'],
    ['but for a part of it', from({ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.0.0/24'] } }), 'denied'],
    ['another block', from({ ipBlock: { cidr: '192.168.0.0/16' } }), 'denied'],
    ['a block of the other family', from({ ipBlock: { cidr: '::/0' } }), 'denied'],
    ['a block, and no address yet', from({ ipBlock: { cidr: '10.244.0.0/16' } }), 'unknown', unborn],
    ['every address, and none yet', from({ ipBlock: { cidr: '0.0.0.0/0' } }), 'admitted', unborn],
    ['an address that is no pod meets no selector', from({ namespaceSelector: {} }), 'denied', outside],
    ['an address that is no pod', from({ ipBlock: { cidr: '203.0.113.0/24' } }), 'admitted', outside],
    ['the port', ports({ port: 8080 }), 'admitted'],
    ['another port', ports({ port: 80 }), 'denied'],
    ['another protocol', ports({ port: 8080, protocol: 'UDP' }), 'denied'],
    ['a protocol without port', ports({ protocol: 'TCP' }), 'admitted'],
    ['a range', ports({ port: 8000, endPort: 8999 }), 'admitted'],
    ['a range that ends before', ports({ port: 8000, endPort: 8079 }), 'denied'],
    ['a name', ports({ port: 'http' }), 'admitted'],
    ['a name of another protocol', ports({ port: 'http', protocol: 'UDP' }), 'denied'],
    ['a name that the pod lacks', ports({ port: 'https' }), 'denied'],
    [
      'peers and ports must hold in the same rule',
      {
        ingress: [
          { from: [{ podSelector: {} }], ports: [{ port: 1 }] },
          { from: [{ namespaceSelector: { matchLabels: { no: 'one' } } }] },
        ],
      },
      'denied',
    ],
    ["the pod's own node", {}, 'admitted', { ...client, isOwnNode: true }],
  ])('%s', (_what, spec, expected, peer = client) => {
    expect(admission([policy('p', spec)], 'Ingress', subject, peer, way).admission).toBe(expected);
  });

  test('of another namespace it does not count', () => {
    expect(admission([policy('p', {}, 'other')], 'Ingress', subject, client, way).policies).toEqual([]);
  });

  test("pods of their node's network are not covered", () => {
    expect(admission([policy('p', {})], 'Ingress', { ...subject, hostNetwork: true }, client, way).admission).toBe(
      'admitted',
    );
  });

  test('the rule that misses by its port alone is the nearest', () => {
    const both = [
      policy('p', from({ podSelector: { matchLabels: { role: 'db' } } })),
      policy('q', ports({ port: 80 })),
    ];
    expect(admission(both, 'Ingress', subject, client, way).nearest).toMatchObject({
      policy: { metadata: { name: 'q' } },
      rule: 0,
      misses: 'ports',
    });
  });
});

describe('egress', () => {
  test.each<[string, object, string]>([
    [
      'rules alone make it an egress policy',
      { egress: [{ to: [{ podSelector: { matchLabels: { app: 'web' } } }] }] },
      'admitted',
    ],
    ['no rules, and no types: ingress alone', {}, 'admitted'],
    ['no rules: nothing', { policyTypes: ['Egress'] }, 'denied'],
    ['a name is a port of the receiver', { egress: [{ ports: [{ port: 'http' }] }] }, 'admitted'],
    ['another port', { egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }, 'denied'],
  ])('%s', (_what, spec, expected) => {
    const receiver: Peer = {
      pod: { namespace: 'shop', labels: { app: 'web' } },
      namespaceLabels: {},
      addresses: ['10.244.0.3'],
    };
    const out = { namespace: 'shop', labels: { role: 'api' } };
    expect(admission([policy('p', spec)], 'Egress', out, receiver, way).admission).toBe(expected);
  });
});

const labels = fc.dictionary(fc.constantFrom('app', 'role', 'tier'), fc.constantFrom('a', 'b', 'c'), { maxKeys: 3 });
const selector = fc.oneof(
  fc.record({ matchLabels: labels }),
  fc.constant({}),
  fc.record({
    matchExpressions: fc.array(
      fc.oneof(
        fc.record({
          key: fc.constantFrom('app', 'role'),
          operator: fc.constantFrom('In', 'NotIn'),
          values: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
        }),
        fc.record({ key: fc.constantFrom('app', 'role'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
      ),
      { maxLength: 2 },
    ),
  }),
) as fc.Arbitrary<LabelSelector>;
const block = fc.record({
  cidr: fc.constantFrom('10.244.0.0/16', '10.244.0.0/24', '0.0.0.0/0', '192.168.0.0/16', '10.244.0.9/32'),
  except: fc.subarray(['10.244.0.0/25', '10.244.0.9/32']),
});
const peerRule = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.record({ ipBlock: block }),
);
const portRule = fc.oneof(
  fc.record({ port: fc.constantFrom(80, 8080, 'http', 'none'), protocol: fc.constantFrom('TCP', 'UDP') }),
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP') }),
  fc.record({ port: fc.constantFrom(80, 8000), endPort: fc.constantFrom(8079, 8080, 9000) }),
);
const list = <T>(of: fc.Arbitrary<T>) => fc.option(fc.array(of, { maxLength: 2 }), { nil: undefined });
const aPolicy = fc
  .record({
    podSelector: selector,
    ingress: list(fc.record({ from: list(peerRule), ports: list(portRule) })),
    egress: list(fc.record({ to: list(peerRule), ports: list(portRule) })),
    policyTypes: fc.constantFrom(undefined, ['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    namespace: fc.constantFrom('shop', 'batch'),
  })
  .map(({ namespace, ...spec }) => policy('p', JSON.parse(JSON.stringify(spec)) as object, namespace));
const aSubject = fc.record({ namespace: fc.constantFrom('shop', 'batch'), labels });
const aPeer = fc
  .record({
    namespace: fc.constantFrom('shop', 'batch'),
    labels,
    namespaceLabels: labels,
    address: fc.constantFrom('10.244.0.9', '10.244.7.7', '192.168.1.1'),
  })
  .map(({ namespace, labels: own, namespaceLabels, address }): Peer => ({
    pod: { namespace, labels: own },
    namespaceLabels,
    addresses: [address],
  }));
const aWay = fc.record({
  port: fc.constantFrom(80, 8080, 8079),
  protocol: fc.constantFrom('TCP', 'UDP'),
  receiver: fc.constant(server),
});
const direction = fc.constantFrom<Direction>('Ingress', 'Egress');

describe('whatever the policies are', () => {
  test('the answer is that of a reading of the API text, word by word', () => {
    fc.assert(
      fc.property(fc.array(aPolicy, { maxLength: 4 }), direction, aSubject, aPeer, aWay, (all, dir, own, peer, to) => {
        expect(admission(all, dir, own, peer, to).admission).toBe(
          oracle(all, dir, own, peer, to) ? 'admitted' : 'denied',
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('a policy more never closes a way to a pod that is isolated already', () => {
    fc.assert(
      fc.property(
        fc.array(aPolicy, { maxLength: 3 }),
        aPolicy,
        direction,
        aSubject,
        aPeer,
        aWay,
        (all, more, dir, own, peer, to) => {
          const before = admission(all, dir, own, peer, to);
          fc.pre(before.policies.length > 0 && before.admission === 'admitted');
          expect(admission([...all, more], dir, own, peer, to).admission).toBe('admitted');
        },
      ),
    );
  });

  test('their order does not matter', () => {
    fc.assert(
      fc.property(fc.array(aPolicy, { maxLength: 4 }), direction, aSubject, aPeer, aWay, (all, dir, own, peer, to) => {
        expect(admission([...all].reverse(), dir, own, peer, to).admission).toBe(
          admission(all, dir, own, peer, to).admission,
        );
      }),
    );
  });

  test('what is not known is never the opposite of what is', () => {
    fc.assert(
      fc.property(fc.array(aPolicy, { maxLength: 4 }), direction, aSubject, aPeer, aWay, (all, dir, own, peer, to) => {
        const known = admission(all, dir, own, peer, to).admission;
        const dim = admission(
          all,
          dir,
          own,
          { ...peer, namespaceLabels: undefined, addresses: undefined },
          to,
        ).admission;
        fc.pre(!namesItself(all)); // the generated labels lack the one that every namespace has
        expect([known, 'unknown', ...(everyAddress(all) ? ['admitted'] : [])]).toContain(dim);
      }),
    );
  });
});

const namesItself = (all: readonly NetworkPolicy[]) => JSON.stringify(all).includes('metadata.name"');
const everyAddress = (all: readonly NetworkPolicy[]) => JSON.stringify(all).includes('0.0.0.0/0');

/** The second opinion: loops instead of a fold, sets of numbers instead of comparisons, and no third answer. */
function oracle(
  all: readonly NetworkPolicy[],
  dir: Direction,
  own: { namespace: string; labels: Record<string, string> },
  peer: Peer,
  to: Way,
): boolean {
  let isolated = false;
  for (const one of all) {
    if (one.metadata.namespace !== own.namespace) continue;
    if (!selects(one.spec.podSelector ?? {}, own.labels)) continue;
    const types = one.spec.policyTypes ?? (one.spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress']);
    if (!types.includes(dir)) continue;
    isolated = true;
    const rules =
      dir === 'Ingress'
        ? (one.spec.ingress ?? []).map((rule) => ({ who: rule.from, ports: rule.ports }))
        : (one.spec.egress ?? []).map((rule) => ({ who: rule.to, ports: rule.ports }));
    for (const rule of rules) {
      let who = !rule.who?.length;
      for (const { podSelector, namespaceSelector, ipBlock } of rule.who ?? []) {
        if (ipBlock) {
          const [ip = ''] = peer.addresses ?? [];
          if (covers(ipBlock.cidr, ip) && !(ipBlock.except ?? []).some((hole) => covers(hole, ip))) who = true;
        } else if (
          (podSelector ? selects(podSelector, peer.pod?.labels ?? {}) : true) &&
          (namespaceSelector
            ? selects(namespaceSelector, peer.namespaceLabels ?? {})
            : peer.pod?.namespace === one.metadata.namespace)
        )
          who = true;
      }
      let what = !rule.ports?.length;
      for (const { port, endPort, protocol = 'TCP' } of rule.ports ?? []) {
        const first = port === 'http' && protocol === 'TCP' ? 8080 : port;
        const numbers =
          first === undefined
            ? undefined
            : typeof first === 'number'
              ? range(first, endPort ?? first)
              : new Set<number>();
        if (protocol === to.protocol && (!numbers || numbers.has(to.port))) what = true;
      }
      if (who && what) return true;
    }
  }
  return !isolated;
}

const range = (first: number, last: number) =>
  new Set(Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index));

function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, of: Record<string, string>): boolean {
  for (const key in matchLabels) if (of[key] !== matchLabels[key]) return false;
  for (const { key, operator, values = [] } of matchExpressions) {
    const has = key in of;
    const inside = has && values.includes(of[key] ?? '');
    if (operator === 'In' && !inside) return false;
    if (operator === 'NotIn' && inside) return false;
    if (operator === 'Exists' && !has) return false;
    if (operator === 'DoesNotExist' && has) return false;
  }
  return true;
}

function covers(cidr: string, ip: string): boolean {
  const [base = '', length = ''] = cidr.split('/');
  const binary = (text: string) =>
    text
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  return binary(base).slice(0, Number(length)) === binary(ip).slice(0, Number(length));
}
