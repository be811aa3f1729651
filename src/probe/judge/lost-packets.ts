import { kubectl } from '../../diagnosis/command.ts';
import { namespaceOf } from '../../diagnosis/facts.ts';
import type { Finding, Fix } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Check } from './checks.ts';
import { ofPort } from './of-port.ts';
import type { Seen } from './seen.ts';
import { by, layer } from './verdict.ts';
import { lines } from './words.ts';

/** K02: packets that nobody answers, and of which no NetworkPolicy tells. */

const everyNode = ({ facts }: Seen) =>
  `kubesvc probe ${facts.service.metadata.name} -n ${namespaceOf(facts.service)} --every-node`;

export function betweenNodes(seen: Seen, port: ServicePort): Finding[] {
  return [
    ofPort(port, 'K02', {
      message: 'pods on this node answer, those on other nodes do not: packets between nodes are lost',
      evidence: [
        ...placed(seen),
        ...(seen.verdict.failed.every(({ layer: at }) => at === 'dns') ? ['cluster DNS does not answer either'] : []),
      ],
      fix: [{ command: everyNode(seen), why: 'which nodes cannot reach which' }],
    }),
  ];
}

/** Endpoints that answer and those that do not, with their nodes. */
const placed = ({ checks }: Seen): string[] =>
  layer(by(checks, 'endpoints'), 'l4')
    .filter(({ outcome }) => outcome !== 'not-run')
    .slice(0, 4)
    .map((check) => `${check.endpoint?.node ?? 'no node'}: ${lines([check]).join('')}`);

/** Packets to some endpoints are lost, whichever node they are on. */
export function someLost(seen: Seen, port: ServicePort, tries: readonly Check[], gone: readonly Check[]): Finding[] {
  return [
    ofPort(port, 'K02', {
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
    }),
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

export function lost(seen: Seen, port: ServicePort): Finding[] {
  return [
    ofPort(port, 'K02', {
      confidence: 'possible',
      reason: 'lost',
      message:
        'packets are lost on the way to the pods, and no NetworkPolicy says so: a firewall, a policy of the network plugin, the path between nodes, or a pod that takes no more connections',
      evidence: lines(seen.verdict.failed),
      fix: [{ command: everyNode(seen), why: 'whether it depends on the node' }, ...podsWords(seen)],
    }),
  ];
}
