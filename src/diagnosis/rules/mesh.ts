import type { Case } from '../case.ts';
import { type Facts, namespaceOf, type Pod } from '../facts.ts';
import { kubectl } from '../command.ts';
import type { Finding } from '../finding.ts';
import { matches } from '../facts.ts';
import type { KubeObject } from '../../service/types.ts';
import { passed, triesOf } from '../vantage.ts';

const proxies = new Set(['istio-proxy', 'linkerd-proxy', 'kuma-sidecar', 'consul-dataplane', 'envoy-sidecar']);

/** M01, as far as the API shows it: the pods are in a mesh that takes nothing but its own TLS, and the client is outside. */
export function meshStrict({ facts, ports, seen }: Case): Finding[] {
  const meshed = facts.selected.flatMap((pod) => {
    const proxy = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => proxies.has(name));
    return proxy ? [{ pod, proxy: proxy.name }] : [];
  });
  const [first] = meshed;
  if (!first) return [];
  const strict = strictness(facts, first.pod, first.proxy);
  const tries = ports.flatMap((port) => triesOf(seen, port));
  const said = seen.filter(({ layer, via }) => layer === 'l7' && via !== 'control');
  const answered = said.some(({ outcome }) => ['ok', 'http'].includes(outcome));
  const cut = said.some(({ outcome }) => ['reset', 'empty', 'tls'].includes(outcome));
  if (answered || (!strict && !cut)) return [];
  const namespace = namespaceOf(facts.service);
  const sure = cut && tries.some(passed);
  return [
    {
      id: 'M01',
      severity: sure ? 'error' : strict ? 'warning' : 'info',
      confidence: sure && strict ? 'certain' : strict || sure ? 'likely' : 'possible',
      reason: first.proxy,
      message: strict
        ? `the pods take only the mesh's own TLS (${strict}), and a client outside the mesh is cut off`
        : `the pods are in a mesh (container "${first.proxy}"), which cuts off a client outside it`,
      objects: meshed.slice(0, 5).map(({ pod }) => ({ kind: 'Pod', name: pod.metadata.name, namespace })),
      evidence: [
        `${meshed.length} of ${facts.selected.length} pods have a container "${first.proxy}"; the probe pod has none`,
      ],
      fix: [
        {
          command: kubectl(namespace, 'get', 'peerauthentications.security.istio.io', '-A'),
          why: 'what the mesh demands; a client inside the mesh is not concerned',
        },
      ],
    },
  ];
}

interface PeerAuthentication extends KubeObject {
  spec?: { mtls?: { mode?: string }; selector?: { matchLabels?: Record<string, string> } };
}

/** Who demands TLS: the nearest PeerAuthentication that says something, pod before namespace before mesh; else annotations. */
function strictness({ service, peerAuthentications }: Facts, pod: Pod, proxy: string): string | undefined {
  if (proxy === 'linkerd-proxy') {
    const policy = pod.metadata.annotations?.['config.linkerd.io/default-inbound-policy'];
    return policy !== undefined && /authenticated|deny/.test(policy) ? `inbound policy ${policy}` : undefined;
  }
  const namespace = namespaceOf(service);
  const all = peerAuthentications as PeerAuthentication[];
  const own = all.filter(({ metadata }) => metadata.namespace === namespace);
  const ofPod = own.filter(
    ({ spec }) => spec?.selector && matches(spec.selector.matchLabels ?? {}, pod.metadata.labels ?? {}),
  );
  const ofNamespace = own.filter(({ spec }) => !spec?.selector);
  const ofMesh = all.filter(({ metadata, spec }) => metadata.namespace === 'istio-system' && !spec?.selector);
  const nearest = [...ofPod, ...ofNamespace, ...ofMesh].find(
    ({ spec }) => spec?.mtls?.mode && spec.mtls.mode !== 'UNSET',
  );
  if (nearest?.spec?.mtls?.mode !== 'STRICT') return undefined;
  return `PeerAuthentication ${nearest.metadata.namespace}/${nearest.metadata.name} is STRICT`;
}
