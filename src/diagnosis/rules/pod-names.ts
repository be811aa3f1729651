import type { Case } from '../case.ts';
import { command, kubectl } from '../command.ts';
import { isHeadless } from '../endpoints.ts';
import { type Facts, namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { hasEnded, makerOf } from '../pods.ts';

/**
 * S12: a headless Service gives a pod a name of its own (`db-0.db`) only where the pod's subdomain, which is the
 * serviceName of its StatefulSet, is the Service's name. Here it is a name that no Service has.
 */
export function podNamesNowhere({ facts }: Case): Finding[] {
  const { service, services, selected } = facts;
  if (!isHeadless(service)) return notHeadless(facts);
  if (!services) return [];
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

/** The Service that a StatefulSet names is not headless: it works, and gives its pods no names. */
function notHeadless({ service, selected }: Facts): Finding[] {
  const { name } = service.metadata;
  const pod = selected.find((one) => !hasEnded(one) && one.spec.hostname !== undefined && one.spec.subdomain === name);
  const maker = pod && makerOf(pod);
  if (!pod || maker?.kind !== 'StatefulSet' || service.spec.type === 'ExternalName') return [];
  const namespace = namespaceOf(service);
  return [
    {
      id: 'S12',
      severity: 'info',
      confidence: 'certain',
      reason: 'not-headless',
      message: `pods have no names of their own (${pod.spec.hostname}.${name}): Service ${name}, the serviceName of StatefulSet ${maker.name}, is not headless`,
      objects: [
        { kind: 'Service', name, namespace },
        { kind: maker.kind, name: maker.name, namespace },
      ],
      evidence: [],
      fix: [
        {
          command: command('kubesvc', 'edit', 'type', name, 'headless', '-n', namespace, '--recreate'),
          why: 'if they are to be found each by its name',
          destructive: true,
        },
      ],
    },
  ];
}
