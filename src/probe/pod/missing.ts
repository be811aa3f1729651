import type { Record } from './records.ts';
import type { Target } from './targets.ts';

/** What a tool says whose process the kernel has ended for want of memory. */
const killed = 137;

/**
 * Targets of groups of which an answer has not come, whole groups: one check decides whether the next is made. In a run that
 * was not cut short only what the kernel has ended counts.
 */
export function missing(targets: readonly Target[], records: readonly Record[], complete: boolean): Target[] {
  const last = new Map(records.map(({ id, exitCode }) => [id, exitCode]));
  const groups = new Map<number, Target[]>();
  for (const target of targets) groups.set(target.group, [...(groups.get(target.group) ?? []), target]);
  return [...groups.values()].flatMap((group) => (isWhole(group, last, complete) ? [] : group));
}

function isWhole(group: readonly Target[], last: ReadonlyMap<string, number>, complete: boolean): boolean {
  if (group.some(({ id }) => last.get(id) === killed)) return false;
  if (complete) return true;
  const fronts = group.filter(({ id }) => id.startsWith('f'));
  const alive = fronts.length === 0 || fronts.some(({ id }) => last.get(id) === 0);
  return group.every(({ id }) => {
    if (last.has(id) || id.startsWith('o')) return true;
    // Those by name wait for a front that answers, those of endpoints of a batch for one that does not.
    return id.startsWith('n') ? !alive : id.startsWith('y') && alive;
  });
}

/** Both runs as one: what was asked again is as it was answered then. */
export function withAgain(first: readonly Record[], again: readonly Record[], asked: readonly Target[]): Record[] {
  const ids = new Set(asked.map(({ id }) => id));
  const own = (id: string) => ids.has(id.split('.')[0] ?? '');
  const known = new Set(first.map(({ id }) => id));
  return [...first.filter(({ id }) => !own(id)), ...again.filter(({ id }) => own(id) || !known.has(id))];
}
