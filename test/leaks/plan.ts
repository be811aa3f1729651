/** How a run is ended: a signal that can be heard, one that cannot, or its link to the API server. */
export const ends = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL', 'reset', 'silence'] as const;
export type End = (typeof ends)[number];

/** After these the program has had its chance to clear away. */
export const isHeard = (end: End): boolean => end === 'SIGINT' || end === 'SIGTERM' || end === 'SIGHUP';

/** What is probed while the end comes: pods that end at once, that run on, that never run, and several after each other. */
export const scenes: Readonly<Record<string, readonly string[]>> = {
  healthy: ['mydeployment'],
  'kept out': ['kept-out', '--timeout', '2s'],
  'no image': ['mydeployment', '--image', '127.0.0.1:1/alpine'],
  'no node': ['mydeployment', '--node-selector', 'no=where'],
  'one after the other': ['kept-out', '--timeout', '2s', '--via', 'clusterip', '--retries', '0', '--wait', '30s'],
};

export interface Planned {
  number: number;
  scene: string;
  end: End;
  /** When the end comes: a share of the time that the scene takes by itself; a little over 1 is after it. */
  moment: number;
}

const longest = 1.1;

/** The same runs for the same seed; each end as often as the others. */
export function planned(runs: number, seed: number): Planned[] {
  const random = randomFrom(seed);
  const names = Object.keys(scenes);
  return Array.from({ length: runs }, (_, index) => ({
    number: index + 1,
    scene: names[Math.floor(random() * names.length)] ?? 'healthy',
    end: ends[index % ends.length] ?? 'SIGINT',
    moment: random() * longest,
  }));
}

/** Numbers from 0 to 1 (mulberry32: any generator with a seed will do). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
