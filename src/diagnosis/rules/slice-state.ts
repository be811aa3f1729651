import { kubectl, showSlices } from '../command.ts';
import type { Case } from '../case.ts';
import { addressesOf, endpointsOf, familiesOf, familyOf, isHeadless, within } from '../endpoints.ts';
import { hasSelector, isReady, namespaceOf, type Pod } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { addressesOfPod, hasEnded, isLeaving, makerOf } from '../pods.ts';

/** E04: every endpoint is on its way out. While one still serves, a proxy falls back to it; a headless name does not. */
export function allTerminating({ facts, ports }: Case): Finding[] {
  const { service, slices, selected } = facts;
  const leaving = ports.filter((port) => {
    const all = isHeadless(service) ? addressesOf(slices) : endpointsOf(slices, port);
    return all.length > 0 && all.every(({ terminating, ready }) => terminating && !ready);
  });
  if (leaving.length === 0) return [];
  const namespace = namespaceOf(service);
  const unserved = leaving.filter((port) => within(service, slices, port).length === 0);
  const pods = [...new Set(leaving.flatMap((port) => endpointsOf(slices, port)).flatMap(({ pod }) => pod ?? []))];
  const pod = selected.find(({ metadata }) => metadata.name === pods[0]);
  const maker = pod && makerOf(pod);
  const workload = facts.explained?.workloads?.find(
    ({ kind, metadata }) => kind === maker?.kind && metadata.name === maker.name,
  );
  const atZero = workload?.spec?.replicas === 0;
  return [
    {
      id: 'E04',
      severity: unserved.length > 0 ? 'error' : 'warning',
      confidence: 'certain',
      ports: (unserved.length > 0 ? unserved : leaving).map(portKey),
      message:
        unserved.length > 0
          ? 'all endpoints are terminating, and none serves any more'
          : 'all endpoints are terminating; the last ones still serve until they are gone',
      objects: pods.slice(0, 5).map((name) => ({ kind: 'Pod', name, namespace })),
      evidence: [
        ...pods.slice(0, 5).map((name) => `${name} is being deleted`),
        ...(atZero && maker ? [`${maker.kind} ${maker.name} is scaled to 0`] : []),
      ],
      fix: [
        atZero && maker
          ? {
              command: kubectl(namespace, 'scale', `${maker.kind.toLowerCase()}/${maker.name}`, '--replicas=1'),
              why: 'run one',
              mends: true,
            }
          : maker && makerKinds.has(maker.kind)
            ? {
                command: kubectl(namespace, 'rollout', 'status', `${maker.kind.toLowerCase()}/${maker.name}`),
                why: 'see whether new pods come',
              }
            : { command: kubectl(namespace, 'get', 'pods'), why: 'see whether new pods come' },
      ],
    },
  ];
}

const makerKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** A slice follows its pods within a second or two; longer than this, its controller does not. */
const patience = 30_000;

/** E05: pods that have been ready for a while and are in no slice. */
export function laggingSlices({ facts, ports }: Case): Finding[] {
  const { service, slices, selected, now } = facts;
  if (!slices || !hasSelector(service) || service.spec.type === 'ExternalName') return [];
  const held = new Set(addressesOf(slices).map(({ address }) => address));
  const families = familiesOf(service);
  const missing = selected.filter(
    (pod) =>
      !hasEnded(pod) &&
      !isLeaving(pod) &&
      now.getTime() - readySince(pod) > patience &&
      addressesOfPod(pod).some((address) => families.includes(familyOf(address))) &&
      !addressesOfPod(pod).some((address) => held.has(address)),
  );
  if (missing.length === 0) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const dead = ports.filter((port) => within(service, slices, port).length === 0);
  return [
    {
      id: 'E05',
      severity: dead.length > 0 ? 'error' : 'warning',
      confidence: 'likely',
      message: `${missing.length} ready ${missing.length === 1 ? 'pod is' : 'pods are'} in no EndpointSlice: the control plane does not keep up`,
      objects: [
        { kind: 'Service', name, namespace },
        ...missing.slice(0, 5).map(({ metadata }) => ({ kind: 'Pod', name: metadata.name, namespace })),
      ],
      evidence: missing
        .slice(0, 5)
        .map((pod) => `${pod.metadata.name} has been ready since ${new Date(readySince(pod)).toISOString()}`),
      fix: [
        {
          command: showSlices(namespace, name),
          why: 'what they hold',
        },
        { command: 'kubectl -n kube-system get pods -l component=kube-controller-manager', why: 'its controller' },
      ],
    },
  ];
}

/** Milliseconds since 1970; of a pod that is not ready, never. */
function readySince(pod: Pod): number {
  if (!isReady(pod)) return Infinity;
  const at = (pod.status?.conditions ?? []).find(({ type }) => type === 'Ready')?.lastTransitionTime;
  return at === undefined ? Infinity : Date.parse(at);
}
