import fc from 'fast-check';

/**
 * What all drawn cases come from. One and the same unless told otherwise: a commit that passed passes again.
 * `KUBESVC_SEED=any` draws other cases with each run (`npm run conformance` does, and CI every night);
 * a run that failed is repeated with KUBESVC_SEED set to the seed it printed.
 */
export const seed = seedOf(process.env.KUBESVC_SEED ?? '1');

function seedOf(text: string): number {
  if (text === 'any') return Math.floor(Math.random() * 2 ** 31);
  if (!/^\d{1,10}$/.test(text)) throw new Error(`KUBESVC_SEED=${text}: a whole number is expected, or "any"`);
  return Number(text);
}

// For the properties, which name the seed themselves where they fail.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

export { fc };
