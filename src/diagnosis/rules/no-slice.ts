import { editDistance } from '../../service/similar.ts';
import type { EndpointSlice, ServicePort } from '../../service/types.ts';
import { command, kubectl } from '../command.ts';
import { type Facts, namespaceOf } from '../facts.ts';
import { labelText } from '../labels.ts';
import { forgottenSelector, selecting } from './forgotten-selector.ts';
import type { ToldOfSlice } from './slice-mismatch.ts';

const label = 'kubernetes.io/service-name';

/** No slice names the Service: perhaps one is there and lacks only the label, or a selector was forgotten. */
export function noSlice(facts: Facts): ToldOfSlice {
  const { service } = facts;
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const unclaimed = unclaimedSlice(facts);
  if (unclaimed) return unclaimed;
  const forgotten = forgottenSelector(facts);
  return {
    reason: forgotten ? 'no-selector' : 'no-slice',
    message: 'the Service has no selector, and no EndpointSlice names it',
    evidence: [
      `no EndpointSlice in namespace ${namespace} has the label ${label}=${name}`,
      ...(forgotten ? [`${forgotten.maker} of the same name makes pods labelled ${labelText(forgotten.labels)}`] : []),
    ],
    fix: [
      ...(forgotten ? [selecting(facts, forgotten)] : []),
      {
        command: command('kubesvc', 'get', 'svc', name, '-n', namespace, '-o', 'yaml'),
        why: `give it a selector, or make an EndpointSlice with the label ${label}=${name} and its ports`,
      },
    ],
  };
}

/** A slice that is meant for the Service by its looks, and lacks the label or names a Service that does not exist. */
export function unclaimedSlice({ service, explained }: Facts): ToldOfSlice | undefined {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const ports = service.spec.ports ?? [];
  const meant = (explained?.unclaimed ?? [])
    .map((slice) => ({ slice, likeness: likeness(slice, name, ports) }))
    .filter(({ likeness: points }) => points > 0)
    .sort((a, b) => b.likeness - a.likeness)[0]?.slice;
  if (!meant) return undefined;
  const has = meant.metadata.labels?.[label];
  return {
    slice: meant,
    reason: 'no-label',
    message: `EndpointSlice ${meant.metadata.name} ${has === undefined ? `has no label ${label}` : `says ${label}=${has}`}, so it belongs to no Service`,
    evidence: [`the Service has no selector, and lives from slices labelled ${label}=${name}`],
    fix: [
      {
        command: kubectl(
          namespace,
          'label',
          'endpointslice',
          meant.metadata.name,
          `${label}=${name}`,
          ...(has === undefined ? [] : ['--overwrite']),
        ),
        why: 'give it to this Service',
        mends: true,
      },
    ],
  };
}

/** How much an unclaimed slice looks like this Service's: by its name, by the label that it has, by its ports. */
function likeness({ metadata, ports }: EndpointSlice, name: string, own: readonly ServicePort[]): number {
  const claimed = metadata.labels?.['kubernetes.io/service-name'];
  const byLabel =
    claimed === undefined ? 0 : editDistance(claimed, name) <= 2 || claimed.toLowerCase() === name ? 4 : -8;
  const byName = metadata.name === name || metadata.name.startsWith(`${name}-`) ? 4 : 0;
  const byPort = (ports ?? []).some((port) =>
    own.some(
      (mine) => (port.name ?? '') === (mine.name ?? '') || port.port === mine.targetPort || port.port === mine.port,
    ),
  );
  return Math.max(0, byLabel + byName + (byPort ? 1 : 0));
}
