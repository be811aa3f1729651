import { editDistance } from '../service/similar.ts';
import { isControllersOwn, type Labels, rolloutsOwn } from './labels.ts';

/** Something that a selector could have meant: a pod, or the template of a workload that has no pods. */
export interface Candidate {
  labels: Labels;
  /** Who makes it, `Deployment web`; '' for a pod of its own. */
  maker: string;
  /** It is a pod that lives. */
  lives: boolean;
}

export interface Near {
  /** The selector that matches it, as a merge patch: a key to drop is null. */
  patch: Record<string, string | null>;
  /** `app=web instead of app=webb`, a part for each key that misses. */
  differs: string;
  candidates: Candidate[];
  /** What a slip of the keyboard or of the convention explains; false where the values have nothing in common. */
  slip: boolean;
}

interface Miss {
  patch: Record<string, string | null>;
  differs: string;
  cost: number;
}

/** Up to this cost, a miss is taken for a slip. */
const slipCost = 4;
const absentCost = 7;
const otherCost = 8;

/**
 * The groups of candidates that come nearest to a selector that matches none of them, the nearest first: those whose
 * labels a slip explains (case, blanks, up to two letters, another key for the same value), then those that miss one key.
 */
export function nearest(selector: Labels, candidates: readonly Candidate[], preferred: string): Near[] {
  const groups = new Map<string, Near & { cost: number }>();
  for (const candidate of candidates) {
    const misses = Object.entries(selector)
      .filter(([key, value]) => candidate.labels[key] !== value)
      .map(([key, value]) => missOf(key, value, selector, candidate.labels));
    const slip = misses.every(({ cost }) => cost <= slipCost);
    const [only, ...more] = misses;
    // One key that is missing altogether says nothing where the selector has no other that fits.
    const shared = more.length === 0 && (only?.cost !== absentCost || Object.keys(selector).length > 1);
    if (!only || !(slip || shared)) continue;
    const differs = misses.map((miss) => miss.differs).join(', ');
    const group = groups.get(differs);
    if (group) {
      group.candidates.push(candidate);
      continue;
    }
    const patch = Object.assign({}, ...misses.map((miss) => miss.patch)) as Near['patch'];
    const cost = misses.reduce((sum, miss) => sum + miss.cost + 1, 0);
    groups.set(differs, { patch, differs, slip, candidates: [candidate], cost });
  }
  const isPreferred = ({ candidates: own }: Near) => own.some(({ maker }) => maker.endsWith(` ${preferred}`));
  return [...groups.values()].sort(
    (a, b) =>
      a.cost - b.cost || Number(isPreferred(b)) - Number(isPreferred(a)) || b.candidates.length - a.candidates.length,
  );
}

function missOf(key: string, wanted: string, selector: Labels, labels: Labels): Miss {
  const has = labels[key];
  if (rolloutsOwn.has(key))
    return {
      patch: { [key]: null },
      differs: `${has === undefined ? 'no' : 'another'} ${key}, which every rollout changes`,
      cost: 1,
    };
  if (has !== undefined)
    return { patch: { [key]: has }, differs: `${key}=${has} instead of ${key}=${wanted}`, cost: distance(wanted, has) };
  const renamed = Object.entries(labels)
    .filter(([other]) => !(other in selector) && !isControllersOwn(other))
    .map(([other, value]) => ({ other, value, cost: renamedCost(key, other) + distance(wanted, value) }))
    .filter(({ cost }) => cost <= slipCost)
    .sort((a, b) => a.cost - b.cost)[0];
  if (!renamed) return { patch: { [key]: null }, differs: `no label ${key}`, cost: absentCost };
  const { other, value, cost } = renamed;
  return {
    patch: { [key]: null, [other]: value },
    differs: `${other}=${value} instead of ${key}=${wanted}`,
    cost,
  };
}

/** 0 the same, 1 but for case and blanks, 2 and 3 for one or two letters, else far. */
function distance(a: string, b: string): number {
  if (a === b) return 0;
  const plain = (text: string) => text.trim().toLowerCase();
  if (plain(a) === plain(b)) return 1;
  const letters = editDistance(plain(a), plain(b));
  const most = Math.min(2, Math.floor(Math.max(a.length, b.length) / 2));
  return letters <= most ? 1 + letters : otherCost;
}

/** Keys that look alike (`app`, `App`, `app.kubernetes.io/name` and `name`) are nearer than any others. */
function renamedCost(a: string, b: string): number {
  const last = (key: string) => key.slice(key.lastIndexOf('/') + 1);
  return distance(last(a), last(b)) < otherCost ? 1 : 2;
}
