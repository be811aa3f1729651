import { editDistance } from '../../service/similar.ts';
import type { Service } from '../../service/types.ts';
import { command } from '../command.ts';
import type { Finding } from '../finding.ts';

interface Asked {
  namespace: string;
  name: string;
  /** Services of all namespaces, or of this one where no more may be listed; undefined where none may. */
  services: readonly Service[] | undefined;
  /** Services of other namespaces are among them. */
  everywhere?: boolean | undefined;
  namespaceExists: boolean;
}

/** S06: there is no such Service. Says where one of this name is, or which name comes near. */
export function serviceNotThere({
  namespace,
  name,
  services = [],
  everywhere = true,
  namespaceExists,
}: Asked): Finding {
  const finding = { id: 'S06', severity: 'error', confidence: 'certain' } as const;
  if (!namespaceExists) {
    return {
      ...finding,
      reason: 'no-namespace',
      message: `namespace ${namespace} does not exist`,
      evidence: [],
      fix: [{ command: 'kubectl get namespaces' }],
    };
  }
  const message = `there is no Service ${namespace}/${name}`;
  const hidden = everywhere ? [] : ['Services of other namespaces may not be listed, so only this one was looked at'];
  const elsewhere = services
    .filter(({ metadata }) => metadata.name === name)
    .map(({ metadata }) => metadata.namespace ?? '');
  const [other] = elsewhere;
  if (other !== undefined) {
    return {
      ...finding,
      reason: 'other-namespace',
      message,
      evidence: [`there is one of this name in namespace ${elsewhere.join(', ')}`],
      fix: [{ command: command('kubesvc', 'probe', name, '-n', other) }],
    };
  }
  const [short = '', space, ...rest] = name.split('.');
  if (space !== undefined && (rest.length === 0 || rest[0] === 'svc')) {
    return {
      ...finding,
      reason: 'dns-name',
      message,
      evidence: [`names of Services have no dots: as a DNS name this is Service ${short} in namespace ${space}`],
      fix: [{ command: command('kubesvc', 'probe', short, '-n', space) }],
    };
  }
  const near = services
    .filter(({ metadata }) => metadata.namespace === namespace && editDistance(metadata.name, name) <= 2)
    .map(({ metadata }) => metadata.name);
  const [nearest] = near;
  if (nearest !== undefined) {
    return {
      ...finding,
      reason: 'similar-name',
      message,
      evidence: [`a name that comes near: ${near.join(', ')}`, ...hidden],
      fix: [{ command: command('kubesvc', 'probe', nearest, '-n', namespace) }],
    };
  }
  return {
    ...finding,
    reason: 'not-found',
    message,
    evidence: hidden,
    fix: [{ command: command('kubesvc', 'get', 'svc', '-n', namespace) }],
  };
}

/** S05: the Service has no such port. */
export function portNotThere({ metadata, spec }: Service, asked: string): Finding {
  const ports = (spec.ports ?? []).map(
    ({ port, name, protocol }) => `${port}/${protocol ?? 'TCP'}${name ? ` (${name})` : ''}`,
  );
  const namespace = metadata.namespace ?? 'default';
  const all = spec.ports ?? [];
  const inside = all.find(({ targetPort }) => String(targetPort) === asked);
  const outside = all.find(({ nodePort }) => String(nodePort) === asked);
  const near = all.find(({ name = '' }) => editDistance(name, asked) <= 2);
  const meant = inside ?? outside ?? near ?? all[0];
  const behind = inside
    ? [`${asked} is the port of its pods; clients use ${inside.port}`]
    : outside
      ? [`${asked} is its port on the nodes; inside the cluster clients use ${outside.port}`]
      : [];
  return {
    id: 'S05',
    severity: 'error',
    confidence: 'certain',
    message: `Service ${namespace}/${metadata.name} has no port ${asked}`,
    objects: [{ kind: 'Service', name: metadata.name, namespace }],
    evidence: [`its ports: ${ports.join(', ') || 'none'}`, ...behind],
    fix: meant ? [{ command: command('kubesvc', 'probe', `${metadata.name}:${meant.port}`, '-n', namespace) }] : [],
  };
}
