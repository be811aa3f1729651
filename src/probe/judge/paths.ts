import { namespaceOf } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import { crossNode } from './endpoints.ts';
import { headlessPort, refusals } from './listeners.ts';
import { betweenNodes, lost, someLost } from './lost-packets.ts';
import { ofPort } from './of-port.ts';
import type { Seen } from './seen.ts';
import { nodePorts, proxyFails } from './service-proxy.ts';
import { by, layer, type Shape } from './verdict.ts';
import { lines } from './words.ts';

/** What the shape of the failures says about the way, where the API has not said it already. */
export function pathFindings(seen: Seen): Finding[] {
  const { port, verdict } = seen;
  if (!port) return [];
  if (verdict.word === 'inconclusive' && port.protocol === 'UDP') return [silent(seen, port)];
  const rule = verdict.shape && byShape[verdict.shape];
  return rule && !isExplained(seen) ? rule(seen, port) : [];
}

/** Ids that explain a shape: where one of them is known as an error, there is no need to guess. */
const explains: Partial<Record<Shape, readonly string[]>> = {
  'CLIENT ISOLATED': ['N03'],
  'SERVICE PATH': ['T02', 'K01', 'S03', 'E01', 'S05', 'M01', 'S02'],
  'NO ENDPOINTS': ['S02'],
  'CROSS-NODE': ['K02', 'N01', 'E02'],
  'NOT LISTENING': ['S03', 'S04', 'S09', 'S02', 'E02', 'S11'],
  BLOCKED: ['N01', 'N03', 'E02', 'T02', 'K02', 'S09', 'S02', 'L03', 'T01'],
  PART: ['S03', 'S04', 'E02', 'S09', 'F01', 'S11', 'N01', 'N03', 'H01', 'M01', 'S02', 'T01'],
  PROTOCOL: ['M01'],
};

function isExplained({ known, verdict: { shape } }: Seen): boolean {
  const ids = (shape && explains[shape]) ?? [];
  return known.some(({ id, severity }) => ids.includes(id) && (severity === 'error' || id === 'F01'));
}

const byShape: Partial<Record<Shape, (seen: Seen, port: ServicePort) => Finding[]>> = {
  'CLIENT ISOLATED': isolated,
  'SERVICE PATH': (seen, port) => [...headlessPort(seen, port), ...proxyFails(seen, port)],
  'CROSS-NODE': betweenNodes,
  'NOT LISTENING': refusals,
  BLOCKED: lost,
  PART: part,
  PROTOCOL: strictMesh,
};

function isolated({ facts }: Seen, port: ServicePort): Finding[] {
  return [
    ofPort(port, 'N03', {
      reason: 'no-network',
      message: 'the probe pod itself has no network: even the API server cannot be reached from it',
      fix: [
        {
          command: `kubectl -n ${namespaceOf(facts.service)} get networkpolicies`,
          why: 'what may leave this namespace',
        },
      ],
    }),
  ];
}

function silent({ facts, verdict }: Seen, port: ServicePort): Finding {
  const { name } = facts.service.metadata;
  return ofPort(port, 'I01', {
    severity: 'warning',
    confidence: 'certain',
    reason: 'udp-no-answer',
    message: `nothing answered on ${port.port}/UDP, and nothing refused either; silence proves neither`,
    evidence: lines(verdict.failed),
    fix: [
      {
        command: `kubesvc probe ${name}:${port.port} -n ${namespaceOf(facts.service)} --udp-payload hex:00`,
        why: 'with a request that the server answers in place of 00',
      },
    ],
  });
}

function strictMesh({ facts, verdict }: Seen, port: ServicePort): Finding[] {
  return [
    ofPort(port, 'M01', {
      reason: 'reset',
      message: `the pods behind port ${port.port} belong to a service mesh and reset clients outside it (strict mutual TLS)`,
      evidence: lines(verdict.failed),
      fix: [
        {
          command: `kubectl -n ${namespaceOf(facts.service)} get peerauthentications`,
          why: 'mode STRICT keeps out whoever has no sidecar',
        },
      ],
    }),
  ];
}

/** Some endpoints fail: those that refuse, else those that are lost. */
function part(seen: Seen, port: ServicePort): Finding[] {
  const refused = refusals(seen, port);
  const tries = layer(by(seen.checks, 'endpoints'), 'l4');
  const gone = tries.filter(({ outcome }) => outcome === 'timeout' || outcome === 'unreachable');
  if (refused.length > 0) return refused;
  if (gone.length === 0) return nodePorts(seen, port);
  if (crossNode(tries, seen.node)) return betweenNodes(seen, port);
  return someLost(seen, port, tries, gone);
}
