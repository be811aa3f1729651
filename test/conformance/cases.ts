import { fc, seed } from '../support/seed.ts';

/** Cases for tests that run beside one another, each a row of its own that names the seed. */
export function cases<T>(arbitrary: fc.Arbitrary<T>, count: number): { row: string; value: T }[] {
  return fc
    .sample(arbitrary, { seed, numRuns: count })
    .map((value, index) => ({ row: `${index + 1} of ${count}, KUBESVC_SEED=${seed}`, value }));
}
