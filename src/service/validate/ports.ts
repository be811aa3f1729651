import type { Service, ServicePort } from '../types.ts';
import { type Fault, fault, unlessOneOf } from './fault.ts';
import { dnsLabelRule, isPort, portNameRules, portRange, qualifiedNameRule } from './text.ts';

/** `spec.ports`: each on its own, and then one beside the other. */
export function portFaults({ spec }: Service): Fault[] {
  const { ports = [], clusterIP } = spec;
  const type = spec.type || 'ClusterIP';
  if (ports.length === 0) {
    const needless = clusterIP === 'None' || type === 'ExternalName';
    return needless ? [] : [{ path: 'spec.ports', rule: 'at least one port is required' }];
  }
  return [
    ...ports.flatMap((port, index) => onePort(port, `spec.ports[${index}]`, ports.length > 1)),
    ...repeated(
      ports,
      // A port that is there twice is no matter of its name.
      (port, index) =>
        index === ports.findIndex((first) => titleOf(first) === titleOf(port)) ? port.name || undefined : undefined,
      ({ name }, index) => ({
        path: `spec.ports[${index}].name`,
        value: name,
        rule: 'every port needs a name of its own',
      }),
    ),
    ...repeated(
      ports,
      (port) => titleOf(port),
      (port, index) => ({
        path: `spec.ports[${index}]`,
        value: titleOf(port),
        rule: 'each number and protocol may be there once',
      }),
    ),
    ...nodePortFaults(ports, type),
  ];
}

const titleOf = ({ port, protocol }: ServicePort) => `${port}/${protocol || 'TCP'}`;

function onePort(port: ServicePort, path: string, named: boolean): Fault[] {
  const { name = '', targetPort } = port;
  return [
    ...(name === ''
      ? fault(`${path}.name`, undefined, named ? 'every one of several ports needs a name' : undefined)
      : fault(`${path}.name`, name, dnsLabelRule(name))),
    ...fault(`${path}.port`, port.port, isPort(port.port) ? undefined : portRange),
    ...unlessOneOf(`${path}.protocol`, port.protocol || undefined, ['SCTP', 'TCP', 'UDP']),
    ...fault(`${path}.targetPort`, targetPort, targetRule(targetPort)),
    ...fault(`${path}.appProtocol`, port.appProtocol, protocolRule(port.appProtocol)),
  ];
}

const protocolRule = (name: string | undefined) => (name === undefined ? undefined : qualifiedNameRule(name));

/** 0, '' and nothing are the port's own number (SetDefaults_Service). */
function targetRule(target: number | string | undefined): string | undefined {
  if (target === undefined || target === 0 || target === '') return undefined;
  if (typeof target === 'number') return isPort(target) ? undefined : portRange;
  return portNameRules(target)[0];
}

function nodePortFaults(ports: readonly ServicePort[], type: string): Fault[] {
  const asked = ports
    .map((port, index) => ({ ...port, path: `spec.ports[${index}].nodePort` }))
    .filter((port) => port.nodePort);
  if (type === 'ClusterIP') {
    return asked.map(({ path, nodePort }) => ({ path, value: nodePort, rule: 'may not be used with type ClusterIP' }));
  }
  const opened = type === 'NodePort' || type === 'LoadBalancer';
  return asked.flatMap(({ path, nodePort = 0, port, protocol = 'TCP' }, index) => {
    if (opened && !isPort(nodePort)) return fault(path, nodePort, portRange);
    const clash = asked.slice(0, index).some((other) => {
      const same = other.nodePort === nodePort;
      // The allocator knows numbers, not protocols: only one port number over several protocols may share one.
      return same && ((other.protocol ?? 'TCP') === protocol || (opened && other.port !== port));
    });
    return fault(path, nodePort, clash ? 'one node port cannot lead to two ports' : undefined);
  });
}

/** A fault for every port whose key an earlier one has. */
function repeated(
  ports: readonly ServicePort[],
  keyOf: (port: ServicePort, index: number) => string | undefined,
  faultOf: (port: ServicePort, index: number) => Fault,
): Fault[] {
  const keys = ports.map(keyOf);
  return ports.flatMap((port, index) =>
    keys[index] !== undefined && keys.indexOf(keys[index]) < index ? [faultOf(port, index)] : [],
  );
}
