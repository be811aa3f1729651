import { type Facts, namespaceOf, type Pod } from '../facts.ts';
import type { Finding } from '../finding.ts';

type Labels = Record<string, string>;

/** S01: the selector matches no pod. Names the pods that miss it by one label, or says that none comes near. */
export function selectorMatchesNothing(facts: Facts): Finding[] {
  const { service, pods } = facts;
  const { selector } = service.spec;
  if (!selector || Object.keys(selector).length === 0 || !pods || facts.selected.length > 0) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const living = pods.filter(
    ({ metadata, status }) =>
      !metadata.labels?.['kubesvc.dev/run'] && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
  );
  const near = nearest(selector, living);
  const message = `selector ${text(selector)} matches 0 of ${living.length} pods`;
  const finding = { id: 'S01', severity: 'error', confidence: 'certain', message } as const;
  if (!near) {
    return [
      {
        ...finding,
        reason: 'no-shared-key',
        evidence: [living.length === 0 ? `there are no pods in namespace ${namespace}` : 'no pod comes near it'],
        fix: [{ command: `kubectl -n ${namespace} get pods --show-labels`, why: 'see which labels the pods carry' }],
      },
    ];
  }
  const patch = JSON.stringify({ spec: { selector: near.selector } });
  return [
    {
      ...finding,
      reason: 'label-mismatch',
      evidence: [`closest: ${near.count} ${near.count === 1 ? 'pod' : 'pods'} with ${near.differs}`],
      fix: [
        { command: `kubectl -n ${namespace} patch svc ${name} --type=merge -p '${patch}'`, why: 'select those pods' },
      ],
    },
  ];
}

interface Near {
  /** The selector that would match them, as a merge patch: a key to drop is null. */
  selector: Record<string, string | null>;
  differs: string;
  count: number;
}

/** The largest group of pods that meets all of the selector but one key: another value, or the same value under another key. */
function nearest(selector: Labels, pods: readonly Pod[]): Near | undefined {
  const groups = new Map<string, Near>();
  for (const { metadata } of pods) {
    const labels = metadata.labels ?? {};
    const missed = Object.entries(selector).filter(([key, value]) => labels[key] !== value);
    const [first, ...others] = missed;
    if (!first || others.length > 0) continue;
    const candidate = oneKeyAway(first, selector, labels);
    if (!candidate) continue;
    const group = groups.get(candidate.differs);
    groups.set(candidate.differs, { ...candidate, count: (group?.count ?? 0) + 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)[0];
}

/** Labels that a controller writes for itself: no Service should select by them. */
const controllersOwn =
  /^(pod-template-hash|controller-revision-hash|statefulset\.kubernetes\.io\/.*|apps\.kubernetes\.io\/pod-index|.*controller-uid|job-name|batch\.kubernetes\.io\/.*)$/;

function oneKeyAway(
  [key, wanted]: [string, string],
  selector: Labels,
  labels: Labels,
): Omit<Near, 'count'> | undefined {
  const has = labels[key];
  if (has !== undefined) return { selector: { [key]: has }, differs: `${key}=${has}, not ${key}=${wanted}` };
  const renamed = Object.entries(labels).find(
    ([other, value]) => value === wanted && !(other in selector) && !controllersOwn.test(other),
  );
  if (renamed)
    return {
      selector: { [key]: null, [renamed[0]]: wanted },
      differs: `${renamed[0]}=${wanted}, not ${key}=${wanted}`,
    };
  // Without the key at all, only what else the selector asks for makes it near.
  if (Object.keys(selector).length === 1) return undefined;
  return { selector: { [key]: null }, differs: `no label ${key}, else alike` };
}

const text = (labels: Labels) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
