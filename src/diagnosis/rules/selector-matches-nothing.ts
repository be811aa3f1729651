import type { Case } from '../case.ts';
import { command, kubectl, patchService } from '../command.ts';
import { type Facts, hasSelector, matches, namespaceOf, type Pod, templateLabels, type Workload } from '../facts.ts';
import type { Finding, Fix } from '../finding.ts';
import { labelText, type Labels } from '../labels.ts';
import { type Candidate, type Near, nearest } from '../nearest.ts';
import { hasEnded, makerOf, ownerOf } from '../pods.ts';
import { whyNotMadeYet } from './pod-of-its-own.ts';
import { whyWithoutPods } from './workload-without-pods.ts';

/** S01: the selector matches no pod. Says which workload should have some, or which pods it misses by how little. */
export function selectorMatchesNothing({ facts }: Case): Finding[] {
  const { service, pods, selected } = facts;
  if (service.spec.type === 'ExternalName' || !hasSelector(service) || !pods || selected.length > 0) return [];
  const selector: Labels = service.spec.selector ?? {};
  const living = pods.filter((pod) => !hasEnded(pod));
  const found = {
    id: 'S01',
    severity: 'error',
    confidence: 'certain',
    message: `selector ${labelText(selector)} matches ${living.length === 0 ? 'no pod' : `0 of ${living.length} ${living.length === 1 ? 'pod' : 'pods'}`}`,
  } as const;
  const workloads = makers(facts);
  const workload = workloads.find((one) => matches(selector, templateLabels(one)));
  if (workload) return [{ ...found, ...whyWithoutPods(facts, workload) }];
  const awaited = whyNotMadeYet(facts, workloads);
  if (awaited) return [{ ...found, ...awaited }];

  const near = nearest(selector, candidates(living, workloads), service.metadata.name);
  const [closest] = near;
  const labelled = closest?.slip
    ? undefined
    : workloads.find(({ metadata }) => matches(selector, metadata.labels ?? {}));
  if (labelled) return [{ ...found, ...labelsOfWorkload(facts, labelled) }];
  if (closest) return [{ ...found, ...mismatch(facts, closest, near) }];
  return [{ ...found, ...nothingNear(facts, living) }];
}

/** Workloads that answer for pods themselves; a ReplicaSet of a Deployment does not. */
const makers = ({ explained }: Facts): Workload[] =>
  (explained?.workloads ?? []).filter((workload) => ownerOf(workload) === undefined);

/** Pods, and the templates of workloads that have none among them. */
function candidates(living: readonly Pod[], workloads: readonly Workload[]): Candidate[] {
  const ofPods = living.map((pod) => {
    const maker = makerOf(pod);
    return { labels: pod.metadata.labels ?? {}, maker: maker ? `${maker.kind} ${maker.name}` : '', lives: true };
  });
  const made = new Set(ofPods.map(({ maker }) => maker));
  return [
    ...ofPods,
    ...workloads
      .map((workload) => ({
        labels: templateLabels(workload),
        maker: `${workload.kind} ${workload.metadata.name}`,
        lives: false,
      }))
      .filter(({ maker }) => !made.has(maker)),
  ];
}

function mismatch({ service }: Facts, closest: Near, all: readonly Near[]): Partial<Finding> & Told {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const makersNamed = [...new Set(closest.candidates.map(({ maker }) => maker).filter((maker) => maker !== ''))];
  const living = closest.candidates.filter(({ lives }) => lives).length;
  const who =
    living === 0
      ? `the template of ${makersNamed.join(', ')}, which has no pods,`
      : `${living} ${living === 1 ? 'pod' : 'pods'}${makersNamed.length > 0 ? ` of ${makersNamed.slice(0, 3).join(', ')}` : ''}`;
  const verb = living <= 1 ? 'has' : 'have';
  const patch: Fix = {
    command: patchService(namespace, name, { spec: { selector: closest.patch } }),
    why: living === 0 ? 'select its pods, once there are some' : 'select those pods',
    ...(living > 0 && { mends: true }),
  };
  const look: Fix = { command: kubectl(namespace, 'get', 'pods', '--show-labels'), why: 'see what the pods carry' };
  // Where only the key is the same, a guess is offered as one, and only if there is nothing else to guess.
  const sure = closest.slip || all.length === 1;
  return {
    reason: 'label-mismatch',
    objects: [
      { kind: 'Service', name, namespace },
      ...makersNamed.slice(0, 3).map((maker) => {
        const [kind = '', made = ''] = maker.split(' ');
        return { kind, name: made, namespace };
      }),
    ],
    evidence: [
      `closest: ${who} ${verb} ${closest.differs}`,
      ...all.slice(1, 3).map(({ differs, candidates: own }) => `then: ${own.length} with ${differs}`),
    ],
    fix: sure ? [patch] : [look, { ...patch, why: 'if those are the pods that are meant' }],
  };
}

type Told = Pick<Finding, 'evidence' | 'fix'>;

/** The selector is that of a workload's own labels, which its pods do not have: those are in its template. */
function labelsOfWorkload({ service, pods = [] }: Facts, workload: Workload): Partial<Finding> & Told {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const { kind, metadata, spec } = workload;
  const own = templateLabels(workload);
  const known = spec?.selector?.matchLabels ?? own;
  const lives = pods.some((pod) => !hasEnded(pod) && matches(known, pod.metadata.labels ?? {}));
  const dropped = Object.fromEntries(Object.keys(service.spec.selector ?? {}).map((key) => [key, null]));
  const why = `select the pods of ${kind} ${metadata.name}${lives ? '' : ', once there are some'}`;
  return {
    reason: 'label-mismatch',
    objects: [
      { kind: 'Service', name, namespace },
      { kind, name: metadata.name, namespace },
    ],
    evidence: [
      `${kind} ${metadata.name} itself has these labels, and its pods have those of its template: ${labelText(own)}`,
    ],
    fix:
      Object.keys(known).length > 0
        ? [
            {
              command: patchService(namespace, name, { spec: { selector: { ...dropped, ...known } } }),
              why,
              ...(lives && { mends: true }),
            },
          ]
        : [{ command: kubectl(namespace, 'get', 'pods', '--show-labels'), why: 'see which labels the pods carry' }],
  };
}

function nothingNear({ service, explained }: Facts, living: readonly Pod[]): Partial<Finding> & Told {
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const objects = [{ kind: 'Service', name, namespace }];
  const hidden = explained?.elsewhere === 'forbidden';
  const elsewhere = (explained?.elsewhere === 'forbidden' ? [] : (explained?.elsewhere ?? [])).filter(
    (pod) => namespaceOf(pod) !== namespace && !hasEnded(pod),
  );
  const other = elsewhere[0] && namespaceOf(elsewhere[0]);
  if (other !== undefined) {
    const count = elsewhere.filter((pod) => namespaceOf(pod) === other).length;
    return {
      reason: 'other-namespace',
      objects,
      evidence: [
        `${count} ${count === 1 ? 'pod' : 'pods'} in namespace ${other} ${count === 1 ? 'has' : 'have'} these labels; a Service selects pods of its own namespace only`,
      ],
      fix: [{ command: command('kubesvc', 'get', 'svc', '-n', other), why: 'see whether there is a Service for them' }],
    };
  }
  return {
    reason: 'no-shared-key',
    objects,
    evidence: [
      living.length === 0
        ? `there are no pods in namespace ${namespace}`
        : 'no pod comes near it: none shares a key with it',
      ...(hidden ? ['pods of other namespaces may not be listed, so only this one was looked at'] : []),
    ],
    fix:
      living.length === 0
        ? [
            {
              command: kubectl(namespace, 'get', 'deployments,statefulsets,daemonsets,cronjobs'),
              why: 'see what should make them',
            },
          ]
        : [{ command: kubectl(namespace, 'get', 'pods', '--show-labels'), why: 'see which labels the pods carry' }],
  };
}
