import { addressesOf, endpointsOf } from './endpoints.ts';
import { type Facts, namespaceOf, type Pod } from './facts.ts';
import type { Labels } from './labels.ts';
import type { Peer, Subject } from './policy.ts';
import type { Vantage } from './vantage.ts';

/** Labels that the probe's pods carry of themselves: a policy that is written for real clients knows none of them. */
const ours =
  /^(app\.kubernetes\.io\/(name|managed-by)|kubesvc\.dev\/.*|sidecar\.istio\.io\/inject|istio\.io\/dataplane-mode)$/;

/** The labels by which a client like this one is to be admitted; none of ours. */
export const labelsToAdmit = ({ labels }: Vantage): Labels =>
  Object.fromEntries(
    Object.entries(labels).filter(
      ([key, value]) => !ours.test(key) || (key === 'app.kubernetes.io/name' && value !== 'kubesvc-probe'),
    ),
  );

export const asSubject = ({ namespace, labels, hostNetwork }: Vantage): Subject => ({ namespace, labels, hostNetwork });

export const asPeer = (vantage: Vantage, { namespaces }: Facts, node: string | undefined): Peer => ({
  pod: { namespace: vantage.namespace, labels: vantage.labels, hostNetwork: vantage.hostNetwork },
  namespaceLabels: namespaces[vantage.namespace],
  addresses: vantage.addresses,
  isOwnNode: vantage.hostNetwork === true && vantage.node !== undefined && vantage.node === node,
});

/** A pod, or an address that is none's, as one to whom packets go. */
export const receiverOf = (pod: Pod | undefined, address: string, { namespaces }: Facts): Peer => ({
  pod: pod && { namespace: namespaceOf(pod), labels: pod.metadata.labels ?? {}, hostNetwork: pod.spec.hostNetwork },
  namespaceLabels: pod && namespaces[namespaceOf(pod)],
  addresses: [address],
});

export interface DnsServer {
  address: string;
  port: number;
  pod: Pod | undefined;
}

/** Who answers names: the endpoints of kube-dns, each with its pod as far as that may be read. */
export function dnsServers({ system }: Facts): DnsServer[] {
  const port = (system.dnsService?.spec.ports ?? []).find(({ protocol }) => protocol === 'UDP');
  const endpoints = port
    ? endpointsOf(system.dnsSlices, port)
    : addressesOf(system.dnsSlices).map((one) => ({ ...one, port: 53 }));
  return endpoints.map(({ address, port: number, pod }) => ({
    address,
    port: number,
    pod: (system.pods ?? []).find(({ metadata }) => metadata.name === pod) ?? assumed(pod),
  }));
}

/** Of a DNS pod that may not be read, its namespace and the label by which it is found everywhere. */
const assumed = (name: string | undefined): Pod | undefined =>
  name === undefined
    ? undefined
    : {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
        spec: { containers: [] },
      };
