import type { Node } from '../../diagnosis/facts.ts';
import type { KubeObject } from '../../service/types.ts';

export type WireNode = KubeObject & {
  spec?: { providerID?: string; unschedulable?: boolean };
  status?: {
    addresses?: { type: string; address: string }[];
    conditions?: { type: string; status: string }[];
  };
};

const addressesOf = ({ addresses = [] }: NonNullable<WireNode['status']>, of: string): string[] =>
  addresses.filter(({ type }) => type === of).map(({ address }) => address);

export const nodeOf = ({ metadata, spec, status = {} }: WireNode): Node => ({
  name: metadata.name,
  labels: metadata.labels ?? {},
  addresses: addressesOf(status, 'InternalIP'),
  external: addressesOf(status, 'ExternalIP'),
  ready: (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  cordoned: spec?.unschedulable,
  provider: spec?.providerID ?? '',
});
