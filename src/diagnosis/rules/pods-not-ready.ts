import type { Case } from '../case.ts';
import { isHeadless, within } from '../endpoints.ts';
import { type Facts, isReady, namespaceOf, type Pod } from '../facts.ts';
import { command } from '../command.ts';
import type { Finding, Fix } from '../finding.ts';
import { fixFor } from '../not-ready-fix.ts';
import { addressesOfPod, hasEnded, isLeaving } from '../pods.ts';
import { failed, frontsOf, triesOf } from '../vantage.ts';
import { whyNotReady, whyUnsteady } from '../why-not-ready.ts';

/**
 * S02: pods match, but some or all are not ready, and why, a line a pod. An error only where nobody serves in their
 * place. Pods that have ended, or are leaving while others serve, are no news; nor is one that is only starting.
 */
export function podsNotReady({ facts, ports, seen }: Case): Finding[] {
  const { service, selected, slices } = facts;
  const living = selected.filter((pod) => !hasEnded(pod) && !isLeaving(pod));
  const unserved = slices
    ? ports.length === 0
      ? false
      : ports.every((port) => within(service, slices, port).length === 0)
    : !living.some(isReady);
  const leaving = (slices ?? [])
    .flatMap(({ endpoints }) => endpoints ?? [])
    .some(({ conditions }) => conditions?.terminating);
  if (selected.length === 0 || (unserved && living.length === 0 && leaving)) return []; // E04 tells of those
  const looked = living.length > 0 || !unserved ? living : selected;
  const bad = looked.filter((pod) => !isReady(pod) && !isPublished(facts, pod));
  if (bad.length > 0) return [told(facts, bad, looked.length, unserved)];
  const restless = living.filter((pod) => whyUnsteady(pod, facts));
  // Where all of them come and go, a Service that fails now does so for that reason.
  const failing = ports.some((port) => [...triesOf(seen, port), ...frontsOf(seen, port)].some(failed));
  return restless.length === 0 ? [] : [comingAndGoing(facts, restless, living.length, failing)];
}

function comingAndGoing(facts: Facts, restless: readonly Pod[], living: number, failing: boolean): Finding {
  const namespace = namespaceOf(facts.service);
  const [first] = restless;
  const why = first && whyUnsteady(first, facts);
  return {
    id: 'S02',
    severity: failing && restless.length === living ? 'error' : 'warning',
    confidence: 'certain',
    ...(why && { reason: why.reason }),
    message: `${restless.length} of ${living} matching ${living === 1 ? 'pod' : 'pods'} ${restless.length === 1 ? 'comes and goes' : 'come and go'}${why ? `: ${why.text}` : ''}`,
    objects: restless.slice(0, mostShown).map(({ metadata }) => ({ kind: 'Pod', name: metadata.name, namespace })),
    evidence: restless.slice(0, mostShown).map(stateOf),
    fix: first && why ? [fixFor(why, facts, first)] : [],
  };
}

/** S09: the Service sends clients to pods that are not ready, because it says so. An error once they have failed. */
export function publishedNotReady({ facts, ports, seen }: Case): Finding[] {
  const { service, selected } = facts;
  const bad = selected.filter((pod) => !isReady(pod) && isPublished(facts, pod));
  const [first] = bad;
  if (!first) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const addresses = new Set(bad.flatMap(addressesOfPod));
  const broken = ports
    .flatMap((port) => triesOf(seen, port))
    .filter((sight) => addresses.has(sight.host) && failed(sight));
  const why = whyNotReady(first, facts);
  const { reason, text } = why;
  return [
    {
      id: 'S09',
      severity: broken.length > 0 ? 'error' : 'info',
      confidence: 'certain',
      reason,
      message: `publishNotReadyAddresses sends clients to ${bad.length} of ${selected.length} pods that ${bad.length === 1 ? 'is' : 'are'} not ready: ${text}`,
      objects: [
        { kind: 'Service', name, namespace },
        ...bad.slice(0, 5).map(({ metadata }) => ({ kind: 'Pod', name: metadata.name, namespace })),
      ],
      evidence: [
        ...bad.slice(0, 5).map((pod) => `${pod.metadata.name}: ${whyNotReady(pod, facts).text}`),
        'its EndpointSlices call them ready all the same',
      ],
      fix: [fixFor(why, facts, first)],
    },
  ];
}

const isPublished = ({ service }: Facts, pod: Pod): boolean =>
  service.spec.publishNotReadyAddresses === true && addressesOfPod(pod).length > 0 && !hasEnded(pod);

const mostShown = 5;

function told(facts: Facts, bad: readonly Pod[], matched: number, unserved: boolean): Finding {
  const namespace = namespaceOf(facts.service);
  const reasons = bad.map((pod) => ({ pod, ...whyNotReady(pod, facts) }));
  // What has failed tells more than what is only under way.
  const telling = reasons.find(({ passing }) => !passing) ?? reasons[0];
  const count =
    matched === 1
      ? 'the one matching pod is'
      : `${bad.length} of ${matched} matching pods ${bad.length === 1 ? 'is' : 'are'}`;
  const more = bad.length > mostShown ? [`and ${bad.length - mostShown} more`] : [];
  return {
    id: 'S02',
    severity: unserved ? 'error' : reasons.every(({ passing }) => passing) ? 'info' : 'warning',
    confidence: 'certain',
    ...(telling && { reason: telling.reason }),
    message: `${count} not ready${telling ? `: ${telling.text}` : ''}`,
    objects: bad.slice(0, mostShown).map(({ metadata }) => ({ kind: 'Pod', name: metadata.name, namespace })),
    evidence:
      bad.length === 1
        ? bad.map(stateOf) // why is in the message already
        : [...grouped(reasons.slice(0, mostShown), telling?.text ?? ''), ...more, ...waitingForNames(facts, bad)],
    fix: telling ? [...(unserved && telling.passing ? [awaited(facts)] : []), fixFor(telling, facts, telling.pod)] : [],
  };
}

/** What is under way may only want time. */
const awaited = ({ service }: Facts): Fix => ({
  command: command('kubesvc', 'probe', service.metadata.name, '-n', namespaceOf(service), '--wait=2m'),
  why: 'whether it only takes its time',
});

/** A line for each reason; the one that is in the message already is not told again. */
function grouped(reasons: readonly { pod: Pod; text: string }[], inMessage: string): string[] {
  const pods = new Map<string, string[]>();
  for (const { pod, text } of reasons) pods.set(text, [...(pods.get(text) ?? []), pod.metadata.name]);
  return [...pods].map(([text, names]) => `${names.join(', ')}: ${text === inMessage ? 'as said' : text}`);
}

/** The names of a StatefulSet's pods do not resolve while they are not ready, which pods that look for one another wait for. */
function waitingForNames({ service }: Facts, bad: readonly Pod[]): string[] {
  const { name } = service.metadata;
  const own = bad.filter(({ spec }) => spec.hostname !== undefined && spec.subdomain === name);
  if (!isHeadless(service) || own.length < bad.length || service.spec.publishNotReadyAddresses) return [];
  return [
    `meanwhile their names (${own[0]?.spec.hostname}.${name}) do not resolve: pods that find each other by them want publishNotReadyAddresses`,
  ];
}

/** `pod web-1 on node1 is Running, restarted 3 times`. */
function stateOf({ metadata, spec, status = {} }: Pod): string {
  const restarts = (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
  const often = restarts === 0 ? '' : `, restarted ${restarts === 1 ? 'once' : `${restarts} times`}`;
  return `pod ${metadata.name}${spec.nodeName ? ` on ${spec.nodeName}` : ''} is ${status.phase ?? 'not known to its node yet'}${often}`;
}
