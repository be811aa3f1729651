import type { ServicePort } from '../service/types.ts';
import { endpointsOf, inRotation } from './endpoints.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { namedPortMissing, noSlices } from './rules/no-addresses.ts';
import { podsNotReady } from './rules/pods-not-ready.ts';
import { selectorMatchesNothing } from './rules/selector-matches-nothing.ts';

/** Every rule that needs nothing but facts; a new one is one file and one line here, the nearest to the cause first. */
const rules: ((facts: Facts) => Finding[])[] = [selectorMatchesNothing, noSlices, namedPortMissing, podsNotReady];

export interface Diagnosis {
  findings: Finding[];
  /** Ports that no packet can get through, because a proxy has no address to send it to. */
  dead: ServicePort[];
}

/** What the API alone proves. */
export function diagnose(facts: Facts): Diagnosis {
  const { service, slices } = facts;
  const ports = service.spec.type === 'ExternalName' ? [] : (service.spec.ports ?? []);
  const dead = (slices ? ports : []).filter((port) => inRotation(endpointsOf(slices, port)).length === 0);
  const findings = rules.flatMap((rule) => rule(facts));
  return {
    findings:
      dead.length > 0 && !findings.some(({ severity }) => severity === 'error')
        ? [...findings, unexplained(facts, dead)]
        : findings,
    dead,
  };
}

/** No rule knows why, which is said, with what there is to look at. */
function unexplained({ service, slices, pods }: Facts, dead: readonly ServicePort[]): Finding {
  const { name, namespace = 'default' } = service.metadata;
  const numbers = dead.map(({ port }) => port).join(', ');
  return {
    id: 'E05',
    severity: 'error',
    confidence: pods ? 'likely' : 'possible',
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
