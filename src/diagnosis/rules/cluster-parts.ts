import type { Case } from '../case.ts';
import { addressesOf } from '../endpoints.ts';
import { isReady, whyNotScheduled } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { frontsOf, passed, resolved } from '../vantage.ts';

/** D01: the cluster's DNS has nobody who answers, so no name resolves, however well the Service itself does. */
export function dnsDown({ facts: { system }, seen }: Case): Finding[] {
  const { dnsService, dnsSlices, pods } = system;
  // Clusters may resolve names in another way; then there is no such Service, or names resolve all the same.
  if (!dnsService || !dnsSlices || addressesOf(dnsSlices).some(({ ready }) => ready)) return [];
  if (resolved(seen)) return [];
  const own = (pods ?? []).filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-dns');
  const lines = own.slice(0, 5).map((pod) => {
    const why = whyNotScheduled(pod);
    return `${pod.metadata.name} is ${pod.status?.phase ?? 'unknown'}${isReady(pod) ? '' : ', not ready'}${why ? `: ${why}` : ''}`;
  });
  return [
    {
      id: 'D01',
      severity: 'error',
      confidence: 'certain',
      message: 'cluster DNS (Service kube-system/kube-dns) has no ready endpoint: no name resolves in any pod',
      objects: [{ kind: 'Service', name: 'kube-dns', namespace: 'kube-system' }],
      evidence: lines.length > 0 ? lines : ['no pod in kube-system has the label k8s-app=kube-dns'],
      fix: [
        {
          command: 'kubectl -n kube-system get deployments,pods -l k8s-app=kube-dns -o wide',
          why: 'see why it has none',
        },
        ...(pods && own.length === 0
          ? [{ command: 'kubectl -n kube-system scale deployment coredns --replicas=2', why: 'if it was scaled to 0' }]
          : []),
      ],
    },
  ];
}

/** K01, as far as the API shows it: kube-proxy runs as pods here, and the one of the client's node is not ready. */
export function proxyNotReady({ facts: { system }, vantage, ports, seen }: Case): Finding[] {
  const proxies = (system.pods ?? []).filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-proxy');
  const bad = proxies.filter(
    (pod) => !isReady(pod) && (vantage.node === undefined || pod.spec.nodeName === vantage.node),
  );
  const [first] = bad;
  if (!first || ports.some((port) => frontsOf(seen, port).some(passed))) return [];
  return [
    {
      id: 'K01',
      severity: vantage.node === undefined ? 'warning' : 'error',
      confidence: vantage.node === undefined ? 'possible' : 'likely',
      reason: 'not-ready',
      message: `kube-proxy is not ready on ${bad.map(({ spec }) => spec.nodeName).join(', ')}: Services that are new there may not work`,
      objects: bad.slice(0, 5).map(({ metadata }) => ({ kind: 'Pod', name: metadata.name, namespace: 'kube-system' })),
      evidence: bad
        .slice(0, 5)
        .map(({ metadata, status }) => `${metadata.name} is ${status?.phase ?? 'unknown'}, not ready`),
      fix: [{ command: `kubectl -n kube-system logs ${first.metadata.name} --tail=50`, why: 'what it says' }],
    },
  ];
}
