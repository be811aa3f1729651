import { addressesOf } from './endpoints.ts';
import { type Facts, hasSelector, isReady } from './facts.ts';
import { addressesOfPod, hasEnded, isLeaving } from './pods.ts';
import type { KubeObject } from '../service/types.ts';

/** Something that service proxies and DNS hear of from the API server, and follow a little later. */
export interface Change {
  /** `it was made` */
  what: string;
  /** Milliseconds. */
  ago: number;
}

/** A proxy follows within a second or two, and in a large cluster may take several. */
const soon = 15_000;
/** What is written as one thing may be stamped in two seconds that follow each other: the API's times are whole ones. */
const together = 2000;

/**
 * What has changed last of a Service, its slices and its pods, where that is so short a time ago that nobody may have
 * followed yet. All times are those of the API server.
 */
export function lastChange({ now, service, slices = [], selected }: Facts): Change | undefined {
  const ready = selected.flatMap(({ status }) =>
    (status?.conditions ?? []).flatMap(({ type, status: is, lastTransitionTime }) =>
      type === 'Ready' && is === 'True' ? [lastTransitionTime] : [],
    ),
  );
  // What explains most comes first: a Service that was made was also written, and its slices after it.
  const changes = [
    { what: 'it was made', times: [service.metadata.creationTimestamp] },
    { what: 'a pod behind it became ready', times: ready },
    { what: 'it was changed', times: writtenAt(service) },
    { what: 'its endpoints changed', times: slices.flatMap(writtenAt) },
  ].map(({ what, times }) => ({ what, ago: Math.max(0, now.getTime() - latest(times)) }));
  const newest = Math.min(...changes.map(({ ago }) => ago));
  const change = newest < soon && changes.find(({ ago }) => ago <= newest + together);
  return change ? { what: change.what, ago: newest } : undefined;
}

/** Something has changed just now, and a pod is ready that no slice holds: their controller, too, follows a little later. */
export function slicesAreBehind(facts: Facts): boolean {
  const { service, slices, selected } = facts;
  if (!slices || !hasSelector(service) || service.spec.type === 'ExternalName' || !lastChange(facts)) return false;
  const held = new Set(addressesOf(slices).map(({ address }) => address));
  return selected.some(
    (pod) =>
      isReady(pod) && !hasEnded(pod) && !isLeaving(pod) && !addressesOfPod(pod).some((address) => held.has(address)),
  );
}

/** As a person says it: `it was made 3 s before`. */
export const changeText = ({ what, ago }: Change): string => `${what} ${Math.round(ago / 1000)} s before`;

const latest = (times: readonly (string | undefined)[]): number =>
  Math.max(-Infinity, ...times.flatMap((time) => (time === undefined ? [] : [Date.parse(time)])));

/** When each of those who own fields of an object has last changed one of them. */
function writtenAt({ metadata }: KubeObject): (string | undefined)[] {
  const owners = (metadata['managedFields'] ?? []) as readonly { time?: string }[];
  return [metadata.creationTimestamp, ...owners.map(({ time }) => time)];
}
