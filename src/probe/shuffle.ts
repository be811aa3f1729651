/** The same in another order, which the seed decides; so that what is dead does not stand in one block. */
export function shuffled<T>(items: readonly T[], seed: string): T[] {
  const result = [...items];
  let state = parseInt(seed, 16) || 1;
  for (let last = result.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator: any order will do
    const other = state % (last + 1);
    const [a, b] = [result[last] as T, result[other] as T];
    result[last] = b;
    result[other] = a;
  }
  return result;
}
