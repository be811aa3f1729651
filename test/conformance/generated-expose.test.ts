import { fc } from '../support/seed.ts';
import { dump } from 'js-yaml';
import { describe, expect, inject, test } from 'vitest';
import { beside } from './beside.ts';
import { exposeFlags } from './flags.ts';
import { cases } from './cases.ts';
import { workload } from './workloads.ts';

const line = workload.chain((one) =>
  fc.record({
    args: exposeFlags(one),
    text: fc.constantFrom(JSON.stringify(one.object), dump(one.object, { noRefs: true })),
  }),
);

describe.skipIf(inject('missing') !== '').concurrent('expose -f of any workload with any flags', () => {
  test.each(cases(line, 200))('$row', async ({ value: { args, text } }) => {
    const { theirs, ours } = await beside(['expose', '-f', '-', ...args], text);
    expect({ args, text, ...ours }).toEqual({ args, text, ...theirs });
  });
});
