import type { ServicePort } from '../service/types.ts';
import type { Case } from './case.ts';
import { kubectl } from './command.ts';
import { addressesOf, familiesOf, familyOf, isHeadless, within } from './endpoints.ts';
import { type Facts, hasSelector, namespaceOf } from './facts.ts';
import { type Finding, portKey, ranked } from './finding.ts';
import { anotherProxy } from './rules/another-proxy.ts';
import { beingDeleted } from './rules/being-deleted.ts';
import { dnsDown, proxyNotReady } from './rules/cluster-parts.ts';
import { externalNameUnusable } from './rules/external-name.ts';
import { oneFamilyOnly } from './rules/families.ts';
import { copiedSlices, foreignEndpoints } from './rules/foreign-endpoints.ts';
import { handMadeSlices } from './rules/hand-made-slices.ts';
import {
  balancerName,
  balancerPending,
  balancerSilent,
  balancerShortCut,
  outsideSourceRanges,
} from './rules/load-balancer.ts';
import { loopbackHint } from './rules/loopback.ts';
import { meshStrict } from './rules/mesh.ts';
import { namedPortMissing } from './rules/named-port.ts';
import { foreignPolicies } from './rules/foreign-policies.ts';
import { dnsDenied, egressDenied, ingressDenied } from './rules/network-policies.ts';
import { podsNotReady, publishedNotReady } from './rules/pods-not-ready.ts';
import { rolloutLabel } from './rules/rollout-label.ts';
import { selectorMatchesNothing } from './rules/selector-matches-nothing.ts';
import { podNamesNowhere } from './rules/pod-names.ts';
import { severalWorkloads } from './rules/several-workloads.ts';
import { sharedSelector } from './rules/shared-selector.ts';
import { singleEndpoint } from './rules/single-endpoint.ts';
import { allTerminating, laggingSlices } from './rules/slice-state.ts';
import { targetPortDisagrees } from './rules/target-port.ts';
import { externalLocal, internalLocal, zoneHints } from './rules/traffic-policy.ts';
import { untestable } from './rules/untestable.ts';
import type { Sight, Vantage } from './vantage.ts';

/** Every rule that needs nothing but facts; a new one is one file and one line here, the nearest to the cause first. */
const rules: readonly ((asked: Case) => Finding[])[] = [
  beingDeleted,
  externalNameUnusable,
  selectorMatchesNothing,
  handMadeSlices,
  namedPortMissing,
  allTerminating,
  publishedNotReady,
  podsNotReady,
  laggingSlices,
  internalLocal,
  dnsDown,
  egressDenied,
  dnsDenied,
  ingressDenied,
  loopbackHint,
  severalWorkloads,
  targetPortDisagrees,
  oneFamilyOnly,
  foreignEndpoints,
  meshStrict,
  proxyNotReady,
  anotherProxy,
  podNamesNowhere,
  rolloutLabel,
  balancerPending,
  balancerName,
  balancerSilent,
  externalLocal,
  outsideSourceRanges,
  untestable,
  copiedSlices,
  foreignPolicies,
  zoneHints,
  balancerShortCut,
  sharedSelector,
  singleEndpoint,
];

export interface Diagnosis {
  /** The nearest to the cause first. */
  findings: Finding[];
  /** Ports of those asked for that are proved unreachable, because no packet to them has anywhere to go. */
  dead: ServicePort[];
  /** Everything that was asked for is proved unreachable: a pod could learn nothing more. */
  decided: boolean;
}

/**
 * What the API proves about a Service as seen from `vantage`. With what packets did (`seen`), findings that a packet
 * confirms or refutes (N01, N04, S03, S09, E02, T02, F01) say so; nothing is ever found from packets alone here.
 */
export function diagnose(facts: Facts, vantage: Vantage, seen: readonly Sight[] = []): Diagnosis {
  const ports = vantage.ports ?? facts.service.spec.ports ?? [];
  const asked = { facts, vantage, ports, seen };
  const found = rules
    .flatMap((rule) => rule(asked))
    .filter(({ id }) => vantage.outside !== true || !insideOnly.has(id));
  const dead = facts.slices === undefined ? [] : ports.filter((port) => isDead(asked, port));
  const findings = found.map((finding) => decisive(finding, dead));
  const open = dead.filter((port) => !findings.some((one) => one.conclusive && isAbout(one, port)));
  if (open.length > 0) findings.push(unexplained(facts, open));
  const nameless = ports.length === 0 && hasNoAddress(facts);
  if (nameless && !findings.some(({ severity }) => severity === 'error')) findings.push(unexplained(facts, []));
  const refused = findings.some(({ id, conclusive }) => id === 'X01' && conclusive);
  return {
    findings: ranked(
      nameless
        ? findings.map((one) => ({
            ...one,
            ...(mayDecide.has(one.id) && one.severity === 'error' && { conclusive: true }),
          }))
        : findings,
    ),
    dead: refused ? [...ports] : dead,
    decided: refused || nameless || (ports.length > 0 && dead.length === ports.length),
  };
}

/** What matters to clients inside the cluster alone: its names, what leaves its pods, where its proxies bind them to. */
const insideOnly = new Set(['D01', 'N02', 'N03', 'T02', 'T03', 'L04']);

/** Findings that say why no packet has anywhere to go. Nothing else decides without a packet. */
const mayDecide = new Set(['S13', 'S01', 'S02', 'S07', 'E01', 'E04', 'E05', 'F01', 'T02']);

function isDead({ facts, vantage }: Case, port: ServicePort): boolean {
  const { service, slices } = facts;
  if (service.spec.type === 'ExternalName') return false;
  const endpoints = within(service, slices, port);
  const { internalTrafficPolicy } = service.spec;
  if (internalTrafficPolicy !== 'Local' || vantage.node === undefined || isHeadless(service))
    return endpoints.length === 0;
  return !endpoints.some(({ node }) => node === vantage.node);
}

/** The name of a headless Service without ports has no address. */
function hasNoAddress({ service, slices }: Facts): boolean {
  if (!slices || !isHeadless(service)) return false;
  const families = familiesOf(service);
  return !addressesOf(slices).some(({ address, ready }) => ready && families.includes(familyOf(address)));
}

const isAbout = ({ ports }: Finding, port: ServicePort): boolean =>
  ports === undefined || ports.includes(portKey(port));

/** An error that may decide does so for those of its ports that are dead. */
function decisive(finding: Finding, dead: readonly ServicePort[]): Finding {
  if (finding.severity !== 'error' || !mayDecide.has(finding.id)) return finding;
  const own = dead.filter((port) => isAbout(finding, port)).map(portKey);
  return own.length === 0 ? finding : { ...finding, ports: own, conclusive: true };
}

/** No rule knows why, which is said, with what there is to look at. */
function unexplained({ service, slices = [], pods }: Facts, dead: readonly ServicePort[]): Finding {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const held = addressesOf(slices);
  const selects = hasSelector(service);
  // Without the right to read pods, the slices tell as much: none in them, or none ready.
  const id = pods || !selects ? 'E05' : held.length === 0 ? 'S01' : 'S02';
  const what = dead.length > 0 ? ` for port ${dead.map(({ port }) => port).join(', ')}` : '';
  return {
    id,
    severity: 'error',
    confidence: pods ? 'likely' : 'possible',
    conclusive: true,
    ...(dead.length > 0 && { ports: dead.map(portKey) }),
    message: `no EndpointSlice has a ready address${what}`,
    objects: [{ kind: 'Service', name, namespace }],
    evidence: [
      `${slices.length} ${slices.length === 1 ? 'EndpointSlice belongs' : 'EndpointSlices belong'} to the Service, with ${held.length} ${held.length === 1 ? 'address' : 'addresses'}`,
      ...(pods
        ? ['its pods are ready; the slices should follow within seconds']
        : ['its pods may not be read, so why is not known']),
    ],
    fix: [
      pods || !selects
        ? { command: `kubesvc probe ${name} -n ${namespace} --wait=30s`, why: 'wait until they have followed' }
        : { command: kubectl(namespace, 'get', 'pods', '--show-labels'), why: 'look at them with an account that may' },
    ],
  };
}
