import { asLine, mostPerPod } from './lines.ts';
import type { Target } from './targets.ts';

/**
 * A list that is too long for one pod, in parts: whole groups, each part with the controls, without which it would prove
 * nothing. `room` is how many bytes of lines a pod takes; a part is full a tenth before that.
 */
export function sharded(targets: readonly Target[], room = mostPerPod): Target[][] {
  const controls = targets.filter(({ group }) => group === 0);
  const shards: Target[][] = [];
  let size = Infinity;
  let group = -1;
  for (const target of targets.filter(({ group: number }) => number !== 0)) {
    if (size > room * 0.9 && target.group !== group) {
      shards.push([...controls]);
      size = 0;
    }
    shards.at(-1)?.push(target);
    size += asLine(target).length + 1;
    group = target.group;
  }
  return shards.length > 0 ? shards : [controls];
}
