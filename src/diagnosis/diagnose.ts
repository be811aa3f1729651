import type { ServicePort } from '../service/types.ts';
import { endpointsOf, inRotation } from './endpoints.ts';
import type { Facts } from './facts.ts';
import { type Finding, portKey, ranked } from './finding.ts';
import { namedPortMissing, noSlices } from './rules/no-addresses.ts';
import { podsNotReady } from './rules/pods-not-ready.ts';
import { selectorMatchesNothing } from './rules/selector-matches-nothing.ts';
import type { Sight, Vantage } from './vantage.ts';

/** A question about one Service, which every rule answers for itself. */
export interface Case {
  facts: Facts;
  vantage: Vantage;
  /** The ports that are asked for. */
  ports: readonly ServicePort[];
  /** What packets did; empty before any was sent. */
  seen: readonly Sight[];
}

type Rule = (asked: Case) => Finding[];

/** Every rule that needs nothing but facts; a new one is one file and one line here, the nearest to the cause first. */
const rules: Rule[] = [
  ({ facts }) => selectorMatchesNothing(facts),
  ({ facts }) => noSlices(facts),
  ({ facts }) => namedPortMissing(facts),
  ({ facts }) => podsNotReady(facts),
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
  const { service, slices } = facts;
  const ports = vantage.ports ?? service.spec.ports ?? [];
  const findings = rules.flatMap((rule) => rule({ facts, vantage, ports, seen }));
  const proxied = service.spec.type === 'ExternalName' ? [] : ports;
  const dead = (slices ? proxied : []).filter((port) => inRotation(endpointsOf(slices, port)).length === 0);
  if (dead.length > 0 && !findings.some(({ severity }) => severity === 'error'))
    findings.push(unexplained(facts, dead));
  return { findings: ranked(findings), dead, decided: dead.length > 0 && dead.length === ports.length };
}

/** No rule knows why, which is said, with what there is to look at. */
function unexplained({ service, slices, pods }: Facts, dead: readonly ServicePort[]): Finding {
  const { name, namespace = 'default' } = service.metadata;
  const numbers = dead.map(({ port }) => port).join(', ');
  return {
    id: 'E05',
    severity: 'error',
    confidence: pods ? 'likely' : 'possible',
    conclusive: true,
    ports: dead.map(portKey),
    message: `no EndpointSlice has a ready address for port ${numbers}`,
    evidence: [`${slices?.length ?? 0} EndpointSlices belong to the Service`],
    fix: [
      {
        command: `kubectl -n ${namespace} describe endpointslices -l kubernetes.io/service-name=${name}`,
        why: 'see what they hold',
      },
    ],
  };
}
