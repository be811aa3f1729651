import { expect, test } from 'vitest';
import type { Check } from '../../../src/probe/judge/checks.ts';
import type { Outcome } from '../../../src/probe/judge/classify.ts';
import { pathFindings } from '../../../src/probe/judge/paths.ts';
import type { Shape } from '../../../src/probe/judge/verdict.ts';
import type { Via } from '../../../src/probe/pod/targets.ts';
import { facts, pod, service } from '../../diagnosis/world.ts';

/** `endpoints n2 timeout`: the way, the node of the endpoint, what came. */
const check = (line: string): Check => {
  const [via = '', node = '', outcome = ''] = line.split(' ');
  const endpoint = {
    address: '10.0.0.1',
    port: 80,
    ready: true,
    serving: true,
    terminating: false,
    slice: 's',
    managedBy: '',
  };
  return {
    id: line,
    vantage: 'pod',
    via: via as Via,
    host: '10.0.0.1',
    port: 80,
    layer: 'l4',
    outcome: outcome as Outcome,
    took: 4000,
    attempts: 1,
    raw: '',
    ...(via === 'endpoints' && { endpoint: { ...endpoint, node } }),
  };
};

test.each<[string, Shape, string[], Partial<{ made: string }>, string]>([
  [
    'pods of other nodes are lost, and the Service works now and then',
    'PART',
    ['endpoints n1 ok', 'endpoints n2 timeout'],
    {},
    'K02 likely undefined',
  ],
  ['one pod of this node is lost', 'PART', ['endpoints n1 ok', 'endpoints n1 timeout'], {}, 'K02 possible lost'],
  ['one node port is lost', 'PART', ['endpoints n1 ok', 'node-port n2 timeout'], {}, 'K01 possible node-port'],
  ['the proxy has no rule', 'SERVICE PATH', ['endpoints n1 ok', 'cluster-ip - refused'], {}, 'K01 likely undefined'],
  [
    'over UDP it refuses, and the endpoint says nothing',
    'SERVICE PATH',
    ['endpoints n1 no-answer', 'cluster-ip - refused'],
    {},
    'K01 possible undefined',
  ],
  [
    'the proxy had no time',
    'SERVICE PATH',
    ['endpoints n1 ok', 'cluster-ip - refused'],
    { made: '2026-01-02T03:04:00Z' },
    'K01 possible young',
  ],
])('%s', (_, shape, tries, { made }, told) => {
  const of = service();
  const port = of.spec.ports?.[0];
  const checks = tries.map(check);
  const found = pathFindings({
    facts: facts(
      { ...of, metadata: { ...of.metadata, ...(made && { creationTimestamp: made }) } },
      { pods: [pod('a')] },
    ),
    port,
    checks,
    verdict: { word: 'degraded', shape, sentence: '', failed: checks.filter(({ outcome }) => outcome !== 'ok') },
    known: [],
    node: 'n1',
    spoken: new Map(),
    loopback: new Map(),
  });
  expect(found.map(({ id, confidence, reason }) => `${id} ${confidence} ${reason}`)).toEqual([told]);
});

test('the slices of a headless Service say a port that its name does not lead to', () => {
  const of = service({ clusterIP: 'None', clusterIPs: ['None'], selector: undefined as never });
  const checks = [{ ...check('endpoints n1 ok'), port: 8080 }, check('name - refused')];
  const [found] = pathFindings({
    facts: facts(of, { pods: [] }),
    port: of.spec.ports?.[0],
    checks,
    verdict: { word: 'unreachable', shape: 'SERVICE PATH', sentence: '', failed: checks.slice(1) },
    known: [],
    node: 'n1',
    spoken: new Map(),
    loopback: new Map(),
  });
  expect(found).toMatchObject({ id: 'S03', reason: 'headless-port' });
  expect(found?.fix[0]?.command).toContain('"/spec/ports/0/port","value":8080');
});
