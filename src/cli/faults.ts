import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { ManyErrors, UsageError } from '../errors.ts';
import { plainly, quoted } from '../service/quote.ts';
import type { Service } from '../service/types.ts';
import type { Fault } from '../service/validate/fault.ts';
import { serviceFaults } from '../service/validate/service.ts';

/** The flags that say what stands in a field, by its path without indices. */
const flagsOf: Readonly<Record<string, readonly string[]>> = {
  'metadata.name': ['--name'],
  'metadata.labels': ['--labels'],
  'metadata.annotations': ['--annotations'],
  'spec.ports': ['--port', '--tcp', '--udp', '--sctp'],
  'spec.ports.name': ['--port', '--tcp', '--udp', '--sctp'],
  'spec.ports.port': ['--port', '--tcp', '--udp', '--sctp'],
  'spec.ports.protocol': ['--protocol'],
  'spec.ports.targetPort': ['--target-port', '--port', '--tcp', '--udp', '--sctp'],
  'spec.ports.nodePort': ['--node-port', '--port'],
  'spec.ports.appProtocol': ['--app-protocol'],
  'spec.selector': ['--selector'],
  'spec.type': ['--type'],
  'spec.clusterIP': ['--cluster-ip', '--clusterip', '--headless'],
  'spec.externalIPs': ['--external-ip'],
  'spec.externalName': ['--external-name'],
  'spec.externalTrafficPolicy': ['--external-traffic-policy'],
  'spec.internalTrafficPolicy': ['--internal-traffic-policy'],
  'spec.trafficDistribution': ['--traffic-distribution'],
  'spec.ipFamilies': ['--ip-families'],
  'spec.ipFamilyPolicy': ['--ip-family-policy', '--ip-families'],
  'spec.sessionAffinity': ['--session-affinity'],
  'spec.sessionAffinityConfig.clientIP.timeoutSeconds': ['--session-affinity-timeout'],
  'spec.loadBalancerClass': ['--load-balancer-class'],
  'spec.loadBalancerSourceRanges': ['--load-balancer-source-ranges'],
  'spec.allocateLoadBalancerNodePorts': ['--allocate-load-balancer-node-ports'],
};

export interface Wording {
  /** By path: what a field is called on the line, where no flag has said it. */
  places?: Readonly<Record<string, string>>;
  /** By path: how to mend what nobody has said on the line, but the workload or an override. */
  remedies?: Readonly<Record<string, string>>;
}

/**
 * @throws UsageError, or several as one, for what the server will refuse for certain: one sentence each with the flag or
 * path, the value and the rule
 */
export function refuseFaulty(service: Service, command: CommandUnknownOpts, wording: Wording = {}): void {
  const [first, ...others] = once(serviceFaults(service)).map(
    (fault) => new UsageError(sentence(fault, command, wording)),
  );
  if (first) throw others.length > 0 ? new ManyErrors([first, ...others]) : first;
}

/** One bad value often stands in several places, a name in the labels too; it is said once. */
function once(faults: readonly Fault[]): Fault[] {
  return faults.filter(
    ({ value }, index) => value === undefined || index === faults.findIndex((fault) => fault.value === value),
  );
}

function sentence({ path, value, rule }: Fault, command: CommandUnknownOpts, { places, remedies }: Wording): string {
  const plain = path.replaceAll(/\[\d+\]/g, '').replace(/\[.*\]$/s, '');
  const flags = (flagsOf[plain] ?? []).filter((flag) => isGiven(command, flag));
  const shown = value === undefined ? '' : ` ${quoted(inMap(path, value))}`;
  // Where several flags may have said it, the path is the better name.
  if (flags.length === 1) return `invalid ${flags[0]}${shown}: ${rule}`;
  const place = places?.[plain];
  return place === undefined
    ? `invalid ${plainly(path)}${shown}: ${rule}${remedies?.[plain] ?? ''}`
    : `invalid ${place}${shown}: ${rule}`;
}

/** A value of a map as it is written on the line, `key=value`. */
function inMap(path: string, value: unknown): unknown {
  const [, key] = /^(?:metadata\.labels|spec\.selector)\[(.*)\]$/s.exec(path) ?? [];
  return key === undefined ? value : `${key}=${String(value)}`;
}

function isGiven(command: CommandUnknownOpts, flag: string): boolean {
  const option = command.options.find(({ long }) => long === flag);
  return option !== undefined && command.getOptionValueSource(option.attributeName()) === 'cli';
}
