import { expect, test } from 'vitest';
import { answerFindings } from '../../../src/probe/judge/answers.ts';
import type { Detected } from '../../../src/probe/judge/detect.ts';
import { redirects } from '../../../src/probe/judge/redirects.ts';
import { swappedPorts } from '../../../src/probe/judge/swapped.ts';
import type { Check } from '../../../src/probe/judge/checks.ts';
import { classify, httpStatus } from '../../../src/probe/judge/classify.ts';
import { facts, pod, service } from '../../diagnosis/world.ts';

/** A connection that stood, and what wget said of the request over it. */
const said = (raw: string): Check[] => {
  const base = { vantage: 'pod', via: 'cluster-ip', host: '10.96.0.7', port: 80, attempts: 1 } as const;
  return [
    { ...base, id: 'f1', layer: 'l4', outcome: 'ok', took: 2, raw: '' },
    {
      ...base,
      id: 'f1.http',
      layer: 'l7',
      speaks: 'http',
      outcome: classify({ tool: 'wget', text: raw, exitCode: raw === '' ? 0 : 1, host: base.host }),
      status: httpStatus(raw),
      took: 4000,
      raw,
    },
  ];
};

test.each<[string, { port: number; name?: string }, string, string[]]>([
  ['a port of HTTP by its number, and no answer', { port: 80 }, 'wget: download timed out', ['P01 warning silent']],
  ['a server that gives back what it is told', { port: 80 }, 'GET / HTTP/1.1|wget: download timed out', []],
  ['a port of HTTP by its name', { port: 3000, name: 'http' }, 'wget: download timed out', ['P01 warning silent']],
  ['a port that says it is TCP', { port: 80, name: 'tcp-raw' }, 'wget: download timed out', []],
  ['a port that may speak anything', { port: 9000 }, 'wget: download timed out', []],
  ['a port of HTTP by its number that hangs up', { port: 80 }, 'wget: error getting response', ['P01 warning closed']],
  [
    'a redirect to itself',
    { port: 80 },
    'HTTP/1.1 301 Moved Permanently|Location: http://10.96.0.7/|wget: too many redirections',
    ['H02 warning loop'],
  ],
  [
    'an answer that stops',
    { port: 80 },
    'HTTP/1.1 200 OK|Content-Length: 30000|wget: download timed out',
    ['H01 warning stalled'],
  ],
  [
    'a stream, which goes on',
    { port: 80 },
    'HTTP/1.1 200 OK|Content-Type: text/event-stream|wget: download timed out',
    [],
  ],
  ['a page that is not there', { port: 80 }, 'wget: server returned error: HTTP/1.1 404 Not Found', ['H01 info 404']],
])('%s', (_, port, raw, told) => {
  const of = service({ ports: [port] });
  const found = answerFindings({
    facts: facts(of, { pods: [pod('a')] }),
    port: of.spec.ports?.[0],
    checks: said(raw),
    verdict: { word: 'reachable', sentence: '', failed: [] },
    known: [],
    node: 'n1',
    spoken: new Map(),
    loopback: new Map(),
  });
  expect(found.map(({ id, severity, reason }) => `${id} ${severity} ${reason}`)).toEqual(told);
});

test.each<[string, number[], string, string]>([
  ['another host', [80], 'http://shop.example.com/', 'http://shop.example.com/, which is elsewhere'],
  ['TLS of its own', [80, 443], 'https://10.96.0.7/x', 'https at port 443 of the same host, which the Service has'],
  [
    'TLS that is not there',
    [80],
    'https://10.96.0.7/x',
    'https at port 443 of the same host, and the Service has no such port',
  ],
  [
    "the pod's own port",
    [80],
    'http://10.96.0.7:8080/x',
    'http at port 8080 of the same host, and the Service has no such port',
  ],
])('a redirect to %s', (_, ports, location, told) => {
  const of = service({ ports: ports.map((port) => ({ port, name: `p${port}` })) });
  const [port = { port: 80 }] = of.spec.ports ?? [];
  const found = redirects(port, said(`HTTP/1.1 301 Moved|Location: ${location}|`), facts(of, { pods: [pod('a')] }));
  expect(found.map(({ id, message }) => `${id} ${message}`)).toEqual([`H02 port 80 redirects to ${told}`]);
});

const web = { name: 'http', port: 80, targetPort: 8443 };
const tls = { name: 'https', port: 443, targetPort: 8080 };

test.each<[string, { name: string; port: number; targetPort: number }[], [string, string][], string[]]>([
  [
    'each leads to what the other promises',
    [web, tls],
    [
      ['80', 'https'],
      ['443', 'http'],
    ],
    ['P01 swapped'],
  ],
  [
    'by their numbers alone',
    [
      { ...web, name: 'a' },
      { ...tls, name: 'b' },
    ],
    [
      ['80', 'https'],
      ['443', 'http'],
    ],
    ['P01 swapped'],
  ],
  [
    'each leads to what it promises',
    [web, tls],
    [
      ['80', 'http'],
      ['443', 'https'],
    ],
    [],
  ],
  [
    'both lead to TLS',
    [web, tls],
    [
      ['80', 'https'],
      ['443', 'https'],
    ],
    [],
  ],
  [
    'both lead to one port',
    [web, { ...tls, targetPort: 8443 }],
    [
      ['80', 'https'],
      ['443', 'http'],
    ],
    [],
  ],
  [
    'three, so that which with which is not known',
    [web, tls, { ...tls, name: 'wss', port: 444 }],
    [
      ['80', 'https'],
      ['443', 'http'],
      ['444', 'http'],
    ],
    [],
  ],
])('swapped ports: %s', (_, ports, spoken, told) => {
  const of = service({ ports });
  const seen = {
    facts: facts(of, { pods: [pod('a')] }),
    spoken: new Map(spoken.map(([port, is]) => [`${port}/TCP`, is as Detected])),
  };
  const [port] = ports;
  const found = port ? swappedPorts(seen, port) : [];
  expect(found.map(({ id, reason }) => `${id} ${reason}`)).toEqual(told);
});
