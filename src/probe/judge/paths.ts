import { command, kubectl } from '../../diagnosis/command.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import { type Finding, type Fix, portKey } from '../../diagnosis/finding.ts';
import { changeText, lastChange } from '../../diagnosis/lately.ts';
import type { ServicePort } from '../../service/types.ts';
import { refusals } from './listeners.ts';
import type { Seen } from './seen.ts';
import { crossNode } from './endpoints.ts';
import { by, isOk, layer, type Shape } from './verdict.ts';
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
  'SERVICE PATH': proxyFails,
  'CROSS-NODE': betweenNodes,
  'NOT LISTENING': refusals,
  BLOCKED: lost,
  PART: part,
  PROTOCOL: strictMesh,
};

const about = (port: ServicePort) => ({
  confidence: 'likely' as const,
  ports: [portKey(port)],
  evidence: [] as string[],
});

function isolated({ facts }: Seen, port: ServicePort): Finding[] {
  return [
    {
      ...about(port),
      id: 'N03',
      severity: 'error',
      reason: 'no-network',
      message: 'the probe pod itself has no network: even the API server cannot be reached from it',
      fix: [
        {
          command: `kubectl -n ${namespaceOf(facts.service)} get networkpolicies`,
          why: 'what may leave this namespace',
        },
      ],
    },
  ];
}

function silent({ facts, verdict }: Seen, port: ServicePort): Finding {
  const { name } = facts.service.metadata;
  return {
    ...about(port),
    id: 'I01',
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
  };
}

function strictMesh({ facts, verdict }: Seen, port: ServicePort): Finding[] {
  return [
    {
      ...about(port),
      id: 'M01',
      severity: 'error',
      reason: 'reset',
      message: `the pods behind port ${port.port} belong to a service mesh and reset clients outside it (strict mutual TLS)`,
      evidence: lines(verdict.failed),
      fix: [
        {
          command: `kubectl -n ${namespaceOf(facts.service)} get peerauthentications`,
          why: 'mode STRICT keeps out whoever has no sidecar',
        },
      ],
    },
  ];
}

const everyNode = ({ facts }: Seen) =>
  `kubesvc probe ${facts.service.metadata.name} -n ${namespaceOf(facts.service)} --every-node`;

function betweenNodes(seen: Seen, port: ServicePort): Finding[] {
  return [
    {
      ...about(port),
      id: 'K02',
      severity: 'error',
      message: 'pods on this node answer, those on other nodes do not: packets between nodes are lost',
      evidence: [
        ...placed(seen),
        ...(seen.verdict.failed.every(({ layer: at }) => at === 'dns') ? ['cluster DNS does not answer either'] : []),
      ],
      fix: [{ command: everyNode(seen), why: 'which nodes cannot reach which' }],
    },
  ];
}

/** Endpoints that answer and those that do not, with their nodes. */
const placed = ({ checks }: Seen): string[] =>
  layer(by(checks, 'endpoints'), 'l4')
    .filter(({ outcome }) => outcome !== 'not-run')
    .slice(0, 4)
    .map((check) => `${check.endpoint?.node ?? 'no node'}: ${lines([check]).join('')}`);

/** Some endpoints fail: those that refuse, else those that are lost. */
function part(seen: Seen, port: ServicePort): Finding[] {
  const refused = refusals(seen, port);
  const tries = layer(by(seen.checks, 'endpoints'), 'l4');
  const gone = tries.filter(({ outcome }) => outcome === 'timeout' || outcome === 'unreachable');
  if (refused.length > 0) return refused;
  if (gone.length === 0) return nodePorts(seen, port);
  if (crossNode(tries, seen.node)) return betweenNodes(seen, port);
  return [
    {
      ...about(port),
      id: 'K02',
      severity: 'error',
      confidence: 'possible',
      reason: 'lost',
      message: `packets to ${gone.length} of ${tries.length} endpoints are lost, and no NetworkPolicy says so: a firewall, a policy of the network plugin, the path to their nodes, or a pod that takes no more connections`,
      evidence: placed(seen),
      fix: [
        { command: everyNode(seen), why: 'whether it depends on the node' },
        ...podsWords(
          seen,
          gone.flatMap(({ endpoint }) => endpoint?.pod ?? []),
        ),
      ],
    },
  ];
}

/** The log of a pod that lets connections wait: it hangs, or has too many of them. */
function podsWords({ facts }: Seen, pods = facts.selected.map(({ metadata }) => metadata.name)): Fix[] {
  const [pod] = pods;
  return pod === undefined
    ? []
    : [
        {
          command: kubectl(namespaceOf(facts.service), 'logs', pod, '--tail=20'),
          why: 'whether its application hangs',
        },
      ];
}

function lost(seen: Seen, port: ServicePort): Finding[] {
  return [
    {
      ...about(port),
      id: 'K02',
      severity: 'error',
      confidence: 'possible',
      reason: 'lost',
      message:
        'packets are lost on the way to the pods, and no NetworkPolicy says so: a firewall, a policy of the network plugin, the path between nodes, or a pod that takes no more connections',
      evidence: lines(seen.verdict.failed),
      fix: [{ command: everyNode(seen), why: 'whether it depends on the node' }, ...podsWords(seen)],
    },
  ];
}

/** The name of a headless Service goes through no proxy. */
function proxyFails({ facts, checks, verdict }: Seen, port: ServicePort): Finding[] {
  if (facts.service.spec.clusterIP === 'None' || !by(checks, 'endpoints').some(isOk)) return [];
  const young = lately(facts);
  const tries = layer(by(checks, 'endpoints'), 'l4');
  return [
    {
      id: 'K01',
      severity: 'error',
      confidence: young ? 'possible' : 'likely',
      ...(young && { reason: 'young' }),
      ports: [portKey(port)],
      message: young
        ? `endpoints answer, but not through the Service: ${young}, and the Service proxy of the node may not have followed yet`
        : `endpoints answer, but not through the Service: the Service proxy of the node has no rule for ${facts.service.spec.clusterIP}:${port.port}, or an old one`,
      evidence: [
        `${tries.filter(isOk).length} of ${tries.length} endpoints answer at their own address`,
        ...lines(verdict.failed.filter(({ via }) => via !== 'endpoints')),
      ],
      fix: [
        ...(young
          ? [
              {
                command: command(
                  'kubesvc',
                  'probe',
                  facts.service.metadata.name,
                  '-n',
                  namespaceOf(facts.service),
                  '--wait=30s',
                ),
                why: 'whether it follows',
              },
            ]
          : []),
        {
          command: 'kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide',
          why: 'is the proxy running on that node (some clusters have another one in its place)',
        },
      ],
    },
  ];
}

/** Node ports of some nodes fail, while the Service and its endpoints answer. */
function nodePorts({ facts, checks }: Seen, port: ServicePort): Finding[] {
  const bad = layer(by(checks, 'node-port'), 'l4').filter(({ outcome }) =>
    ['refused', 'timeout', 'unreachable'].includes(outcome),
  );
  const known = facts.nodes ?? [];
  const [first] = bad;
  if (!first) return [];
  const young = lately(facts);
  const where = bad.map(({ host }) => known.find(({ addresses }) => addresses.includes(host))?.name ?? host);
  return [
    {
      ...about(port),
      id: 'K01',
      severity: 'error',
      confidence: 'possible',
      reason: 'node-port',
      message: `node port ${first.port} of ${[...new Set(where)].slice(0, 5).join(', ')} does not answer, and the Service does: ${young ? `${young}, and the Service proxy there may not have followed yet` : 'the Service proxy of that node, or a firewall in front of it'}`,
      evidence: lines(bad),
      fix: [
        {
          command: command(
            'kubesvc',
            'probe',
            facts.service.metadata.name,
            '-n',
            namespaceOf(facts.service),
            ...(young ? ['--wait=30s'] : ['--every-node']),
          ),
          why: young ? 'whether it follows' : 'whether it depends on the node that asks',
        },
      ],
    },
  ];
}

/** What the proxy had to learn shortly before it was asked. */
function lately(facts: Facts): string | undefined {
  const change = lastChange(facts);
  return change && changeText(change);
}
