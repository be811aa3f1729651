import fc from 'fast-check';

/** Today's cases are others than yesterday's; a run that failed is repeated with KUBESVC_SEED set to the seed it printed. */
export const seed = Number(process.env.KUBESVC_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Cases for tests that run beside one another, each a row of its own that names the seed. */
export function cases<T>(arbitrary: fc.Arbitrary<T>, count: number): { row: string; value: T }[] {
  return fc
    .sample(arbitrary, { seed, numRuns: count })
    .map((value, index) => ({ row: `${index + 1} of ${count}, KUBESVC_SEED=${seed}`, value }));
}
