import { fc } from '../support/seed.ts';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { expect, test } from 'vitest';
import { toKyaml } from '../../src/output/kyaml.ts';
import { toYaml } from '../../src/output/yaml.ts';

/** Characters that kubectl refuses to print, or that do not come back to it as they were. */
const awkward = fc.constantFrom(
  ...'\0\x01\x07\b\t\n\v\f\r\x1b\x7f\x80\x85\x9f\u00a0\u2028\u2029\u200b\ufeff\uffff\u{1F44D} \'"\\:#-?a'.split(
    /(?:)/u,
  ),
);
const text = fc.string({
  unit: fc.oneof(awkward, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  maxLength: 30,
});

test('text of any sort reads back from YAML and KYAML as it was, as a value and as a key', () => {
  fc.assert(
    fc.property(text, text, (key, value) => {
      const object = { map: { [key]: value }, list: [value] };
      expect(load(toYaml(object), { schema: YAML11_SCHEMA })).toEqual(object);
      expect(load(toKyaml(object), { schema: YAML11_SCHEMA })).toEqual(object);
    }),
    { numRuns: 500 },
  );
}, 60_000);
