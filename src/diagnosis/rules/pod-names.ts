import type { Case } from '../case.ts';
import { command, kubectl } from '../command.ts';
import { isHeadless } from '../endpoints.ts';
import { namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { hasEnded, makerOf } from '../pods.ts';

/**
 * S12: a headless Service gives a pod a name of its own (`db-0.db`) only where the pod's subdomain, which is the
 * serviceName of its StatefulSet, is the Service's name. Here it is a name that no Service has.
 */
export function podNamesNowhere({ facts }: Case): Finding[] {
  const { service, services, selected } = facts;
  if (!isHeadless(service) || !services) return [];
  const { name } = service.metadata;
  const pod = selected.find(
    (one) =>
      !hasEnded(one) &&
      one.spec.hostname !== undefined &&
      one.spec.subdomain !== undefined &&
      one.spec.subdomain !== name &&
      !services.some(({ metadata }) => metadata.name === one.spec.subdomain),
  );
  const { hostname, subdomain } = pod?.spec ?? {};
  if (!pod || hostname === undefined || subdomain === undefined) return [];
  const namespace = namespaceOf(service);
  const maker = makerOf(pod);
  const port = service.spec.ports?.[0]?.port ?? 80;
  const whose =
    maker?.kind === 'StatefulSet'
      ? `serviceName of StatefulSet ${maker.name}`
      : `subdomain of pod ${pod.metadata.name}`;
  return [
    {
      id: 'S12',
      severity: 'warning',
      confidence: 'certain',
      reason: 'no-such-service',
      message: `pods have no names of their own (${hostname}.${name}): the ${whose} is ${subdomain}, and there is no Service ${subdomain}`,
      objects: [
        ...(maker ? [{ kind: maker.kind, name: maker.name, namespace }] : []),
        { kind: 'Service', name, namespace },
      ],
      evidence: [`${pod.metadata.name}: hostname ${hostname}, subdomain ${subdomain}`],
      fix: [
        maker?.kind === 'StatefulSet'
          ? {
              command: command(
                'kubesvc',
                'expose',
                `statefulset/${maker.name}`,
                '-n',
                namespace,
                `--name=${subdomain}`,
                '--headless',
                `--port=${port}`,
              ),
              why: `give the names their Service (${hostname}.${subdomain}); the serviceName itself cannot be changed`,
              mends: true,
            }
          : {
              command: kubectl(namespace, 'get', 'pod', pod.metadata.name, '-o', 'yaml'),
              why: 'who sets its subdomain',
            },
      ],
    },
  ];
}
