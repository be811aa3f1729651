import type { ServicePort } from '../../service/types.ts';
import { command, jsonPatch, kubectl } from '../command.ts';
import { type Family, isHeadless } from '../endpoints.ts';
import { type Facts, namespaceOf, type Pod } from '../facts.ts';
import { type Fix, portKey } from '../finding.ts';
import { type DeclaredPort, makerOf } from '../pods.ts';
import type { Doubt } from './declared-ports.ts';

export function corrected({ service }: Facts, port: ServicePort, reason: Doubt['reason'], better: DeclaredPort): Fix {
  const namespace = namespaceOf(service);
  const index = (service.spec.ports ?? []).findIndex((one) => portKey(one) === portKey(port));
  const at = `/spec/ports/${index}`;
  const patch = (field: string, op: 'add' | 'replace', value: unknown) =>
    jsonPatch(namespace, 'svc', service.metadata.name, { op, path: `${at}/${field}`, value });
  if (reason === 'headless-port')
    return { command: patch('port', 'replace', better.port), why: 'let clients use the port of the pods', mends: true };
  if (isHeadless(service) && better.protocol === (port.protocol ?? 'TCP'))
    return {
      command: jsonPatch(
        namespace,
        'svc',
        service.metadata.name,
        { op: 'replace', path: `${at}/port`, value: better.port },
        { op: 'replace', path: `${at}/targetPort`, value: better.port },
      ),
      why: 'let clients use the port of the pods: nothing translates it where a Service is headless',
      mends: true,
    };
  const there = (service.spec.ports ?? []).some(
    (one) => portKey(one) === portKey({ port: port.port, protocol: better.protocol }),
  );
  // The API allows each number once a protocol.
  if (better.protocol !== (port.protocol ?? 'TCP') && there)
    return {
      command: jsonPatch(namespace, 'svc', service.metadata.name, { op: 'remove', path: at }),
      why: `port ${port.port}/${better.protocol} is there already: take this one out, unless the pods are to serve ${port.protocol} too`,
    };
  if (better.protocol !== (port.protocol ?? 'TCP'))
    return {
      command: patch('protocol', 'replace', better.protocol),
      why: `speak ${better.protocol}, as the pods do`,
      mends: true,
    };
  return {
    command: patch('targetPort', 'replace', better.port),
    why:
      better.container === ''
        ? `send to ${better.port}, where something listens`
        : 'send to the port that the pods declare',
    mends: true,
  };
}

/** The application is to be bound anew, which no command does from outside: it says by what, and then looks again. */
export function rebound({ service }: Facts, family: Family, [pod]: readonly Pod[]): Fix {
  const address = family === 'IPv4' ? '0.0.0.0' : '[::]';
  return {
    command: afterRestart(service, pod),
    why: `after the server has been made to listen on ${address} too, with --host ${address === '[::]' ? '::' : address}, for one`,
  };
}

/** What `kubectl rollout restart` knows (polymorphichelpers/objectrestarter.go). */
const restartable = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Starts the pods anew and looks whether that has helped. */
export function afterRestart({ metadata }: Facts['service'], pod: Pod | undefined): string {
  const namespace = metadata.namespace ?? 'default';
  const maker = pod && makerOf(pod);
  const again = command('kubesvc', 'probe', metadata.name, '-n', namespace, '--wait', '2m');
  if (!pod || !maker) return again;
  const restart = restartable.has(maker.kind)
    ? kubectl(namespace, 'rollout', 'restart', `${maker.kind.toLowerCase()}/${maker.name}`)
    : kubectl(namespace, 'delete', 'pod', pod.metadata.name);
  return `${restart} && ${again}`;
}

export function listeners(namespace: string, [pod]: readonly Pod[]): Fix {
  const name = pod?.metadata.name ?? '';
  const maker = pod && makerOf(pod);
  return {
    command: kubectl(
      namespace,
      'exec',
      name,
      '--',
      'sh',
      '-c',
      'netstat -lntu || ss -lntu || cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp',
    ),
    why: `see where its processes listen${maker ? `, then set targetPort, or the port in ${maker.kind} ${maker.name}` : ''}`,
  };
}
