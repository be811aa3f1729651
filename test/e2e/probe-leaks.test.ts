import { beforeAll, expect, inject, test } from 'vitest';
import { durations, faultsOf, leftOf, type Place, play, prepare } from '../leaks/play.ts';
import { planned } from '../leaks/plan.ts';
import { onCluster } from '../support/cluster.ts';
import { seed } from '../support/seed.ts';

/** A small share of `npm run leaks`. Their Jobs live for seconds, and are gone a few after they have ended. */
const runs = 15;
const shortLived = ['--timeout-total', '6s', '--overrides', '{"spec":{"ttlSecondsAfterFinished":3}}'];

onCluster('a probe that is ended at a random moment', ({ namespace, env }) => {
  const place: Place = { namespace, env, kubectl: inject('kubectl'), flags: shortLived };
  let takes = new Map<string, number>();
  beforeAll(async () => {
    await prepare(place);
    takes = await durations(place);
  });

  test(`leaves nothing (${runs} runs, seed ${seed})`, { timeout: 300_000 }, async () => {
    const queue = planned(runs, seed);
    const faults: string[] = [];
    const worker = async () => {
      for (let one = queue.shift(); one; one = queue.shift()) {
        const played = await play(place, one, takes);
        faults.push(...faultsOf(played).map((fault) => `run ${played.number} (${played.end}): ${fault}`));
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(faults).toEqual([]);
    // What was killed ends by itself: its deadline, its TTL, and controllers that are in no hurry.
    await expect.poll(() => leftOf(place), { timeout: 90_000, interval: 1000 }).toEqual([]);
  });
});
