import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/probe/judge/checks.ts';
import type { Outcome } from '../../../src/probe/judge/classify.ts';
import { judge, type Setting } from '../../../src/probe/judge/judge.ts';
import { worst } from '../../../src/probe/judge/verdict.ts';
import type { Via } from '../../../src/probe/pod/targets.ts';

let count = 0;
const check = (
  via: Via,
  layer: Check['layer'],
  outcome: Outcome,
  took = 2,
  host = '10.0.0.9',
  node?: string,
): Check => ({
  id: `x${count++}`,
  vantage: 'pod',
  via,
  host,
  port: 80,
  layer,
  outcome,
  took,
  attempts: 1,
  raw: '',
  ...(node !== undefined && {
    endpoint: {
      address: host,
      port: 80,
      ready: true,
      serving: true,
      terminating: false,
      node,
      slice: 's',
      managedBy: '',
    },
  }),
});

/** `ok`, or an outcome with the milliseconds that it took: `refused@1002`. */
const one = (via: Via, layer: Check['layer'], text: string, host?: string, node?: string): Check => {
  const [outcome = '', took = '2'] = text.split('@');
  return check(via, layer, outcome as Outcome, Number(took), host, node);
};

const usual: Setting = { node: 'n1', pending: false, udp: false, meshed: false, dnsElsewhere: false };

interface Seen {
  /** The IP control. */
  x?: string;
  /** The name control. */
  k?: string;
  names?: string[];
  front?: string[];
  name?: string[];
  endpoints?: string[];
  said?: string[];
}

const checks = ({
  x = 'ok',
  k = 'ok',
  names = ['ok'],
  front = ['ok'],
  name = [],
  endpoints = [],
  said = [],
}: Seen): Check[] => [
  one('control', 'l4', x),
  one('control', 'dns', k),
  ...names.map((text) => one('dns', 'dns', text)),
  ...front.map((text, index) => one('cluster-ip', 'l4', text, index === 0 ? '10.96.0.1' : 'fd00::1')),
  ...name.map((text) => one('name', 'l4', text)),
  ...endpoints.map((text, index) =>
    one('endpoints', 'l4', text.replace(/ .*/, ''), `10.0.0.${index}`, text.split(' ')[1] ?? 'n1'),
  ),
  ...said.map((text) => one('cluster-ip', 'l7', text)),
];

/** The matrix: X controls, N name, C cluster IP, E endpoints, and what follows. */
describe('the matrix', () => {
  test.each<[string, Seen, string, string | undefined]>([
    ['all well', { endpoints: ['ok', 'ok'] }, 'reachable', undefined],
    ['one endpoint in rotation fails', { endpoints: ['ok', 'refused'] }, 'degraded', 'PART'],
    ['the name fails fast', { names: ['dns@3', 'dns@4'] }, 'unreachable', 'NAME'],
    ['no name resolves, slowly', { k: 'dns@5005', names: ['dns@5005'] }, 'unreachable', 'DNS'],
    ['names fail slowly although the control came', { names: ['dns@5005', 'dns@5006'] }, 'unreachable', 'DNS'],
    ['one form of the name fails', { names: ['dns@3', 'ok'] }, 'degraded', 'PART'],
    [
      'endpoints answer, the Service does not',
      { front: ['timeout@4000'], endpoints: ['ok', 'ok'] },
      'unreachable',
      'SERVICE PATH',
    ],
    ['nothing behind it, refused after a second', { front: ['refused@1002'] }, 'unreachable', 'NO ENDPOINTS'],
    [
      'refused within milliseconds',
      { front: ['refused'], endpoints: ['refused', 'refused@50'] },
      'unreachable',
      'NOT LISTENING',
    ],
    [
      'one of three refuses, and the Service has led there each time',
      { front: ['refused'], endpoints: ['ok', 'ok', 'refused'] },
      'degraded',
      'PART',
    ],
    [
      'one of three refuses, and the network itself refuses the Service',
      { front: ['refused@1002'], endpoints: ['ok', 'ok', 'refused'] },
      'unreachable',
      'SERVICE PATH',
    ],
    [
      'one of two is lost, and the Service has led there',
      { front: ['timeout@4000'], endpoints: ['ok n1', 'timeout@4000 n1'] },
      'degraded',
      'PART',
    ],
    [
      'only DNS can be reached',
      { x: 'timeout@4000', front: ['timeout@4000'], endpoints: ['timeout@4000'] },
      'inconclusive',
      'CLIENT ISOLATED',
    ],
    ['all lost', { front: ['timeout@4000'], endpoints: ['timeout@4000'] }, 'unreachable', 'BLOCKED'],
    [
      'near ones answer, far ones do not',
      { front: ['timeout@4000'], endpoints: ['ok n1', 'timeout@4000 n2'] },
      'degraded',
      'CROSS-NODE',
    ],
    [
      'the same, and the Service works now and then',
      { front: ['ok'], endpoints: ['ok n1', 'timeout@4000 n2'] },
      'degraded',
      'PART',
    ],
    ['one family fails', { front: ['ok', 'refused'] }, 'degraded', 'PART'],
    [
      'the client has no network',
      { x: 'timeout@4000', k: 'dns@5000', names: ['dns@5000'], front: ['timeout@4000'], endpoints: ['timeout@4000'] },
      'inconclusive',
      'CLIENT ISOLATED',
    ],
    [
      'a control that fails is outweighed by an answer',
      { x: 'timeout@4000', endpoints: ['ok'] },
      'reachable',
      undefined,
    ],
    ['no control, no verdict', { x: 'not-run' }, 'inconclusive', undefined],
    ['nothing was tried', { front: [], names: [] }, 'inconclusive', undefined],
    ['only a name, which resolves', { front: [] }, 'reachable', undefined],
    ['only a name, which does not', { front: [], names: ['dns@3'] }, 'unreachable', 'NAME'],
    [
      'a client that gets as far as DNS could not look',
      { x: 'timeout@4000', front: ['timeout@4000'], endpoints: ['timeout@4000'] },
      'inconclusive',
      'CLIENT ISOLATED',
    ],
    ['an HTTP error is an answer', { said: ['http'] }, 'reachable', undefined],
    ['a reset after the connection is an answer of a sort', { said: ['reset'] }, 'reachable', undefined],
  ])('%s', (_, seen, word, shape) => {
    const verdict = judge(checks(seen), usual);
    expect({ word: verdict.word, shape: verdict.shape }).toEqual({ word, shape });
  });
});

describe('what is known besides packets', () => {
  test.each<[string, Seen, Partial<Setting>, string, string | undefined]>([
    ['a balancer without address', {}, { pending: true }, 'degraded', 'PART'],
    ['asked for by name', { front: [] }, { pending: true, via: ['load-balancer'] }, 'unreachable', 'PART'],
    ['an expectation that was missed', {}, { expectation: { met: false, text: 'no' } }, 'degraded', 'HTTP'],
    ['and one that was met', {}, { expectation: { met: true, text: '' } }, 'reachable', undefined],
    [
      'silence over UDP proves nothing',
      { front: ['no-answer@5000'], endpoints: ['no-answer@5000'] },
      { udp: true },
      'inconclusive',
      undefined,
    ],
    [
      'a refusal over UDP does',
      { front: ['refused@2000'], endpoints: ['refused@2000'] },
      { udp: true },
      'unreachable',
      'NOT LISTENING',
    ],
    [
      'the API server is out of reach, and the pods refuse: that is where the client may go',
      { x: 'timeout@4000', k: 'dns@5005', names: ['dns@5005'], front: ['refused@2'], endpoints: ['refused@2'] },
      {},
      'unreachable',
      'NOT LISTENING',
    ],
    [
      'everything is refused at once, the API server as well: the network of the client does that',
      { x: 'refused@2', k: 'dns@5005', names: ['dns@5005'], front: ['refused@2'], endpoints: ['refused@2'] },
      {},
      'inconclusive',
      'CLIENT ISOLATED',
    ],
    ['a name, and a front that was never tried', { front: ['not-run'] }, {}, 'inconclusive', undefined],
    [
      'a refusal over UDP that is none of the endpoint that says nothing',
      { front: ['refused@2000'], endpoints: ['no-answer@5000'] },
      { udp: true },
      'unreachable',
      'SERVICE PATH',
    ],
    [
      'one of two refuses over UDP, and the other says nothing',
      { front: ['refused@2000'], endpoints: ['no-answer@5000', 'refused@2000'] },
      { udp: true },
      'degraded',
      'PART',
    ],
    [
      'no name resolves, and neither do other nodes answer, on one of which DNS is',
      { k: 'dns@5005', names: ['dns@5005'], endpoints: ['ok n1', 'timeout@4000 n2'] },
      { dnsElsewhere: true },
      'unreachable',
      'CROSS-NODE',
    ],
    [
      'the same where the Service has led to another node each time',
      { k: 'dns@5005', names: ['dns@5005'], front: ['timeout@4000'], endpoints: ['ok n1', 'timeout@4000 n2'] },
      { dnsElsewhere: true },
      'unreachable',
      'CROSS-NODE',
    ],
    [
      'the same, and DNS is on the same node',
      { k: 'dns@5005', names: ['dns@5005'], endpoints: ['ok n1', 'timeout@4000 n2'] },
      {},
      'unreachable',
      'DNS',
    ],
    ['a mesh that resets all', { said: ['reset', 'tls'] }, { meshed: true }, 'unreachable', 'PROTOCOL'],
    ['a mesh that resets, or ends first', { said: ['reset', 'empty'] }, { meshed: true }, 'unreachable', 'PROTOCOL'],
    ['a mesh where all is ended', { said: ['empty'] }, { meshed: true }, 'reachable', undefined],
    ['a strict mesh that ends all', { said: ['empty'] }, { meshed: true, strictMesh: true }, 'unreachable', 'PROTOCOL'],
    ['a mesh that lets something through', { said: ['reset', 'ok'] }, { meshed: true }, 'reachable', undefined],
    [
      '--via endpoints counts those alone',
      { front: ['timeout@4000'], endpoints: ['ok'] },
      { via: ['endpoints'] },
      'reachable',
      undefined,
    ],
  ])('%s', (_, seen, setting, word, shape) => {
    const verdict = judge(checks(seen), { ...usual, ...setting });
    expect({ word: verdict.word, shape: verdict.shape }).toEqual({ word, shape });
  });

  test('a balancer for others need not let this client in', () => {
    const all = [...checks({}), one('load-balancer', 'l4', 'timeout@4000', '10.1.0.9')];
    expect(judge(all, usual).word).toBe('degraded');
    expect(judge(all, { ...usual, shutByRanges: true }).word).toBe('reachable');
    expect(judge(all, { ...usual, shutByRanges: true, via: ['load-balancer'] }).word).toBe('unreachable');
  });

  test('an endpoint that answers no request is told of where another does', () => {
    const said = (text: string, host: string, status?: number): Check => ({
      ...one('endpoints', 'l7', text, host),
      speaks: 'http',
      status,
    });
    const both = (text: string, status?: number) =>
      judge(
        [...checks({ endpoints: ['ok', 'ok'] }), said('ok', '10.0.0.0', 200), said(text, '10.0.0.1', status)],
        usual,
      );
    expect(both('timeout')).toMatchObject({ word: 'degraded', shape: 'PART' });
    expect(both('empty')).toMatchObject({ word: 'degraded', shape: 'PART' });
    expect(both('http', 404).word).toBe('reachable');
    const again = [said('reset', '10.0.0.1'), said('ok', '10.0.0.1', 200)];
    expect(judge([...checks({ endpoints: ['ok', 'ok'] }), said('ok', '10.0.0.0', 200), ...again], usual).word).toBe(
      'reachable',
    );
    expect(judge([...checks({ endpoints: ['ok', 'ok'] }), said('empty', '10.0.0.1')], usual).word).toBe('reachable');
  });

  test('under externalTrafficPolicy Local only nodes with endpoints must answer', () => {
    const ports = [one('node-port', 'l4', 'ok', '10.1.0.1'), one('node-port', 'l4', 'timeout@4000', '10.1.0.2')];
    expect(judge([...checks({}), ...ports], usual).word).toBe('degraded');
    expect(judge([...checks({}), ...ports], { ...usual, localNodes: new Set(['10.1.0.1']) }).word).toBe('reachable');
  });
});

test.each([
  [[], 'reachable'],
  [['reachable', 'degraded'], 'degraded'],
  [['degraded', 'inconclusive'], 'inconclusive'],
  [['inconclusive', 'unreachable', 'reachable'], 'unreachable'],
] as const)('the worst of %j is %s', (words, word) => expect(worst(words)).toBe(word));
