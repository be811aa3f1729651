import { expect, test } from 'vitest';
import type { Facts } from '../../../src/diagnosis/facts.ts';
import type { Check } from '../../../src/probe/judge/checks.ts';
import { loopbackFindings, loopbackKey, withLoopback } from '../../../src/probe/judge/loopback.ts';

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec: {} };
const facts = { service, selected: [] } as unknown as Facts;

const tried = (host: string, outcome: Check['outcome'], pod = 'web-1'): Check => ({
  id: `e${host}`,
  vantage: 'pod',
  via: 'endpoints',
  host,
  port: 8080,
  layer: 'l4',
  outcome,
  took: 2,
  attempts: 1,
  raw: '',
  endpoint: {
    address: host,
    port: 8080,
    ready: true,
    serving: true,
    terminating: false,
    pod,
    slice: 's',
    managedBy: '',
  },
});

/** Port-forward goes to 127.0.0.1 of the pod, where a server that is bound to 0.0.0.0 answers as well. */
test.each<[string, Check[], 'open' | 'refused', string[]]>([
  ['refused at its address, open on the loopback', [tried('10.0.0.1', 'refused')], 'open', ['S04']],
  ['refused in both places', [tried('10.0.0.1', 'refused')], 'refused', []],
  ['answers over IPv4 and refuses over IPv6', [tried('10.0.0.1', 'ok'), tried('fd00::1', 'refused')], 'open', []],
  ['asked over IPv6 alone, and refused: it may well be bound to 0.0.0.0', [tried('fd00::1', 'refused')], 'open', []],
  ['another pod answers', [tried('10.0.0.2', 'ok', 'web-2'), tried('10.0.0.1', 'refused')], 'open', ['S04']],
  ['lost packets say nothing of listeners', [tried('10.0.0.1', 'timeout')], 'open', []],
])('%s', (_, checks, found, ids) => {
  const loopback = new Map([[loopbackKey('shop', 'web-1', 8080), found]]);
  const seen = {
    facts,
    port: { port: 80 },
    checks,
    verdict: { word: 'unreachable', sentence: '', failed: [] },
    known: [],
    node: '',
    spoken: new Map(),
    loopback,
  } as const;
  expect(loopbackFindings(seen).map(({ id }) => id)).toEqual(ids);
});

const deaf = {
  id: 'S03',
  severity: 'error',
  confidence: 'certain',
  reason: 'refused',
  message: '',
  objects: [{ kind: 'Pod', name: 'web-1', namespace: 'shop' }],
  evidence: [],
  fix: [],
} as const;

test.each<[string, Check[], 'open' | 'refused', number]>([
  ['nothing at 127.0.0.1 either leaves ::1', [tried('10.0.0.1', 'refused')], 'refused', 1],
  ['something at 127.0.0.1 is told of as that', [tried('10.0.0.1', 'refused')], 'open', 0],
  [
    'where it listens is known',
    [tried('10.0.0.1', 'refused'), { ...tried('10.0.0.1', 'ok'), via: 'other-port', port: 9090 }],
    'refused',
    0,
  ],
])('a pod that refuses: %s', (_, checks, found, lines) => {
  const loopback = new Map([[loopbackKey('shop', 'web-1', 8080), found]]);
  expect(withLoopback([{ ...deaf, evidence: [], fix: [] }], checks, loopback)[0]?.evidence).toHaveLength(lines);
});
