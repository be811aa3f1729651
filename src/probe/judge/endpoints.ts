import type { Pod } from '../../diagnosis/facts.ts';
import type { Check } from './checks.ts';
import { by, isOk, layer } from './verdict.ts';

const placeOf = ({ host, port }: Check): string => `${host} ${port}`;

/** Endpoints that take a connection and leave the request without the HTTP answer that others give. */
export function muteEndpoints(checks: readonly Check[]): Check[] {
  const asked = layer(by(checks, 'endpoints'), 'l7').filter(({ speaks }) => speaks === 'http' || speaks === 'https');
  const answering = new Set(asked.filter(({ status }) => status !== undefined).map(placeOf));
  if (answering.size === 0) return [];
  const silent = asked.filter(
    (check) => !answering.has(placeOf(check)) && ['timeout', 'reset', 'empty', 'protocol'].includes(check.outcome),
  );
  return [...new Map(silent.map((check) => [placeOf(check), check])).values()];
}

/** Endpoints on the client's own node answer, and all of those on others are lost. */
export function crossNode(endpoints: readonly Check[], node: string): boolean {
  const near = endpoints.filter(({ endpoint }) => endpoint?.node === node);
  // An endpoint without a node, as people write them, tells nothing of the way between nodes.
  const far = endpoints.filter(({ endpoint }) => endpoint?.node !== node && endpoint?.node !== undefined);
  return (
    node !== '' &&
    near.length > 0 &&
    near.every(isOk) &&
    near.length + far.length === endpoints.length &&
    far.length > 0 &&
    far.every(({ outcome }) => outcome === 'timeout')
  );
}

/** Sidecars of Istio, Linkerd, Kuma and Consul, by their containers' names. */
const sidecars = new Set(['istio-proxy', 'linkerd-proxy', 'kuma-sidecar', 'consul-dataplane']);

export function isMeshed(pods: readonly Pod[]): boolean {
  return pods.some(({ spec: { containers, initContainers = [] } }) =>
    [...containers, ...initContainers].some(({ name }) => sidecars.has(name)),
  );
}
