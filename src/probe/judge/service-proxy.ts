import { command } from '../../diagnosis/command.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import { changeText, lastChange } from '../../diagnosis/lately.ts';
import type { ServicePort } from '../../service/types.ts';
import { ofPort } from './of-port.ts';
import type { Seen } from './seen.ts';
import { by, isOk, layer } from './verdict.ts';
import { lines } from './words.ts';

/** K01: endpoints answer, and what leads to them does not. */

/** The name of a headless Service goes through no proxy. */
export function proxyFails({ facts, checks, verdict }: Seen, port: ServicePort): Finding[] {
  const tries = layer(by(checks, 'endpoints'), 'l4');
  const answering = tries.filter(isOk);
  // Over UDP an endpoint need not answer; who refuses in its place is not it.
  const silent = tries.filter(({ outcome }) => outcome === 'no-answer');
  if (facts.service.spec.clusterIP === 'None' || answering.length + silent.length === 0) return [];
  const young = lately(facts);
  const what =
    answering.length > 0
      ? 'endpoints answer, but not through the Service'
      : 'the Service refuses, and its endpoints do not';
  return [
    ofPort(port, 'K01', {
      confidence: young || answering.length === 0 ? 'possible' : 'likely',
      ...(young && { reason: 'young' }),
      message: young
        ? `${what}: ${young}, and the Service proxy of the node may not have followed yet`
        : `${what}: the Service proxy of the node has no rule for ${facts.service.spec.clusterIP}:${port.port}, or an old one`,
      evidence: [
        answering.length > 0
          ? `${answering.length} of ${tries.length} endpoints answer at their own address`
          : `${silent.length} of ${tries.length} endpoints neither refuse nor answer at their own address`,
        ...lines(verdict.failed.filter(({ via }) => via !== 'endpoints')),
      ],
      fix: [
        ...(young ? [{ command: again(facts, '--wait=30s'), why: 'whether it follows' }] : []),
        {
          command: 'kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide',
          why: 'is the proxy running on that node (some clusters have another one in its place)',
        },
      ],
    }),
  ];
}

/** Node ports of some nodes fail, while the Service and its endpoints answer. */
export function nodePorts({ facts, checks }: Seen, port: ServicePort): Finding[] {
  const bad = layer(by(checks, 'node-port'), 'l4').filter(({ outcome }) =>
    ['refused', 'timeout', 'unreachable'].includes(outcome),
  );
  const known = facts.nodes ?? [];
  const [first] = bad;
  if (!first) return [];
  const young = lately(facts);
  const where = bad.map(({ host }) => known.find(({ addresses }) => addresses.includes(host))?.name ?? host);
  return [
    ofPort(port, 'K01', {
      confidence: 'possible',
      reason: 'node-port',
      message: `node port ${first.port} of ${[...new Set(where)].slice(0, 5).join(', ')} does not answer, and the Service does: ${young ? `${young}, and the Service proxy there may not have followed yet` : 'the Service proxy of that node, or a firewall in front of it'}`,
      evidence: lines(bad),
      fix: [
        {
          command: again(facts, young ? '--wait=30s' : '--every-node'),
          why: young ? 'whether it follows' : 'whether it depends on the node that asks',
        },
      ],
    }),
  ];
}

const again = ({ service }: Facts, flag: string): string =>
  command('kubesvc', 'probe', service.metadata.name, '-n', namespaceOf(service), flag);

/** What the proxy had to learn shortly before it was asked. */
function lately(facts: Facts): string | undefined {
  const change = lastChange(facts);
  return change && changeText(change);
}
