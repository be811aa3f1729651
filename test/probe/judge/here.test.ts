import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/probe/judge/checks.ts';
import type { Outcome } from '../../../src/probe/judge/classify.ts';
import { judgeHere, type SettingHere, withHere } from '../../../src/probe/judge/here.ts';
import { notRoutable } from '../../../src/probe/judge/not-routable.ts';
import type { Verdict, Word } from '../../../src/probe/judge/verdict.ts';
import type { Via } from '../../../src/probe/pod/targets.ts';
import { facts, node, service } from '../../diagnosis/world.ts';

const ways: Record<string, Via> = { node: 'node-port', lb: 'load-balancer', ip: 'external-ip' };

/** `node n1 10.0.0.1 ok`: a way, the place that it leads to, the address, and what came of it. */
const seen = (lines: readonly string[]): Check[] =>
  lines.map((line, index) => {
    const [way = '', place = '', host = '', outcome = ''] = line.split(' ');
    return {
      id: `l${index}`,
      vantage: 'local',
      via: ways[way] ?? 'external-ip',
      place,
      host,
      port: way === 'node' ? 30080 : 80,
      layer: 'l4',
      outcome: outcome as Outcome,
      took: 3000,
      attempts: 1,
      raw: outcome === 'not-run' ? 'this machine has no IPv6 address' : '',
    };
  });

describe('what this machine says', () => {
  test.each<[string, string[], Partial<SettingHere>, Word | undefined, string]>([
    ['every address answers', ['lb a 1.2.3.4 ok', 'node n1 10.0.0.1 ok'], {}, 'reachable', ''],
    ['none does', ['lb a 1.2.3.4 timeout', 'node n1 10.0.0.1 timeout'], {}, 'unreachable', 'From this machine none'],
    [
      'the balancer answers, and node ports were promised to nobody',
      ['lb a 1.2.3.4 ok', 'node n1 10.0.0.1 timeout'],
      {},
      'reachable',
      '',
    ],
    [
      'they were asked for by name',
      ['lb a 1.2.3.4 ok', 'node n1 10.0.0.1 timeout'],
      { via: ['load-balancer', 'node-port'] },
      'degraded',
      'not at 10.0.0.1',
    ],
    [
      'node ports answer, the balancer does not',
      ['lb a 1.2.3.4 timeout', 'node n1 10.0.0.1 ok'],
      {},
      'degraded',
      'not at 1.2.3.4',
    ],
    [
      'one of two nodes answers',
      ['node n1 10.0.0.1 ok', 'node n2 10.0.0.2 timeout'],
      {},
      'degraded',
      'not at 10.0.0.2',
    ],
    [
      'a node that has no endpoint, under the policy Local',
      ['node n1 10.0.0.1 ok', 'node n2 10.0.0.2 timeout'],
      { localNodes: new Set(['10.0.0.1']) },
      'reachable',
      '',
    ],
    [
      'a node is reached by one of its addresses',
      ['node n1 1.2.3.4 timeout', 'node n1 10.0.0.1 ok'],
      {},
      'reachable',
      '',
    ],
    [
      'a family that this machine lacks is not tried',
      ['node n1 10.0.0.1 ok', 'node n2 fd00::1 not-run'],
      {},
      'reachable',
      '',
    ],
    ['only such', ['lb a fd00::1 not-run'], {}, 'inconclusive', 'this machine has no IPv6 address'],
    ['silence over UDP', ['node n1 10.0.0.1 no-answer'], {}, 'inconclusive', 'proves nothing'],
    ['nothing to try', [], {}, undefined, ''],
    [
      'a balancer without an address, and nothing else',
      [],
      { pending: true },
      'unreachable',
      'no load balancer address',
    ],
    [
      'the same, and node ports answer',
      ['node n1 10.0.0.1 ok'],
      { pending: true },
      'degraded',
      'no load balancer address',
    ],
    [
      'not as expected',
      ['lb a 1.2.3.4 ok'],
      { expectation: { met: false, text: 'answers HTTP 503' } },
      'degraded',
      'not as was expected',
    ],
  ])('%s', (_, lines, setting, word, sentence) => {
    const verdict = judgeHere(seen(lines), { pending: false, ...setting });
    expect(verdict?.word).toBe(word);
    expect(verdict?.sentence ?? '').toContain(sentence);
  });
});

describe('with what pods say', () => {
  const said = (word: Word): Verdict => ({ word, sentence: word === 'reachable' ? '' : `Pods: ${word}.`, failed: [] });
  const outside = (word: Word): Verdict => ({
    word,
    sentence: word === 'reachable' ? '' : `Here: ${word}.`,
    failed: [],
  });
  test.each<[Word, Word, Word, string]>([
    ['reachable', 'reachable', 'reachable', ''],
    ['reachable', 'unreachable', 'degraded', 'Pods reach it. Here: unreachable.'],
    ['reachable', 'degraded', 'degraded', 'Pods reach it. Here: degraded.'],
    ['unreachable', 'reachable', 'degraded', 'Pods: unreachable. From this machine it answers.'],
    ['unreachable', 'unreachable', 'unreachable', 'Pods: unreachable. Here: unreachable.'],
    ['degraded', 'reachable', 'degraded', 'Pods: degraded. From this machine it answers.'],
    ['degraded', 'degraded', 'degraded', 'Pods: degraded. Here: degraded.'],
    ['inconclusive', 'reachable', 'inconclusive', 'Pods: inconclusive. From this machine it answers.'],
    ['inconclusive', 'unreachable', 'inconclusive', 'Pods: inconclusive. Here: unreachable.'],
    ['reachable', 'inconclusive', 'inconclusive', 'Here: inconclusive.'],
  ])('pods: %s, this machine: %s', (pod, here, word, sentence) => {
    expect(withHere(said(pod), outside(here))).toMatchObject({ word, sentence });
  });
});

describe('L02', () => {
  const port = { name: 'http', port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30080 };
  const nodePort = service({ type: 'NodePort', ports: [port] });
  test.each<[string, Parameters<typeof node>[1], string, string | undefined, string]>([
    [
      'kind',
      { provider: 'kind://docker/kind/kind-worker' },
      'node n1 172.18.0.2 timeout',
      'kind',
      'extraPortMappings: [{containerPort: 30080, hostPort: 30080}]',
    ],
    [
      'k3d',
      { provider: 'k3s://k3d-dev-server-0' },
      'node n1 172.18.0.2 timeout',
      'k3d',
      'port-forward svc/web 8080:80',
    ],
    [
      'minikube',
      { labels: { 'minikube.k8s.io/name': 'minikube' } },
      'node n1 192.168.49.2 unreachable',
      'minikube',
      'minikube service web -n shop --url',
    ],
    [
      'minikube, its load balancer',
      { labels: { 'minikube.k8s.io/name': 'minikube' } },
      'lb a 10.96.0.7 timeout',
      'minikube',
      'minikube tunnel',
    ],
    ['Docker Desktop', { name: 'docker-desktop' }, 'node n1 192.168.65.3 timeout', 'docker-desktop', 'port-forward'],
    ['private addresses', {}, 'node n1 10.0.0.1 timeout', 'private', 'port-forward'],
    ['public ones', {}, 'node n1 203.0.113.7 timeout', 'filtered', 'port-forward'],
    ['a refusal', {}, 'node n1 203.0.113.7 refused', 'refused', 'port-forward'],
    ['a name', {}, 'lb a lb.example dns', 'name', 'port-forward'],
    ['one that answers', {}, 'node n1 203.0.113.7 ok', undefined, ''],
    ['silence over UDP', {}, 'node n1 203.0.113.7 no-answer', undefined, ''],
  ])('%s', (_, wish, line, reason, fix) => {
    const about = facts(nodePort, { nodes: [node(wish?.name ?? 'n1', wish)] });
    const [found] = notRoutable(about, port, seen([line]));
    expect(found?.reason).toBe(reason);
    expect(found?.severity ?? 'warning').toBe('warning');
    expect(found?.fix.map(({ command }) => command).join('\n') ?? '').toContain(fix);
  });

  test('a Service without an address outside has nothing to try', () => {
    const [found] = notRoutable(facts(service()), port, []);
    expect(found).toMatchObject({ id: 'L02', reason: 'no-address' });
    expect(found?.fix.map(({ command }) => command)).toEqual([
      'kubectl -n shop port-forward svc/web 8080:80',
      `kubectl -n shop patch svc web --type=merge -p '{"spec":{"type":"NodePort"}}'`,
    ]);
  });
});
